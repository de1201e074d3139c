//! Clients with a canned transport, and their requests.

use http::StatusCode;
use payments_core::{Card, CardExpiry, Currency, Money, PaymentRequest, PayoutRequest};
use payments_kit::http::{ClientConfig, HttpResponse};
use payments_sim::SimClock;
use payments_testkit::{Canned, FixedRandomness, samples};
use provider_mpandco::{Credentials, Mpandco, MpandcoBuilder};
use provider_pagofacil::{Encoding, PagoFacil, PagoFacilBuilder, SandboxKeys};
use time::macros::datetime;
use url::Url;

/// The secrets of mPandco's calls, and the account that a payout goes to.
pub(super) const SECRET: &str = "fixture-client-secret";
pub(super) const ACCESS: &str = "fuzzed-access-token";
pub(super) const REFRESH: &str = "fuzzed-refresh-token";
pub(super) const ACCOUNT: &str = "fuzzed-bank-account";

/// PagoFácil, with the clock and the JSON-RPC id of the fixtures.
///
/// # Panics
///
/// Never: the client is complete.
pub fn pagofacil(transport: Canned, encoding: Encoding) -> PagoFacil {
    let client = pagofacil_builder(transport, encoding).build();
    client.expect("the client is complete")
}

pub(super) fn pagofacil_builder(transport: Canned, encoding: Encoding) -> PagoFacilBuilder {
    let config = ClientConfig::new()
        .with_transport(transport)
        .with_clock(samples::subscription_clock())
        .with_randomness(FixedRandomness(1_397_151_271));
    let keys = SandboxKeys::new(samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
    PagoFacil::sandbox(keys.with_api_secret(api_secret()))
        .with_encoding(encoding)
        .with_client(config)
}

/// An API secret that opens nothing.
pub(super) fn api_secret() -> String {
    "c0ffee15".repeat(8)
}

/// A charge of one peso to the guide's card for the order `1`.
pub fn charge() -> PaymentRequest {
    let card = Card::new(samples::card_number(), CardExpiry::new(9, 16)).with_security_code("222");
    PaymentRequest::new("1", Money::from_minor(100, Currency::MXN))
        .with_card(card, samples::customer())
}

/// mPandco.
///
/// # Panics
///
/// Never: the client is complete.
pub fn mpandco(transport: Canned) -> Mpandco {
    builder(transport).build().expect("the client is complete")
}

pub(super) fn builder(transport: Canned) -> MpandcoBuilder {
    let config = ClientConfig::new()
        .with_transport(transport)
        .with_clock(SimClock::fixed(datetime!(2021-05-19 22:26:34 UTC)));
    Mpandco::sandbox(Credentials::new("fixture-client-id", SECRET))
        .with_client(config)
        .with_search_limit(3)
}

/// What the service responses to a request for a token.
pub fn granted_token() -> HttpResponse {
    let token =
        format!(r#"{{"access_token":"{ACCESS}","expires_in":3600,"refresh_token":"{REFRESH}"}}"#);
    Canned::response(StatusCode::OK, "application/json", token)
}

/// A payout of 20 bolívares to an invented person.
pub fn payout() -> PayoutRequest {
    let amount = Money::from_minor(2_000, Currency::VES);
    PayoutRequest::new("PAYOUT-1", amount, "Luz Marina Rojas", "V11111111", ACCOUNT)
}

/// Where the payer comes back to.
///
/// # Panics
///
/// Never: it is a URL.
pub fn shop() -> Url {
    Url::parse("https://shop.example/").expect("it is a URL")
}
