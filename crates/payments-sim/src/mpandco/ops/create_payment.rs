//! `POST api/payment-intent/.json`: creates a payment intent.

use std::sync::Arc;

use axum::extract::State as Shared;

use crate::php::form::Php;

use crate::mpandco::state::intents::{Intent, IntentForm};
use crate::mpandco::state::{Records, State};
use crate::mpandco::wire::errors::Refusal;
use crate::mpandco::wire::intent::intent_json;
use crate::mpandco::wire::reply::JsonReply;
use crate::mpandco::wire::request::FormRequest;

impl State {
    pub(crate) fn create_payment(&self, form: &Php) -> Result<JsonReply, Refusal> {
        let now = self.clock.now();
        let records = &mut *self.lock();
        let form = IntentForm::read(form.get("paymentintent"), &records.settings)?;
        let Records {
            ids,
            ledger,
            settings,
            ..
        } = records;
        let intent = Intent::new(form, ids, settings, now);
        let reply = JsonReply::ok(intent_json(&intent, &self.base_url));
        ledger.add(intent);
        Ok(reply)
    }
}

pub(crate) async fn handle(
    Shared(state): Shared<Arc<State>>,
    request: FormRequest,
) -> Result<JsonReply, Refusal> {
    state.create_payment(&request.form)
}

#[cfg(test)]
mod tests {
    use crate::mpandco::model::PayTokenPlacement;
    use serde_json::json;

    use crate::mpandco::testing::{body, create, refusal, request, sale, service};
    use crate::php::form::parse_str;

    #[test]
    fn a_sale_has_the_shape_of_the_manual() {
        let form = sale(
            "&paymentintent[transactions][0][amount][details][shipping]=0\
             &paymentintent[transactions][0][amount][details][tax]=1.3\
             &paymentintent[transactions][0][amount][details][subTotal]=17.50\
             &paymentintent[transactions][0][items][3][name]=tel%C3%A9fono\
             &paymentintent[transactions][0][items][3][price]=7.5\
             &paymentintent[recipient]=",
        );
        let state = service();
        let intent = body(state.create_payment(&form));
        let id = intent["id"].as_str().unwrap();
        let transaction = &intent["transactions"][0];
        assert_eq!(
            intent,
            json!({
                "id": id,
                "intent": "sale",
                "state": "created",
                "redirect_urls": {
                    "return_url": "http://shop.test/back?order=7",
                    "cancel_url": "http://shop.test/stop",
                    "history_responses": [],
                },
                "total": {
                    "currency": {"id": "VES"},
                    "items": 17.5, "shipping": 0, "tax": 1.3, "amount": 18.8,
                },
                "transactions": [{
                    "id": transaction["id"],
                    "amount": {
                        "currency": {"id": "VES"},
                        "total": 20,
                        "details": {"shipping": 0, "tax": 1.3, "sub_total": 17.5},
                    },
                    "items": [{
                        "name": "teléfono", "quantity": 1, "currency": {"id": "VES"}, "price": 7.5,
                    }],
                    "description": "Compra",
                    "invoice_number": "F1",
                    "pay_tokens": [],
                    "distributions": [],
                }],
                "pay_tokens": [],
                "created_at": "2021-05-19 20:30:00",
                "updated_at": "2021-05-19 20:30:00",
                "_links": {
                    "self": {
                        "href": format!("http://sim.test/api/payment-intent/show.json?id={id}"),
                        "method": "GET",
                    },
                    "execute": {
                        "href": format!("http://sim.test/api/payment-intent/execute/sale?id={id}"),
                        "method": "POST",
                    },
                    "approval_url": {
                        "href": format!("http://sim.test/p/express-checkout/{id}/1"),
                        "method": "GET",
                    },
                },
            })
        );
    }

    #[test]
    fn an_empty_form_is_refused_with_every_error_and_stores_nothing() {
        let state = service();
        let blank = json!({"errors": ["Este valor no debería estar vacío."]});
        assert_eq!(
            refusal(state.create_payment(&parse_str(""))),
            json!({
                "code": 400,
                "message": "Validation Failed",
                "errors": {
                    "errors": [
                        "La URI de retorno es obligatoria.",
                        "Debe indicar al menos una transacción.",
                    ],
                    "children": {
                        "intent": blank,
                        "redirectUrls": {"children": {"returnUrl": [], "cancelUrl": blank}},
                        "transactions": {},
                        "recipient": [],
                    },
                },
            })
        );
        assert!(state.intents().is_empty());
    }

    #[test]
    fn a_wrong_total_is_reported_at_its_field() {
        for (total, message) in [
            ("0", "Este valor debería ser mayor que 0."),
            ("-1", "Este valor debería ser mayor que 0."),
            ("1e3", "Este valor no es válido."),
            ("1_000", "Este valor no es válido."),
        ] {
            let later = format!("&paymentintent[transactions][0][amount][total]={total}");
            let tree = refusal(service().create_payment(&sale(&later)));
            let node = &tree["errors"]["children"]["transactions"]["children"][0]["children"]["amount"]
                ["children"]["total"];
            assert_eq!(*node, json!({"errors": [message]}), "{total}");
            assert!(tree["errors"]["errors"].is_null());
        }
    }

    #[test]
    fn unknown_fields_are_a_global_message() {
        let tree = refusal(service().create_payment(&sale("&paymentintent[extra]=1")));
        let message = "Este formulario no debería contener campos adicionales.";
        assert_eq!(tree["errors"]["errors"], json!([message]));
    }

    #[test]
    fn distributions_cannot_share_out_more_than_the_total() {
        let form = |amount: &str| {
            sale(&format!(
                "&paymentintent[transactions][0][distributions][0][digitalAccountDestination]=demo01\
                 &paymentintent[transactions][0][distributions][0][amount]={amount}"
            ))
        };
        create(&service(), &form("20"));
        let tree = refusal(service().create_payment(&form("20.01")));
        let message = "Las distribuciones superan el total de la transacción.";
        assert_eq!(tree["errors"]["errors"], json!([message]));
    }

    #[test]
    fn a_request_needs_a_recipient_and_offers_pay_tokens() {
        let tree = refusal(service().create_payment(&sale("&paymentintent[intent]=request")));
        assert!(tree["errors"]["children"]["recipient"]["errors"].is_array());
        let intent = body(service().create_payment(&request("")));
        assert_eq!(intent["recipient"], "demo");
        assert!(intent["pay_tokens"][0]["id"].is_string());
        assert!(intent["pay_tokens"][0]["_data"]["name"].is_string());
        assert!(intent["_links"]["approval_url"].is_null());
    }

    #[test]
    fn only_authorised_accounts_share_in_a_payment() {
        let share = "&paymentintent[transactions][0][distributions][0]";
        let form = request(&format!(
            "{share}[digitalAccountDestination]=stranger&{share}[amount]=1"
        ));
        let state = service();
        let tree = refusal(state.create_payment(&form));
        let node = &tree["errors"]["children"]["transactions"]["children"][0]["children"]["distributions"]
            ["children"][0]["children"]["digitalAccountDestination"];
        let message = "La cuenta no está autorizada para recibir distribuciones.";
        assert_eq!(*node, json!({"errors": [message]}));
        assert!(tree["errors"]["errors"].is_null());

        state.authorize_account("stranger");
        let intent = body(state.create_payment(&form));
        let share = &intent["transactions"][0]["distributions"][0];
        assert_eq!(share["state"], "created");
        assert_eq!(share["digital_account_destination"]["username"], "stranger");
        let id = intent["id"].as_str().unwrap();
        state.approve(id).unwrap();
        let intent = body(state.get_payment(Some(id)));
        let share = &intent["transactions"][0]["distributions"][0];
        assert_eq!(share["state"], "executed");
    }

    #[test]
    fn an_application_without_billing_cannot_request_money() {
        let state = service();
        state.set_billing_enabled(false);
        let tree = refusal(state.create_payment(&request("")));
        let message = "La aplicación no está habilitada para el API de facturación.";
        assert_eq!(tree["errors"]["errors"], json!([message]));
        create(&state, &sale(""));
        state.set_billing_enabled(true);
        create(&state, &request(""));
    }

    #[test]
    fn pay_tokens_can_be_on_the_transactions() {
        let state = service();
        state.set_pay_tokens(PayTokenPlacement::Transactions);
        let intent = body(state.create_payment(&request("")));
        assert_eq!(intent["pay_tokens"], json!([]));
        let token = &intent["transactions"][0]["pay_tokens"][0];
        assert!(token["id"].is_string() && token["_data"]["name"].is_string());
        let sale = body(state.create_payment(&sale("")));
        assert_eq!(sale["transactions"][0]["pay_tokens"], json!([]));
    }

    #[test]
    fn a_total_beyond_floats_keeps_every_digit() {
        let later = "&paymentintent[transactions][0][amount][total]=90071992547.40993101";
        let reply = service().create_payment(&sale(later)).unwrap();
        assert!(reply.body.contains("\"total\":90071992547.40993101"));
    }
}
