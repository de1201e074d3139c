//! Registers, reads and cancels a subscription against the simulator.
//!
//! `cargo run --example subscription`

#![allow(clippy::print_stdout, reason = "an example shows its result")]

use payments_core::{
    Card, CardExpiry, Currency, Money, RecurringProvider, Schedule, SubscriptionRequest,
};
use payments_sim::Simulator;
use payments_sim::pagofacil;
use payments_testkit::samples;
use provider_pagofacil::{PagoFacil, SandboxKeys};
use time::{Duration, OffsetDateTime};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let simulator = Simulator::start().await?;
    let (branch_id, user_id) = pagofacil::State::sandbox_keys();
    // Cancelling needs the API secret.
    let keys = SandboxKeys::new(branch_id, user_id)
        .with_api_secret(pagofacil::State::sandbox_api_secret());
    let pagofacil = PagoFacil::sandbox(keys)
        .with_base_url(simulator.pagofacil_base_url())
        .build()?;

    // 800 pesos on the fifth of each month, from next week on.
    let start = (OffsetDateTime::now_utc() + Duration::weeks(1)).date();
    let request = SubscriptionRequest::new(
        Money::parse("800", Currency::MXN),
        Card::new(samples::card_number(), CardExpiry::new(9, 2031)),
        samples::customer(),
        Schedule::monthly(5, start),
    )
    .with_reference("CONTRACT-1");
    let registration = pagofacil.register_subscription(&request).await?;
    let id = registration.subscription.id();
    println!("registered: {id}");

    let found = pagofacil.get_subscription(id).await?;
    println!(
        "status: {:?}, reference: {:?}",
        found.status(),
        found.reference()
    );

    let cancelled = pagofacil.cancel_subscription(id).await?;
    println!("cancelled: {:?}", cancelled.status());
    Ok(())
}
