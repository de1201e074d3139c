//! A client on fixtures.

use payments_core::{Currency, Item, Money, PaymentRequest, ReturnUrls};
use payments_kit::http::{ClientConfig, HttpTransport};
use payments_sim::SimClock;
use payments_testkit::Replay;
use provider_mpandco::{Credentials, Mpandco, MpandcoBuilder};
use time::macros::datetime;

/// The payment of the fixtures.
pub(crate) const ID: &str = "f5d6a0ee-4a3c-11ee-8a1b-0242ac120002";
/// Its payer.
pub(crate) const PAYER: &str = "8f14e45f-4a3c-11ee-8a1b-0242ac120002";

pub(crate) fn clock() -> SimClock {
    SimClock::fixed(datetime!(2021-05-19 22:26:34 UTC))
}

pub(crate) fn client_at(transport: impl HttpTransport, clock: SimClock) -> Mpandco {
    builder_at(transport, clock).build().unwrap()
}

pub(crate) fn builder_at(transport: impl HttpTransport, clock: SimClock) -> MpandcoBuilder {
    let config = ClientConfig::new()
        .with_transport(transport)
        .with_clock(clock);
    Mpandco::sandbox(Credentials::new(
        "fixture-client-id",
        "fixture-client-secret",
    ))
    .with_client(config)
}

/// A client that fetches its token first, then sees these exchanges.
pub(crate) fn replaying(exchanges: &[&str]) -> (Mpandco, Replay) {
    let mut all = vec!["mpandco/token/granted"];
    all.extend(exchanges);
    let replay = Replay::of(&all).unwrap();
    (client_at(replay.clone(), clock()), replay)
}

/// The request of the `create_payment` fixtures.
pub(crate) fn order() -> PaymentRequest {
    PaymentRequest::new("ORDER-1", Money::parse("20", Currency::VES))
        .with_description("Two coffees")
        .with_item(
            Item::new("Coffee", Money::parse("10", Currency::VES))
                .with_quantity(2)
                .with_sku("COFFEE-1"),
        )
        .with_return_urls(ReturnUrls::new(
            "https://shop.example/paid".parse().unwrap(),
            "https://shop.example/cart".parse().unwrap(),
        ))
}
