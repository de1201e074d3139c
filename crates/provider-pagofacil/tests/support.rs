//! A client on fixtures.

use payments_core::{Card, CardExpiry, Currency, Money, Operation, PaymentRequest};
use payments_kit::http::{ClientConfig, HttpTransport};
use payments_testkit::{FixedRandomness, Replay, samples};
use provider_pagofacil::{Encoding, PagoFacil, ProductionKeys, SandboxKeys};

/// Makes the JSON-RPC id of the guide's example.
const CHANCE: FixedRandomness = FixedRandomness(1_397_151_271);

pub(crate) fn config(transport: impl HttpTransport) -> ClientConfig {
    ClientConfig::new()
        .with_transport(transport)
        .with_clock(samples::subscription_clock())
        .with_randomness(CHANCE)
}

/// An API secret that opens nothing.
pub(crate) fn api_secret() -> String {
    "c0ffee15".repeat(8)
}

/// A client with the keys and the date of the guide's example.
pub(crate) fn sandbox(transport: impl HttpTransport, encoding: Encoding) -> PagoFacil {
    let keys = SandboxKeys::new(samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
    client(keys.with_api_secret(api_secret()), transport, encoding)
}

/// The same without an API secret: searches by reference look nothing up in the reports.
pub(crate) fn without_secret(transport: impl HttpTransport, encoding: Encoding) -> PagoFacil {
    let keys = SandboxKeys::new(samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
    client(keys, transport, encoding)
}

/// The same, which takes dollars.
pub(crate) fn with_dollars(transport: impl HttpTransport, encoding: Encoding) -> PagoFacil {
    let keys = SandboxKeys::new(samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
    PagoFacil::sandbox(keys)
        .with_encoding(encoding)
        .with_dollars_accepted()
        .with_client(config(transport))
        .build()
        .unwrap()
}

/// A client without an API secret, whose transport expects nothing to be sent.
pub(crate) fn offline() -> PagoFacil {
    without_secret(Replay::new(Vec::new()), Encoding::JsonRpc)
}

/// A charge of one peso to the guide's card for the order `1`.
pub(crate) fn payment() -> PaymentRequest {
    payment_of(Money::from_minor(100, Currency::MXN))
}

pub(crate) fn payment_of(amount: Money) -> PaymentRequest {
    PaymentRequest::new("1", amount).with_card(card(), samples::customer())
}

/// The guide's card.
pub(crate) fn card() -> Card {
    Card::new(samples::card_number(), CardExpiry::new(9, 16)).with_security_code("222")
}

fn client(keys: SandboxKeys, transport: impl HttpTransport, encoding: Encoding) -> PagoFacil {
    PagoFacil::sandbox(keys)
        // As in the guide's examples.
        .with_service_id(Operation::REGISTER_SUBSCRIPTION, 2)
        .with_encoding(encoding)
        .with_client(config(transport))
        .build()
        .unwrap()
}

/// The same, in production.
pub(crate) fn production(transport: impl HttpTransport) -> PagoFacil {
    let keys = ProductionKeys::new(samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
    PagoFacil::production(keys)
        .with_client(config(transport))
        .build()
        .unwrap()
}

pub(crate) fn replaying(exchange: &str, encoding: Encoding) -> (PagoFacil, Replay) {
    replaying_all(&[exchange], encoding)
}

/// A fixture's client without an API secret.
pub(crate) fn replaying_without_secret(exchange: &str, encoding: Encoding) -> (PagoFacil, Replay) {
    let replay = Replay::of(&[exchange]).unwrap();
    (without_secret(replay.clone(), encoding), replay)
}

pub(crate) fn replaying_all(exchanges: &[&str], encoding: Encoding) -> (PagoFacil, Replay) {
    let replay = Replay::of(exchanges).unwrap();
    (sandbox(replay.clone(), encoding), replay)
}
