//! A shop's checkout, tested against the in-memory provider.
//!
//! ```console
//! cargo run -p payments-testkit --example in_memory_provider
//! ```
#![allow(clippy::print_stdout, reason = "an example shows its result")]

use std::error::Error;

use payments_core::{Confirmation, Outcome, PaymentProvider, PaymentRequest, PaymentStatus};
use payments_testkit::{InMemoryProvider, samples};

/// The shop's own code. It knows the trait, not the provider.
async fn open_order(
    provider: &dyn PaymentProvider,
    order: &PaymentRequest,
) -> payments_core::Result<String> {
    let payment = provider.create_payment(order).await?;
    Ok(payment.id().to_string())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let provider = InMemoryProvider::new();
    let order = samples::payment(&"https://shop.example/".parse()?);
    let id = open_order(&provider, &order).await?;

    // The payer approves on the provider's page, and the shop confirms.
    let payer = provider
        .approve(&id.as_str().into())
        .ok_or("no payment waits")?;
    let confirmation = Confirmation::by_payer(id.as_str(), payer.as_str());
    let paid = provider.confirm_payment(&confirmation).await?;
    assert_eq!(*paid.status(), PaymentStatus::Paid);
    println!("{id} is paid");

    // A second confirmation is rejected: no money moves twice.
    let error = provider.confirm_payment(&confirmation).await;
    let error = error.err().ok_or("it was confirmed twice")?;
    assert_eq!(error.outcome(), Outcome::Rejected);
    println!("{error}");
    Ok(())
}
