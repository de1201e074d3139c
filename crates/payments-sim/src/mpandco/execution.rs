//! What happens when an intent is executed, whoever asked for it.

use time::OffsetDateTime;
use url::Url;

use super::model::Intent;
use super::wallet::WalletPayment;
use super::world::State;

/// A call that the service would have made to the merchant's server. The simulator calls nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Callback {
    /// The identifier of the intent that was paid.
    pub intent: String,
    /// What would have been called: the intent's return URL, with `paymentIntent` and `payerId`
    /// added to its query.
    pub url: Url,
}

impl State {
    /// Moves the money of an intent; `None` when there is no such intent.
    pub(super) fn execute(&mut self, id: &str, now: OffsetDateTime) -> Option<&Intent> {
        let intent = self.ledger.get_mut(id)?;
        intent.execute(&mut self.ids, now);
        for payment in WalletPayment::of(intent) {
            self.wallet.add(payment);
        }
        self.callbacks.extend(intent.callback().map(|url| Callback {
            intent: id.to_owned(),
            url,
        }));
        Some(intent)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{body, create, request, sale, world};

    #[test]
    fn the_service_would_call_the_return_address_of_a_paid_request() {
        let world = world();
        let id = create(&world, &request(""));
        let before = body(world.get_payment(Some(&id)));
        assert_eq!(before["redirect_urls"]["history_responses"], json!([]));
        assert!(world.callbacks().is_empty());

        world.approve(&id).unwrap();
        let after = body(world.get_payment(Some(&id)));
        let payer = after["payer"]["payer_info"]["id"].as_str().unwrap();
        let uri = format!("http://shop.test/back?order=7&paymentIntent={id}&payerId={payer}");
        assert_eq!(
            after["redirect_urls"]["history_responses"],
            json!([{"uri": uri, "method": "GET", "status_code": 200, "body": ""}])
        );
        let callbacks = world.callbacks();
        assert_eq!(callbacks.len(), 1);
        assert_eq!(callbacks[0].intent, id);
        assert_eq!(callbacks[0].url.as_str(), uri);
    }

    #[test]
    fn a_sale_calls_nobody() {
        let world = world();
        let id = create(&world, &sale(""));
        world.approve(&id).unwrap();
        assert!(world.callbacks().is_empty());
    }
}
