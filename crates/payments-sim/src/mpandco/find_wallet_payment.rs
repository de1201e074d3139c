//! `GET api/payment/find.json?id=ID`: one of the wallet's payments.

use std::sync::Arc;

use axum::extract::State as Shared;

use super::errors::Refusal;
use super::json::JsonReply;
use super::submitted::Submitted;
use super::wallet_answer::WalletAnswer;
use super::world::World;

impl World {
    pub(super) fn find_wallet_payment(&self, id: Option<&str>) -> Result<JsonReply, Refusal> {
        let state = self.lock();
        let payment = id
            .and_then(|id| state.wallet.get(id))
            .ok_or(Refusal::NotFound)?;
        Ok(JsonReply::ok(&WalletAnswer::of(payment)))
    }
}

pub(super) async fn handle(
    Shared(world): Shared<Arc<World>>,
    submitted: Submitted,
) -> Result<JsonReply, Refusal> {
    world.find_wallet_payment(submitted.query_id())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{body, create, refusal, request, world};
    use crate::php::form::parse_str;

    #[test]
    fn a_payment_is_answered_in_the_shape_of_the_manual() {
        let world = world();
        let more = "&paymentintent[transactions][0][amount][total]=240.50";
        let intent = create(&world, &request(more));
        world.approve(&intent).unwrap();
        let listed = body(world.list_wallet_payments(None));
        let id = listed["data"][0]["id"].as_str().unwrap();
        let payment = body(world.find_wallet_payment(Some(id)));
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
        let world = world();
        let intent = create(&world, &request(""));
        world.approve(&intent).unwrap();
        let form = parse_str(&format!("cancel_payment_intent[paymentIntent]={intent}"));
        body(world.void_payment(&form));
        let listed = body(world.list_wallet_payments(None));
        assert_eq!(listed["meta"]["totalResults"], 1);
        assert_eq!(listed["data"][0]["status"], 9000);
    }

    #[test]
    fn the_reference_is_no_identifier() {
        let world = world();
        world.approve(&create(&world, &request(""))).unwrap();
        let reference = format!("P210519{:07}", 1);
        for id in [None, Some("none"), Some(reference.as_str())] {
            assert_eq!(refusal(world.find_wallet_payment(id))["code"], 404);
        }
    }
}
