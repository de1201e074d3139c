//! Clients of a simulator, and what they ask for.

use payments_core::http::{ClientConfig, HttpTransport};
use payments_core::{
    Card, CardExpiry, Currency, Money, PaymentRequest, PayoutRequest, SubscriptionRequest,
};
use payments_testkit::samples;
use payments_testkit::sim::Simulator;
use payments_testkit::sim::mpandco::{BANK_CODES, CLIENT_ID, CLIENT_SECRET};
use payments_testkit::sim::pagofacil::World;
use provider_mpandco::{Credentials, Mpandco, TokenStore};
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys};

/// A client's configuration: it goes by the clock of the simulator.
pub fn config(simulator: &Simulator, transport: impl HttpTransport) -> ClientConfig {
    ClientConfig::new()
        .with_transport(transport)
        .with_clock(simulator.clock().clone())
}

/// A client of mPandco, with its token in `store`.
pub fn mpandco(simulator: &Simulator, config: ClientConfig, store: impl TokenStore) -> Mpandco {
    Mpandco::sandbox(Credentials::new(CLIENT_ID, CLIENT_SECRET))
        .with_base_url(simulator.mpandco_base_url())
        .with_client(config)
        .with_token_store(store)
        .build()
        .unwrap()
}

/// A client of PagoFácil that may do everything.
pub fn pagofacil(simulator: &Simulator, encoding: Encoding, config: ClientConfig) -> PagoFacil {
    let (branch_id, user_id) = World::sandbox_keys();
    let keys = SandboxKeys::new(branch_id, user_id);
    PagoFacil::sandbox(keys.with_api_secret(World::sandbox_api_secret()))
        .with_base_url(simulator.pagofacil_base_url())
        .with_encoding(encoding)
        .with_client(config)
        .build()
        .unwrap()
}

/// A sale of mPandco.
pub fn sale(reference: &str) -> PaymentRequest {
    let shop = "https://shop.example/".parse().unwrap();
    let sample = samples::payment(&shop);
    PaymentRequest::new(reference, sample.amount().clone())
        .with_description("Two coffees")
        .with_return_urls(sample.return_urls().unwrap().clone())
}

/// A payout of mPandco.
pub fn payout(reference: &str) -> PayoutRequest {
    let account = format!("{}{}", BANK_CODES[0], "0".repeat(16));
    let amount = Money::from_minor(100, Currency::VES);
    PayoutRequest::new(reference, amount, "Ana", "V19123456", account)
}

/// A card each of whose charges PagoFácil's tests environment approves: an American Express.
pub fn good_card() -> Card {
    let number = format!("37{}", "1".repeat(13));
    Card::new(number, CardExpiry::new(9, 16)).with_security_code("7391")
}

/// A charge of PagoFácil.
pub fn charge(reference: &str, card: Card) -> PaymentRequest {
    let amount = Money::from_minor(80_000, Currency::MXN);
    PaymentRequest::new(reference, amount).with_card(card, samples::customer())
}

/// A subscription of PagoFácil. It is charged at once, so that it can be found in the reports.
pub fn contract(reference: &str) -> SubscriptionRequest {
    let sample = samples::subscription();
    let (amount, customer) = (sample.amount().clone(), sample.customer().clone());
    SubscriptionRequest::new(amount, good_card(), customer, sample.schedule())
        .with_reference(reference)
        .with_charge_now()
}
