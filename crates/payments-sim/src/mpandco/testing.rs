//! What the tests of the operations share.

use serde_json::Value;
use time::macros::datetime;
use url::Url;

use crate::merchant::MerchantServer;
use crate::php::form::{Php, parse_str};
use payments_testkit::SimClock;

use crate::mpandco::state::State;
use crate::mpandco::wire::errors::Refusal;
use crate::mpandco::wire::reply::JsonReply;

/// A service whose clock is stopped on an evening in Caracas.
pub(crate) fn service() -> State {
    let clock = SimClock::fixed(datetime!(2021-05-20 00:30 UTC));
    let merchant = MerchantServer::new(clock.clone());
    State::new(clock, Url::parse("http://sim.test/").unwrap(), merchant)
}

/// The form of a sale with one transaction, `more` added.
pub(crate) fn sale(more: &str) -> Php {
    parse_str(&format!(
        "paymentintent[intent]=sale\
         &paymentintent[redirectUrls][returnUrl]=http://shop.test/back?order=7\
         &paymentintent[redirectUrls][cancelUrl]=http://shop.test/stop\
         &paymentintent[transactions][0][amount][total]=20\
         &paymentintent[transactions][0][amount][currency]=VES\
         &paymentintent[transactions][0][description]=Compra\
         &paymentintent[transactions][0][invoiceNumber]=F1{more}"
    ))
}

/// The form of a request for money from `demo` with one transaction, `more` added.
pub(crate) fn request(more: &str) -> Php {
    sale(&format!(
        "&paymentintent[intent]=request&paymentintent[recipient]=demo{more}"
    ))
}

/// The JSON of a success.
pub(crate) fn body(reply: Result<JsonReply, Refusal>) -> Value {
    serde_json::from_str(&reply.unwrap().body).unwrap()
}

/// The JSON of a refusal.
pub(crate) fn refusal(reply: Result<JsonReply, Refusal>) -> Value {
    serde_json::from_str(&reply.unwrap_err().reply().body).unwrap()
}

/// The identifier of a newly created intent.
pub(crate) fn create(state: &State, form: &Php) -> String {
    let intent = body(state.create_payment(form));
    intent["id"].as_str().unwrap().to_owned()
}
