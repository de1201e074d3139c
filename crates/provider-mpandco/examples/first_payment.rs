//! A first payment, against a simulator of the service that this program starts.
//!
//! ```text
//! cargo run -p provider-mpandco --example first_payment
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;

use payments_core::{
    Callback, Currency, Expected, Money, NextAction, PaymentProvider, PaymentRequest, ReturnUrls,
};
use payments_sim::Simulator;
use payments_sim::mpandco::{CLIENT_ID, CLIENT_SECRET};
use provider_mpandco::{Credentials, Mpandco};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Without `with_base_url` and with your own credentials, this is mPandco's sandbox.
    let simulator = Simulator::start().await?;
    let mpandco = Mpandco::sandbox(Credentials::new(CLIENT_ID, CLIENT_SECRET))
        .with_base_url(simulator.mpandco_base_url())
        .build()?;

    // Create the payment, and store its id with the order.
    let amount = Money::parse("20", Currency::VES)?;
    let request = PaymentRequest::new("ORDER-1", amount)
        .with_description("Two coffees")
        .with_return_urls(ReturnUrls::new(
            "https://shop.example/paid".parse()?,
            "https://shop.example/cart".parse()?,
        ));
    let payment = mpandco.create_payment(&request).await?;
    let page = payment.next_action().and_then(NextAction::redirect_url);
    println!("created {}", payment.id());
    println!("send the payer to {}", page.ok_or("no page")?);

    // The payer approves, and the browser comes back to the return URL.
    let id = payment.id().as_str();
    let returned = simulator.approve_payment(id).ok_or("not approved")?;

    // Settle the order. The callback may be forged, so the service is asked.
    let expected = Expected::new(id, "ORDER-1", amount);
    let returned = Callback::browser_return(returned);
    let settled = mpandco.settle(&expected, Some(&returned)).await?;
    println!("settled: {:?}", settled.payment().status());
    assert!(settled.is_paid());

    // The same callback again moves nothing.
    let settled = mpandco.settle(&expected, Some(&returned)).await?;
    assert!(settled.is_paid());
    assert_eq!(simulator.money().duplicates(), 0);
    Ok(())
}
