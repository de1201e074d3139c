//! The same function takes a payment through any provider.

use std::sync::Arc;

use payments_core::{
    Confirmation, Error, Payment, PaymentProvider, PaymentRequest, PaymentStatus, Result,
};
use payments_sim::Simulator;
use payments_testkit::{InMemoryProvider, samples};
use provider_mpandco::PayerReturn;

use crate::support;

/// What a merchant's backend does. It knows no provider; `payer` plays the browser.
async fn take_a_payment(
    provider: &dyn PaymentProvider,
    request: &PaymentRequest,
    payer: &dyn Fn(&Payment) -> Confirmation,
) -> Result<Payment> {
    let payment = provider.create_payment(request).await?;
    assert_eq!(*payment.status(), PaymentStatus::AwaitingApproval);
    assert_eq!(payment.reference(), Some(request.reference()));
    assert!(payment.next_action().is_some());

    let confirmation = payer(&payment);
    let approved = provider.get_payment(payment.id()).await?;
    assert_eq!(*approved.status(), PaymentStatus::Approved);

    let paid = provider.confirm_payment(&confirmation).await?;
    assert!(paid.status().is_paid());
    assert!(paid.receipt().is_some());
    assert_eq!(provider.get_payment(payment.id()).await?, paid);

    // The money moves once.
    let again: Error = provider.confirm_payment(&confirmation).await.unwrap_err();
    assert_eq!(again.outcome(), payments_core::Outcome::Rejected);

    let voided = provider.void_payment(payment.id()).await?;
    assert_eq!(*voided.status(), PaymentStatus::Voided);
    Ok(voided)
}

#[tokio::test]
async fn one_function_takes_a_payment_through_each_provider() {
    let simulator = Simulator::start().await.unwrap();
    let shop = "https://shop.example/".parse().unwrap();
    let request = samples::payment(&shop);

    let mpandco: Arc<dyn PaymentProvider> = Arc::new(support::mpandco(&simulator));
    let payer = |payment: &Payment| {
        let returned = simulator.approve_payment(payment.id().as_str()).unwrap();
        let returned = PayerReturn::from_url(&returned).unwrap();
        returned.confirmation(payment.id()).unwrap()
    };
    let voided = take_a_payment(&mpandco, &request, &payer).await.unwrap();
    assert_eq!(simulator.mpandco().times_executed("ORDER-1"), 1);
    assert!(simulator.mpandco().intent(voided.id().as_str()).is_some());

    let in_memory = InMemoryProvider::new();
    let payer = |payment: &Payment| {
        let payer = in_memory.approve(payment.id()).unwrap();
        Confirmation::by_payer(payment.id().as_str(), payer.as_str())
    };
    take_a_payment(&in_memory, &request, &payer).await.unwrap();
}
