//! One checkout, from the order to the settled payment, with the provider chosen by configuration.
//!
//! ```console
//! cargo run -p payments-core --example checkout               # each of them
//! cargo run -p payments-core --example checkout -- mpandco    # one of them
//! ```
//!
//! The providers talk to the simulator here. Without `with_base_url` they talk to the service.
#![allow(clippy::print_stdout, reason = "an example prints what it does")]

use std::env;
use std::error::Error;
use std::sync::Arc;

use payments_core::url::Url;
use payments_core::{
    Callback, Card, CardExpiry, Expected, MethodKind, Money, NextAction, Payment, PaymentMethod,
    PaymentProvider, PaymentRequest, ReturnUrls,
};
use payments_sim::{Simulator, mpandco, pagofacil};
use payments_testkit::{InMemoryProvider, samples};
use provider_mpandco::{Credentials, Mpandco};
use provider_pagofacil::{PagoFacil, SandboxKeys};

/// Plays the payer: returns the URL that the payer's browser comes back to, if it does.
pub(crate) type Payer<'a> = Box<dyn Fn(&Payment) -> Option<Url> + 'a>;

/// The only function that names the providers.
fn provider<'a>(
    name: &str,
    simulator: &'a Simulator,
) -> Result<(Arc<dyn PaymentProvider>, Payer<'a>), Box<dyn Error>> {
    Ok(match name {
        "mpandco" => {
            let credentials = Credentials::new(mpandco::CLIENT_ID, mpandco::CLIENT_SECRET);
            let builder = Mpandco::sandbox(credentials);
            let provider = builder
                .with_base_url(simulator.mpandco_base_url())
                .build()?;
            let payer = |payment: &Payment| simulator.approve_payment(payment.id().as_str());
            (Arc::new(provider), Box::new(payer))
        }
        "pagofacil" => {
            let (branch_id, user_id) = pagofacil::State::sandbox_keys();
            let builder = PagoFacil::sandbox(SandboxKeys::new(branch_id, user_id));
            let provider = builder
                .with_base_url(simulator.pagofacil_base_url())
                .build()?;
            (Arc::new(provider), Box::new(|_| None))
        }
        "in-memory" => {
            let provider = InMemoryProvider::new();
            let wallet = provider.clone();
            let payer = move |payment: &Payment| {
                wallet.approve(payment.id());
                None
            };
            (Arc::new(provider), Box::new(payer))
        }
        other => return Err(format!("no provider is called {other}").into()),
    })
}

/// The shop's request: it knows no provider. The capabilities say what to ask of the payer.
async fn request(
    shop: &dyn PaymentProvider,
    order: &str,
) -> Result<PaymentRequest, Box<dyn Error>> {
    let capabilities = shop.capabilities();
    let method = capabilities.methods().first().ok_or("no payment method")?;
    let currency = *method.currencies.first().ok_or("no currency")?;
    let request =
        PaymentRequest::new(order, Money::parse("20", currency)).with_description("Two coffees");
    let customer = Box::new(samples::customer());
    let card = Card::new(samples::card_number(), CardExpiry::new(12, 2049));
    let card = card.with_security_code("222");
    Ok(match method.kind {
        MethodKind::ProviderPage | MethodKind::Wallet => request.with_return_urls(ReturnUrls::new(
            "https://shop.example/paid".parse()?,
            "https://shop.example/cart".parse()?,
        )),
        MethodKind::Cash => request.with_method(PaymentMethod::Cash {
            store: None,
            customer,
        }),
        MethodKind::CardToken => {
            let vault = shop.vault().ok_or("no vault")?;
            let token = vault.store_card(&card, &customer).await?.token;
            request.with_method(PaymentMethod::CardToken {
                token,
                customer: Some(customer),
            })
        }
        _ => request.with_method(PaymentMethod::Card { card, customer }),
    })
}

/// Takes a payment and settles its order: after the payer came back, or did not.
pub(crate) async fn check_out(
    shop: &dyn PaymentProvider,
    payer: &Payer<'_>,
    order: &str,
) -> Result<(), Box<dyn Error>> {
    let request = request(shop, order).await?;
    let payment = shop.create_payment(&request).await?;
    let shown = match payment.next_action() {
        Some(NextAction::RedirectPayer(page)) => format!("redirect the payer to {page}"),
        Some(NextAction::ShowVoucher(voucher)) => format!("show the voucher {}", voucher.reference),
        Some(other) => format!("{other:?}"),
        None => "no action of the payer".to_owned(),
    };
    println!("{}: {shown}", shop.name());
    // From the shop's own records, never from the callback.
    let expected = Expected::new(payment.id(), order, request.amount().money()?);
    let callback = payer(&payment).map(Callback::browser_return);
    let settlement = shop.settle(&expected, callback.as_ref()).await?;
    let status = settlement.payment().status();
    println!("{}: order {order} is {status}", shop.name());
    if !settlement.is_paid() {
        return Err("the order must not be shipped".into());
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
        let (shop, payer) = provider(name, &simulator)?;
        check_out(&*shop, &payer, "ORDER-1").await?;
    }
    Ok(())
}
