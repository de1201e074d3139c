//! One checkout, from the order to the settled payment, with the provider chosen by configuration.
//!
//! ```console
//! cargo run -p payments-core --example checkout               # each of them
//! cargo run -p payments-core --example checkout -- mpandco    # one of them
//! ```
//!
//! A provider that takes cash offers it as one of its methods: the payer gets a voucher, pays at a
//! store, and a webhook tells the shop to look the order up. The webhook itself proves nothing.
//!
//! The providers talk to the simulator here. Without `with_base_url` they talk to the service.
#![allow(clippy::print_stdout, reason = "an example prints what it does")]

use std::env;
use std::error::Error;
use std::sync::Arc;

use payments_core::{
    Callback, Card, CardExpiry, Expected, MethodCapability, MethodKind, Money, NextAction, Payment,
    PaymentMethod, PaymentProvider, PaymentRequest, ReturnUrls, Webhook,
};
use payments_sim::{Simulator, mpandco, pagofacil};
use payments_testkit::{InMemoryProvider, samples};
use provider_mpandco::{Credentials, Mpandco};
use provider_pagofacil::{PagoFacil, SandboxKeys};

/// Plays the payer: returns what reaches the shop then, if anything does. The payer's browser comes
/// back, or the provider's server calls.
pub(crate) type Payer<'a> = Box<dyn Fn(&Payment) -> Option<Callback> + 'a>;

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
            let payer = |payment: &Payment| {
                let back = simulator.approve_payment(payment.id().as_str());
                back.map(Callback::browser_return)
            };
            (Arc::new(provider), Box::new(payer))
        }
        "pagofacil" => {
            let (branch_id, user_id) = pagofacil::State::sandbox_keys();
            let keys = SandboxKeys::new(branch_id, user_id);
            let builder =
                PagoFacil::sandbox(keys.with_api_secret(pagofacil::State::sandbox_api_secret()));
            let provider = builder
                .with_cash_orders()
                .with_base_url(simulator.pagofacil_base_url())
                .build()?;
            let payer = |payment: &Payment| {
                payment.next_action()?.voucher()?;
                // At the store. Then the service calls, in a form that it does not sign.
                let service = simulator.pagofacil();
                assert!(service.pay_cash_order(payment.id().as_str()));
                let order = payment.reference()?;
                let webhook = Webhook::new(format!("customer_order={order}&status=4"));
                Some(webhook.into())
            };
            (Arc::new(provider), Box::new(payer))
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
    method: &MethodCapability,
    order: &str,
) -> Result<PaymentRequest, Box<dyn Error>> {
    let currency = *method.currencies.first().ok_or("no currency")?;
    let request =
        PaymentRequest::new(order, Money::parse("20", currency)).with_description("Two coffees");
    let mut customer = Box::new(samples::customer());
    // Some providers ask for the identity document of the payer.
    customer.document = "V19123456".into();
    let card = Card::new(samples::card_number(), CardExpiry::new(12, 2049));
    let card = card.with_security_code("222");
    Ok(match method.kind {
        MethodKind::ProviderPage | MethodKind::Wallet => request.with_return_urls(ReturnUrls::new(
            "https://shop.example/paid".parse()?,
            "https://shop.example/cart".parse()?,
        )),
        MethodKind::Cash => request.with_method(PaymentMethod::Cash {
            // A code of the provider: a shop shows the stores and lets the payer choose.
            store: Some("SEVEN_ELEVEN".to_owned()),
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

/// Takes a payment with each method that the provider offers.
pub(crate) async fn check_out(
    shop: &dyn PaymentProvider,
    payer: &Payer<'_>,
    order: &str,
) -> Result<(), Box<dyn Error>> {
    for (number, method) in shop.capabilities().methods().iter().enumerate() {
        pay(shop, payer, method, &format!("{order}-{}", number + 1)).await?;
    }
    Ok(())
}

/// Takes a payment and settles its order: after the payer came back, after a webhook, or after
/// neither.
async fn pay(
    shop: &dyn PaymentProvider,
    payer: &Payer<'_>,
    method: &MethodCapability,
    order: &str,
) -> Result<(), Box<dyn Error>> {
    let request = request(shop, method, order).await?;
    let payment = shop.create_payment(&request).await?;
    let shown = match payment.next_action() {
        Some(NextAction::RedirectPayer(page)) => format!("redirect the payer to {page}"),
        Some(NextAction::ShowVoucher(voucher)) => format!("show the voucher {}", voucher.reference),
        Some(other) => format!("{other:?}"),
        None => "no action of the payer".to_owned(),
    };
    println!("{}: {}: {shown}", shop.name(), method.kind);
    // From the shop's own records, never from the callback.
    let expected = Expected::new(payment.id(), order, request.amount().money()?);
    let callback = payer(&payment);
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
