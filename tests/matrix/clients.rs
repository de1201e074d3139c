//! Clients of a simulator, and what they ask for.

use std::net::Ipv4Addr;

use payments_core::{
    Address, Card, CardExpiry, CardToken, Currency, Customer, Money, PaymentMethod, PaymentRequest,
    PayoutRequest, SubscriptionRequest,
};
use payments_kit::http::{ClientConfig, HttpTransport};
use payments_sim::Simulator;
use payments_sim::mpandco::{BANK_CODES, CLIENT_ID, CLIENT_SECRET};
use payments_sim::pagofacil;
use payments_testkit::samples;
use provider_mpandco::{Credentials, Mpandco, TokenStore};
use provider_pagofacil::{CashStore, Encoding, PagoFacil, SandboxKeys};

/// A client configuration with the clock of the simulator.
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
    let secret = pagofacil::State::sandbox_api_secret();
    pagofacil_with(
        pagofacil_keys().with_api_secret(secret),
        simulator,
        encoding,
        config,
    )
}

/// A client of PagoFácil that takes cash orders and stores cards.
pub fn pagofacil_with_all(simulator: &Simulator, config: ClientConfig) -> PagoFacil {
    let secret = pagofacil::State::sandbox_api_secret();
    PagoFacil::sandbox(pagofacil_keys().with_api_secret(secret))
        .with_cash_orders()
        .with_card_tokens(pagofacil::State::sandbox_cipher_key())
        .with_base_url(simulator.pagofacil_base_url())
        .with_client(config)
        .build()
        .unwrap()
}

/// The keys of the simulator, without the API secret.
pub fn pagofacil_keys() -> SandboxKeys {
    let (branch_id, user_id) = pagofacil::State::sandbox_keys();
    SandboxKeys::new(branch_id, user_id)
}

/// A client of PagoFácil with these keys.
pub fn pagofacil_with(
    keys: SandboxKeys,
    simulator: &Simulator,
    encoding: Encoding,
    config: ClientConfig,
) -> PagoFacil {
    PagoFacil::sandbox(keys)
        .with_base_url(simulator.pagofacil_base_url())
        .with_encoding(encoding)
        .with_client(config)
        .build()
        .unwrap()
}

/// Who is asked for money at the till.
pub const PAYER: &str = "serinus-canaria";

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
    let account = format!("{}{}", BANK_CODES[0], "73".repeat(8));
    let amount = Money::from_minor(100, Currency::VES);
    PayoutRequest::new(reference, amount, "Serinus Silva", "V19731397", account)
        .with_phone("04147313971")
        .with_email("serinus@silva.example")
}

/// An invented person whose data is in no other text.
pub fn cardholder() -> Customer {
    Customer {
        first_name: "Canaria".into(),
        last_name: "Trino Plumaje".into(),
        email: "canaria@jaula.example".into(),
        phone: "5573197310".into(),
        mobile: "5573197311".into(),
        document: "CANA900417MDFRNS09".into(),
        address: Address {
            street: "Alpiste 8".into(),
            neighborhood: "Los Volantones".into(),
            city: "Villanido".into(),
            state: "Ramaje".into(),
            postal_code: "90417".into(),
            country: "Avelandia".into(),
        },
        ip: Some(Ipv4Addr::new(203, 0, 113, 77).into()),
        user_agent: Some("Pajarera/7.3".to_owned()),
    }
}

/// A card each of whose charges PagoFácil's test environment approves: an American Express.
pub fn good_card() -> Card {
    let number = format!("37{}", "1".repeat(13));
    Card::new(number, CardExpiry::new(9, 16)).with_security_code("7391")
}

/// A charge of PagoFácil.
pub fn charge(reference: &str, card: Card) -> PaymentRequest {
    let amount = Money::from_minor(80_000, Currency::MXN);
    PaymentRequest::new(reference, amount).with_card(card, cardholder())
}

/// A charge of a stored card of PagoFácil.
pub fn token_charge(reference: &str, token: CardToken) -> PaymentRequest {
    let amount = Money::from_minor(15_050, Currency::MXN);
    let customer = None;
    PaymentRequest::new(reference, amount).with_method(PaymentMethod::CardToken { token, customer })
}

/// A cash order of PagoFácil.
pub fn cash_order(reference: &str) -> PaymentRequest {
    let amount = Money::from_minor(15_050, Currency::MXN);
    PaymentRequest::new(reference, amount).with_method(PaymentMethod::Cash {
        store: Some(CashStore::OXXO.to_owned()),
        customer: Box::new(cardholder()),
    })
}

/// A subscription of PagoFácil. It is charged at once, so that it can be found in the reports.
pub fn contract(reference: &str) -> SubscriptionRequest {
    let sample = samples::subscription();
    let amount = sample.amount().clone();
    SubscriptionRequest::new(amount, good_card(), cardholder(), sample.schedule())
        .with_reference(reference)
        .with_charge_now()
}
