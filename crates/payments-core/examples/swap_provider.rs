//! One checkout, with the provider chosen by configuration.
//!
//! ```console
//! cargo run -p payments-core --example swap_provider              # each of them
//! cargo run -p payments-core --example swap_provider -- mpandco   # one of them
//! ```
//!
//! The providers talk to the simulator here. Without `with_base_url` they talk to the service.
#![allow(clippy::print_stdout, reason = "an example prints what it does")]

use std::env;
use std::error::Error;
use std::sync::Arc;

use payments_core::{
    Card, CardExpiry, Money, NextAction, Operation, PaymentProvider, PaymentRequest, ReturnUrls,
};
use payments_sim::{Simulator, mpandco, pagofacil};
use payments_testkit::{InMemoryProvider, samples};
use provider_mpandco::{Credentials, Mpandco};
use provider_pagofacil::{PagoFacil, SandboxKeys};

/// The only function that names the providers.
fn provider(name: &str, simulator: &Simulator) -> Result<Arc<dyn PaymentProvider>, Box<dyn Error>> {
    Ok(match name {
        "mpandco" => {
            let credentials = Credentials::new(mpandco::CLIENT_ID, mpandco::CLIENT_SECRET);
            let base_url = simulator.mpandco_base_url();
            Arc::new(
                Mpandco::sandbox(credentials)
                    .with_base_url(base_url)
                    .build()?,
            )
        }
        "pagofacil" => {
            let (branch_id, user_id) = pagofacil::State::sandbox_keys();
            let keys = SandboxKeys::new(branch_id, user_id);
            let base_url = simulator.pagofacil_base_url();
            Arc::new(PagoFacil::sandbox(keys).with_base_url(base_url).build()?)
        }
        "in-memory" => Arc::new(InMemoryProvider::new()),
        other => return Err(format!("no provider is called {other}").into()),
    })
}

/// The shop: it knows no provider. The capabilities say what its request needs.
async fn check_out(shop: &dyn PaymentProvider, order: &str) -> Result<(), Box<dyn Error>> {
    let capabilities = shop.capabilities();
    let currency = *capabilities.currencies().first().ok_or("no currency")?;
    let request =
        PaymentRequest::new(order, Money::parse("20", currency)).with_description("Two coffees");
    // A payment that is confirmed has a page for its payer; otherwise the card is charged at once.
    let request = if capabilities.supports(Operation::CONFIRM_PAYMENT) {
        request.with_return_urls(ReturnUrls::new(
            "https://shop.example/paid".parse()?,
            "https://shop.example/cart".parse()?,
        ))
    } else {
        let card = Card::new(samples::card_number(), CardExpiry::new(12, 2049));
        request.with_card(card.with_security_code("222"), samples::customer())
    };
    let payment = shop.create_payment(&request).await?;
    match payment.next_action().and_then(NextAction::redirect_url) {
        Some(page) => println!("{}: redirect the payer to {page}", shop.name()),
        None => println!(
            "{}: {} is {:?}",
            shop.name(),
            payment.id(),
            payment.status()
        ),
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let simulator = Simulator::start().await?;
    simulator.pagofacil().set_next_charge(true);
    let chosen: Vec<String> = env::args().skip(1).collect();
    let all = ["mpandco", "pagofacil", "in-memory"].map(str::to_owned);
    for name in if chosen.is_empty() { &all[..] } else { &chosen } {
        check_out(&*provider(name, &simulator)?, "ORDER-1").await?;
    }
    Ok(())
}
