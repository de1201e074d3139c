//! Clients of the simulator, and what they are tried with.

use payments_core::{
    Card, CardExpiry, Confirmation, Currency, Money, Operation, PaymentId, PaymentProvider,
    PaymentRequest, PayoutRequest,
};
use payments_kit::http::{ClientConfig, ReqwestTransport};
use payments_sim::mpandco::{BANK_CODES, CLIENT_ID, CLIENT_SECRET};
use payments_sim::{Simulator, pagofacil};
use payments_testkit::{Fault, FaultPlan, FaultyTransport, samples};
use provider_mpandco::{Credentials, Mpandco, MpandcoBuilder, PayerReturn};
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys};

pub(crate) fn mpandco(simulator: &Simulator) -> Mpandco {
    mpandco_with(simulator, config(simulator)).build().unwrap()
}

pub(crate) fn mpandco_with(simulator: &Simulator, config: ClientConfig) -> MpandcoBuilder {
    Mpandco::sandbox(Credentials::new(CLIENT_ID, CLIENT_SECRET))
        .with_base_url(simulator.mpandco_base_url())
        .with_client(config)
}

pub(crate) fn pagofacil(simulator: &Simulator, encoding: Encoding) -> PagoFacil {
    pagofacil_with(simulator, encoding, config(simulator))
}

pub(crate) fn pagofacil_with(
    simulator: &Simulator,
    encoding: Encoding,
    config: ClientConfig,
) -> PagoFacil {
    let (branch_id, user_id) = pagofacil::State::sandbox_keys();
    let keys = SandboxKeys::new(branch_id, user_id)
        .with_api_secret(pagofacil::State::sandbox_api_secret());
    PagoFacil::sandbox(keys)
        .with_base_url(simulator.pagofacil_base_url())
        .with_encoding(encoding)
        .with_client(config)
        .build()
        .unwrap()
}

/// Client and simulator go by one clock.
pub(crate) fn config(simulator: &Simulator) -> ClientConfig {
    ClientConfig::new().with_clock(simulator.clock().clone())
}

/// A network on which every call of `operation` meets `fault`.
pub(crate) fn faulty(
    simulator: &Simulator,
    fault: Fault,
    operation: Operation,
) -> (ClientConfig, FaultyTransport) {
    let http = ReqwestTransport::for_loopback(Default::default()).unwrap();
    let transport = FaultyTransport::new(http, FaultPlan::always(fault).on(operation));
    let config = config(simulator).with_transport(transport.clone());
    (config, transport)
}

/// A simulator of the days before the sample subscription starts, whose bank approves the next
/// charge.
pub(crate) async fn mexico() -> Simulator {
    let simulator = Simulator::start_with(0, samples::subscription_clock())
        .await
        .unwrap();
    simulator.pagofacil().set_next_charge(true);
    simulator
}

/// An order of 800 pesos, to be charged to a card.
pub(crate) fn card_order(reference: &str) -> PaymentRequest {
    let card = Card::new(samples::card_number(), CardExpiry::new(9, 16)).with_security_code("222");
    let amount = Money::from_minor(80_000, Currency::MXN);
    PaymentRequest::new(reference, amount).with_card(card, samples::customer())
}

/// An order of 20 bolívares in a shop whose payers come back to it.
pub(crate) fn wallet_order(reference: &str) -> PaymentRequest {
    let sample = samples::payment(&"https://shop.example/".parse().unwrap());
    PaymentRequest::new(reference, sample.amount().clone())
        .with_description("Two coffees")
        .with_return_urls(sample.return_urls().unwrap().clone())
}

pub(crate) fn payout(reference: &str) -> PayoutRequest {
    let account = format!("{}{}", BANK_CODES[0], "0".repeat(16));
    let amount = Money::from_minor(100, Currency::VES);
    PayoutRequest::new(reference, amount, "Ana", "V19123456", account)
}

/// `ORDER-1`, created and approved by its payer.
pub(crate) async fn approved(simulator: &Simulator) -> (Mpandco, PaymentId, Confirmation) {
    let client = mpandco(simulator);
    let order = wallet_order("ORDER-1");
    let payment = client.create_payment(&order).await.unwrap();
    let returned = simulator.approve_payment(payment.id().as_str()).unwrap();
    let confirmation = PayerReturn::from_url(&returned)
        .unwrap()
        .confirmation(payment.id())
        .unwrap();
    (client, payment.id().clone(), confirmation)
}
