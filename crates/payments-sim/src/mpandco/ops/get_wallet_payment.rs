//! `GET api/payment/find.json?id=ID`: one of the wallet's payments.

use std::sync::Arc;

use axum::extract::State as Shared;

use crate::mpandco::state::State;
use crate::mpandco::wire::errors::Refusal;
use crate::mpandco::wire::reply::JsonReply;
use crate::mpandco::wire::request::FormRequest;
use crate::mpandco::wire::wallet_payment::WalletPaymentBody;

impl State {
    pub(crate) fn get_wallet_payment(&self, id: Option<&str>) -> Result<JsonReply, Refusal> {
        let records = self.lock();
        let payment = id
            .and_then(|id| records.wallet.get(id))
            .ok_or(Refusal::NotFound)?;
        Ok(JsonReply::ok(&WalletPaymentBody::of(payment)))
    }
}

pub(crate) async fn handle(
    Shared(state): Shared<Arc<State>>,
    request: FormRequest,
) -> Result<JsonReply, Refusal> {
    state.get_wallet_payment(request.query_id())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::mpandco::testing::{body, create, refusal, request, service};
    use crate::php::form::parse_str;

    #[test]
    fn a_payment_has_the_shape_of_the_manual() {
        let state = service();
        let more = "&paymentintent[transactions][0][amount][total]=240.50";
        let intent = create(&state, &request(more));
        state.approve(&intent).unwrap();
        let listed = body(state.list_wallet_payments(None));
        let id = listed["data"][0]["id"].as_str().unwrap();
        let payment = body(state.get_wallet_payment(Some(id)));
        assert_eq!(payment, listed["data"][0]);

        let long = format!("240.5{}", "0".repeat(17));
        let at = "2021-05-19 20:30:00";
        let payer = &payment["user"]["id"];
        let operation_method = &payment["payment_methods"][0]["operation_method"];
        assert_eq!(operation_method["mode_operation"]["id"], "balance_mpandco");
        assert_eq!(
            payment,
            json!({
                "id": id,
                "created_at": at,
                "amount_environment_operation": long,
                "amount_total": long,
                "ref": format!("P210519{:07}", 1),
                "user": {"id": payer, "_data": {"fullname": "demo"}},
                "status": 9000,
                "payment_methods": [{
                    "created_at": at,
                    "operation_method": operation_method,
                    "amount_environment_operation": 240.5,
                    "amount_total": 240.5,
                    "item_operations": [
                        {"created_at": at, "description": "Monto a enviar", "amount": 240.5},
                    ],
                }],
                "type": 1000,
                "recipient": "sim-merchant",
                "digital_account_source": {
                    "id": format!("sim-account-{}", payer.as_str().unwrap()),
                    "created_at": "2016-04-25 17:14:52",
                    "name": "demo",
                },
                "_data": {
                    "summary_1": "Debitado: 240,50 VES",
                    "summary_2": "240,50 VES",
                    "summary_3": "Cuenta remitente",
                    "summary_4": "Cuenta abonada",
                    "summary_5": "Dinero enviado",
                    "summary_status_color": "#388E3C",
                    "username": "sim-merchant",
                    "user_from": "demo",
                    "amount": 0,
                    "status": "Finalizado",
                    "type_payment_label": "Envío de dinero a sim-merchant",
                    "summary_amount": {"summary_1": long, "summary_2": long},
                    "created_at": "hace menos de un minuto",
                    "external_platform": "mPandco",
                    "external_id": null,
                },
            })
        );
    }

    #[test]
    fn the_payment_of_an_annulled_intent_stays_finished() {
        let state = service();
        let intent = create(&state, &request(""));
        state.approve(&intent).unwrap();
        let form = parse_str(&format!("cancel_payment_intent[paymentIntent]={intent}"));
        body(state.void_payment(&form));
        let listed = body(state.list_wallet_payments(None));
        assert_eq!(listed["meta"]["totalResults"], 1);
        assert_eq!(listed["data"][0]["status"], 9000);
    }

    #[test]
    fn the_reference_is_not_an_identifier() {
        let state = service();
        state.approve(&create(&state, &request(""))).unwrap();
        let reference = format!("P210519{:07}", 1);
        for id in [None, Some("none"), Some(reference.as_str())] {
            assert_eq!(refusal(state.get_wallet_payment(id))["code"], 404);
        }
    }
}
