//! Charges a card against the simulator, once with a decline and once with an approval.
//!
//! `cargo run --example first_charge`

#![allow(clippy::print_stdout, reason = "an example shows its result")]

use payments_core::{Card, CardExpiry, Currency, Money, Outcome, PaymentProvider, PaymentRequest};
use payments_sim::Simulator;
use payments_sim::pagofacil;
use payments_testkit::samples;
use provider_pagofacil::{ChargeOptions, PagoFacil, SandboxKeys};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let simulator = Simulator::start().await?;
    let (branch_id, user_id) = pagofacil::State::sandbox_keys();
    let keys = SandboxKeys::new(branch_id, user_id);
    let pagofacil = PagoFacil::sandbox(keys)
        .with_base_url(simulator.pagofacil_base_url())
        .build()?;

    for (reference, approved) in [("ORDER-1", false), ("ORDER-2", true)] {
        simulator.pagofacil().set_next_charge(approved);
        let card =
            Card::new(samples::card_number(), CardExpiry::new(9, 2031)).with_security_code("222");
        let request = PaymentRequest::new(reference, Money::parse("1200.50", Currency::MXN))
            .with_card(card, samples::customer());
        let options = ChargeOptions::new().without_mail();
        match pagofacil.charge_card(&request, &options).await {
            Ok(payment) => println!("{reference}: paid, {}", payment.id()),
            // The card may have been charged: look it up instead of retrying.
            Err(error) if error.outcome() == Outcome::Unknown => {
                let found = pagofacil.find_payment(request.reference()).await?;
                println!("{reference}: {:?}", found.matches());
            }
            Err(error) => println!("{reference}: not paid: {error}"),
        }
    }
    Ok(())
}
