//! A snapshot knows neither the run nor the provider.

use payments_core::{Confirmation, PaymentProvider};
use payments_sim::Simulator;
use payments_testkit::{InMemoryProvider, samples, snapshot};
use provider_mpandco::PayerReturn;

use crate::support;

#[tokio::test]
async fn a_paid_order_leaves_one_snapshot_with_each_provider() {
    let request = samples::payment(&"https://shop.example/".parse().unwrap());

    let in_memory = InMemoryProvider::new();
    let payment = in_memory.create_payment(&request).await.unwrap();
    let payer = in_memory.approve(payment.id()).unwrap();
    let confirmation = Confirmation::by_payer(payment.id().as_str(), payer.as_str());
    let here = in_memory.confirm_payment(&confirmation).await.unwrap();

    let simulator = Simulator::start().await.unwrap();
    let mpandco = support::mpandco(&simulator);
    let payment = mpandco.create_payment(&request).await.unwrap();
    let returned = simulator.approve_payment(payment.id().as_str()).unwrap();
    let returned = PayerReturn::from_url(&returned).unwrap();
    let confirmation = returned.confirmation(payment.id()).unwrap();
    let in_venezuela = mpandco.confirm_payment(&confirmation).await.unwrap();
    assert_ne!(here, in_venezuela);

    snapshot::settings().bind(|| {
        insta::allow_duplicates! {
            for paid in [here, in_venezuela] {
                insta::assert_debug_snapshot!(paid, @r#"
                Payment {
                    id: "[id]",
                    status: Paid,
                    amount: Some(
                        20.00 VES,
                    ),
                    refunded: None,
                    reference: Some(
                        "ORDER-1",
                    ),
                    description: Some(
                        "Two coffees",
                    ),
                    payer: Some(
                        "[id]",
                    ),
                    receipt: Some(
                        "[receipt]",
                    ),
                    created_at: Some(
                        [time],
                    ),
                    expires_at: None,
                    next_action: None,
                    card: None,
                    decline: None,
                    message: None,
                    warnings: [],
                }
                "#);
            }
        }
    });
}
