//! `POST api/multipayment/register-item.json?type=T`: registers a payout to a bank account as an item of
//! a batch.

use std::sync::Arc;

use axum::extract::State as Shared;
use serde::Serialize;

use crate::php::form::Php;

use crate::mpandco::state::State;
use crate::mpandco::wire::errors::Refusal;
use crate::mpandco::wire::payout_form;
use crate::mpandco::wire::reply::JsonReply;
use crate::mpandco::wire::request::FormRequest;

const FORM: &str = "multi_payment_item";

#[derive(Serialize)]
struct PayoutBody<'a> {
    #[serde(rename = "ref")]
    receipt: String,
    identification_number: &'a str,
    status: &'static str,
}

impl State {
    /// Registers a payout of the kind that the query's `type` names. `APPROVED` is the state of the item:
    /// the money leaves the wallet when the batch is loaded.
    pub(crate) fn send_payout(&self, kind: Option<&str>, form: &Php) -> Result<JsonReply, Refusal> {
        // Its members are read without the object around them, too.
        let payout = payout_form::read(form.get(FORM).or(Some(form)), kind)?;
        let now = self.clock.now();
        let mut records = self.lock();
        let reply = JsonReply::ok(&PayoutBody {
            receipt: records.ids.payout_receipt(now),
            identification_number: &payout.identification_number,
            status: "APPROVED",
        });
        records.payouts.add(payout);
        Ok(reply)
    }
}

pub(crate) async fn handle(
    Shared(state): Shared<Arc<State>>,
    request: FormRequest,
) -> Result<JsonReply, Refusal> {
    state.send_payout(request.query.text(&["type"]), &request.form)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::mpandco::model::{PayoutKind, RegisteredPayout};
    use crate::mpandco::testing::{body, refusal, service};
    use crate::php::form::parse_str;

    const KIND: Option<&str> = Some("DISPERSION");

    fn account(bank: &str) -> String {
        format!("{bank}{}", "0".repeat(16))
    }

    /// The form of a payout.
    fn item(reference: &str, account: &str) -> Php {
        parse_str(&format!(
            "multi_payment_item[reference]={reference}\
             &multi_payment_item[nameAccount]=Witty+Growth\
             &multi_payment_item[identificationNumber]=j54637469\
             &multi_payment_item[bankAccount]={account}\
             &multi_payment_item[amount]=20.50\
             &multi_payment_item[phone]=\
             &multi_payment_item[email]=developer%40mpandco.test"
        ))
    }

    fn children(mut tree: Value) -> Value {
        tree["errors"]["children"].take()
    }

    #[test]
    fn a_payout_is_registered_and_leaves_the_wallet_when_its_batch_is_loaded() {
        let state = service();
        let response = body(state.send_payout(KIND, &item("N-1", &account("0134"))));
        assert_eq!(
            response,
            json!({"ref": "MP21051900001", "identification_number": "j54637469", "status": "APPROVED"})
        );
        let payout = RegisteredPayout {
            kind: PayoutKind::Dispersion,
            batch: 1,
            loaded: false,
            reference: "N-1".to_owned(),
            name_account: "Witty Growth".to_owned(),
            identification_number: "j54637469".to_owned(),
            bank_account: account("0134"),
            amount: rust_decimal::Decimal::new(2050, 2),
            phone: None,
            email: Some("developer@mpandco.test".to_owned()),
        };
        let shown = format!("{payout:?}");
        assert_eq!(state.payouts_of("N-1"), [payout]);
        assert!(shown.contains("N-1"), "{shown}");
        for hidden in ["Witty", "j54637469", "0134", "developer"] {
            assert!(!shown.contains(hidden), "{shown}");
        }

        let before = body(state.list_wallet_payments(None));
        assert_eq!(before["data"], json!([]));
        assert_eq!(state.load_payout_batches(), 1);
        assert_eq!(state.load_payout_batches(), 0);
        assert!(state.payouts()[0].loaded);
        let listed = body(state.list_wallet_payments(None))["data"][0].take();
        assert_eq!(listed["payment_methods"][0]["amount_total"], json!(20.5));
        assert_eq!(listed["recipient"], "Witty Growth");
        assert_eq!(listed["user"]["_data"]["fullname"], "Comercio Simulado");
        assert_eq!(listed["ref"], format!("P210519{:07}", 1));
    }

    #[test]
    fn a_payout_sent_twice_is_registered_twice() {
        let state = service();
        let instant = Some("DISPERSION_INSTANT_INTERBANK");
        body(state.send_payout(KIND, &item("N-1", &account("0102"))));
        body(state.send_payout(KIND, &item("N-2", &account("0102"))));
        body(state.send_payout(instant, &item("N-1", &account("0102"))));
        let twice = state.payouts_of("N-1");
        let kinds: Vec<PayoutKind> = twice.iter().map(|payout| payout.kind).collect();
        assert_eq!(
            kinds,
            [
                PayoutKind::Dispersion,
                PayoutKind::DispersionInstantInterbank
            ]
        );
        assert_eq!(state.payouts().len(), 3);
        let batches: Vec<usize> = state.payouts().iter().map(|payout| payout.batch).collect();
        assert_eq!(batches, [1, 1, 2]);
        assert_eq!(state.load_payout_batches(), 3);
        body(state.send_payout(KIND, &item("N-4", &account("0102"))));
        assert_eq!(state.payouts_of("N-4")[0].batch, 3);
        assert!(state.payouts_of("N-3").is_empty());
    }

    #[test]
    fn an_unknown_bank_is_refused_with_the_manuals_message() {
        let state = service();
        let tree = refusal(state.send_payout(KIND, &item("N-1", &account("9999"))));
        let clean = json!([]);
        assert_eq!(
            tree,
            json!({
                "code": 400,
                "message": "Validation Failed",
                "errors": {
                    "errors": ["No se ha encontrado un banco para el numero de cuenta ingresado"],
                    "children": {
                        "reference": clean, "nameAccount": clean, "identificationNumber": clean,
                        "amount": clean, "bankAccount": clean, "phone": clean, "email": clean,
                    },
                },
            })
        );
        assert!(state.payouts().is_empty());
        assert_eq!(
            body(state.list_wallet_payments(None))["meta"]["totalResults"],
            0
        );
    }

    #[test]
    fn a_bank_account_has_twenty_digits() {
        let invalid = json!({"errors": ["Este valor no es válido."]});
        let long = account("0102") + "1";
        let short = "0".repeat(4);
        let lettered = "0102".to_owned() + &"x".repeat(16);
        for account in [long, short, lettered] {
            let tree = refusal(service().send_payout(KIND, &item("N-1", &account)));
            assert!(tree["errors"]["errors"].is_null(), "{tree}");
            assert_eq!(children(tree)["bankAccount"], invalid);
        }
    }

    #[test]
    fn every_missing_member_is_named() {
        let tree = children(refusal(service().send_payout(KIND, &parse_str(""))));
        for (name, node) in tree.as_object().unwrap() {
            let is_optional = matches!(name.as_str(), "phone" | "email");
            assert_eq!(node.get("errors").is_none(), is_optional, "{name}");
        }
        assert_eq!(tree.as_object().unwrap().len(), 7);
    }

    #[test]
    fn a_payout_of_an_unknown_type_is_refused() {
        for kind in [None, Some("dispersion")] {
            let tree = refusal(service().send_payout(kind, &item("N-1", &account("0102"))));
            let message = "El tipo de pago masivo no es válido.";
            assert_eq!(tree["errors"]["errors"], json!([message]));
        }
    }

    #[test]
    fn the_members_may_be_at_the_top_level() {
        let state = service();
        let form = item("N-1", &account("0102"));
        body(state.send_payout(KIND, form.get(FORM).unwrap()));
        assert_eq!(state.payouts_of("N-1").len(), 1);
    }
}
