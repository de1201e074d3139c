//! Bodies from bytes to structs and from values to bytes: ours beside serde, quick-xml and url.

mod bodies;
mod by_hand;
mod encode;
#[expect(dead_code, reason = "decoding fills the fields, and they are not read")]
mod mpandco;
#[expect(dead_code, reason = "decoding fills the fields, and they are not read")]
mod pagofacil;

use std::hint::black_box;

use payments_kit::codec::{Named, from_json, from_xml};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde::de::DeserializeOwned;

use self::mpandco::common::Paginator;
use self::mpandco::intent::Intent;
use self::mpandco::wallet_payment::WalletPayment;
use self::pagofacil::response::Response;
use crate::{Problem, peer};

payments_kit::wire_object! {
    struct Payout {
        id: payments_kit::codec::Scalar = "ref",
        status: payments_kit::codec::Scalar = "status",
    }
}

/// The responses of the REST endpoints by the names of their roots and methods.
type Rest = Named<Named<Response>>;

/// Of what `serde_json::from_slice` takes into equal structs.
const MOST_JSON: u64 = 1150;
/// Of what one pass of quick-xml's reader takes.
const MOST_XML: u64 = 2000;
/// Of what `url::form_urlencoded` and `serde_json::to_vec` take.
const MOST_ENCODING: u64 = 1200;

/// Decodes a body, or encodes the request that the case is about.
pub type Work = fn(body: &[u8]) -> Result<(), Problem>;

/// The same work, done by the kit and by hand.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What is decoded or encoded.
    pub name: &'static str,
    /// The body to decode. Empty when the case encodes.
    pub body: fn() -> Result<Vec<u8>, Problem>,
    /// With the kit.
    pub ours: Work,
    /// With serde, quick-xml or url alone.
    pub by_hand: Work,
    /// How much more than by hand the kit may take, in thousandths.
    pub budget: u64,
}

const fn json<Ours: DeserializeOwned, ByHand: DeserializeOwned>(
    name: &'static str,
    body: fn() -> Result<Vec<u8>, Problem>,
) -> Case {
    Case {
        name,
        body,
        ours: |body| {
            black_box(from_json::<Ours>(body)?);
            Ok(())
        },
        by_hand: |body| {
            black_box(serde_json::from_slice::<ByHand>(body)?);
            Ok(())
        },
        budget: MOST_JSON,
    }
}

const fn xml(name: &'static str, body: fn() -> Result<Vec<u8>, Problem>) -> Case {
    Case {
        name,
        body,
        ours: |body| {
            black_box(from_xml::<Rest>(body)?);
            Ok(())
        },
        by_hand: |body| {
            let mut reader = Reader::from_str(std::str::from_utf8(body)?);
            while !matches!(black_box(reader.read_event()?), Event::Eof) {}
            Ok(())
        },
        budget: MOST_XML,
    }
}

const fn encoding(name: &'static str, ours: Work, by_hand: Work) -> Case {
    Case {
        name,
        body: || Ok(Vec::new()),
        ours,
        by_hand,
        budget: MOST_ENCODING,
    }
}

/// Every case.
pub const CASES: [Case; 16] = [
    json::<Intent, peer::Intent>("JSON, an intent", || {
        bodies::fixture("mpandco/get_payment/authorized")
    }),
    json::<Paginator<Intent>, by_hand::Page>("JSON, a page of 10 intents", bodies::intents),
    json::<WalletPayment, by_hand::WalletPayment>(
        "JSON, a payment of the wallet",
        bodies::wallet_payment,
    ),
    json::<Payout, by_hand::Payout>("JSON, a payout", || {
        bodies::fixture("mpandco/send_payout/approved")
    }),
    json::<Rest, peer::RestCharge>("JSON, a charge", || {
        bodies::fixture("pagofacil/create_payment/approved_query_json")
    }),
    json::<Rest, by_hand::RestRegistration>("JSON, a registration", || {
        bodies::fixture("pagofacil/register_subscription/registered_query_json")
    }),
    json::<Rest, by_hand::RestSubscription>("JSON, a subscription", || {
        bodies::fixture("pagofacil/get_subscription/found_query_json")
    }),
    json::<Response, by_hand::Report>("JSON, a report of 3 transactions", || bodies::report(3)),
    json::<Response, by_hand::Report>("JSON, a report of 500 transactions", || bodies::report(500)),
    xml("XML, a charge", || {
        bodies::fixture("pagofacil/create_payment/approved_query_xml")
    }),
    xml("XML, a registration", || {
        bodies::fixture("pagofacil/register_subscription/registered_query_xml")
    }),
    xml("XML, a subscription", || bodies::subscription_xml(3)),
    xml("XML, a subscription with 500 charges", || {
        bodies::subscription_xml(500)
    }),
    encoding(
        "form, a sale",
        |_| {
            black_box(encode::form());
            Ok(())
        },
        |_| {
            black_box(peer::Sale::default().form());
            Ok(())
        },
    ),
    encoding(
        "serialized text, a charge",
        |_| {
            black_box(encode::serialized());
            Ok(())
        },
        |_| {
            black_box(peer::Charge::default().query());
            Ok(())
        },
    ),
    encoding(
        "JSON-RPC object, a charge",
        |_| {
            black_box(encode::json_rpc());
            Ok(())
        },
        |_| {
            black_box(peer::Charge::default().json_rpc(encode::RPC_ID)?);
            Ok(())
        },
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_of_every_case_succeed() {
        for case in CASES {
            let body = (case.body)().unwrap();
            (case.ours)(&body).unwrap();
            (case.by_hand)(&body).unwrap();
        }
    }

    #[test]
    fn both_sides_encode_the_same_bytes() {
        let (sale, charge) = (peer::Sale::default(), peer::Charge::default());
        assert_eq!(encode::form().expose(), sale.form().as_bytes());
        assert_eq!(encode::serialized().expose(), charge.query().as_bytes());
        assert_eq!(
            encode::json_rpc().expose(),
            charge.json_rpc(encode::RPC_ID).unwrap()
        );
    }
}
