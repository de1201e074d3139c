//! PagoFácil's endpoints, one result.

use payments_core::{
    ErrorKind, FirstCharge, PaymentProvider, RecurringProvider, Registration, Subscription,
    SubscriptionId,
};
use payments_sim::Simulator;
use payments_testkit::samples;
use provider_pagofacil::Encoding;

use crate::support;

/// Registers the guide's example and looks it up, over one endpoint of a new simulator.
async fn journey(encoding: Encoding) -> (Registration, Subscription) {
    let simulator = Simulator::start_with(0, samples::subscription_clock())
        .await
        .unwrap();
    let provider = support::pagofacil(&simulator, encoding);
    let recurring: &dyn RecurringProvider = provider.recurring().unwrap();
    let registration = recurring
        .register_subscription(&samples::subscription())
        .await
        .unwrap();
    let id = registration.subscription.id();
    assert!(simulator.pagofacil().subscription(id.as_str()).is_some());
    assert_eq!(simulator.pagofacil().registrations_of("Contrato789232"), 1);
    let subscription = recurring.get_subscription(id).await.unwrap();

    let error = recurring
        .get_subscription(&SubscriptionId::new("T-UNKNOWN"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{encoding}");
    (registration, subscription)
}

#[tokio::test]
async fn every_endpoint_gives_the_same_result() {
    let (registration, subscription) = journey(Encoding::JsonRpc).await;
    assert_eq!(registration.first_charge, FirstCharge::NotRequested);
    assert_eq!(
        registration.subscription.reference().unwrap().as_str(),
        "Contrato789232"
    );
    assert_eq!(subscription.amount(), registration.subscription.amount());
    for encoding in Encoding::ALL {
        let other = journey(encoding).await;
        assert_eq!(other.0, registration, "{encoding}");
        assert_eq!(other.1, subscription, "{encoding}");
    }
}

#[tokio::test]
async fn a_declined_first_charge_is_told_apart_from_the_registration() {
    for encoding in Encoding::ALL {
        for approved in [true, false] {
            let simulator = Simulator::start_with(0, samples::subscription_clock())
                .await
                .unwrap();
            simulator.pagofacil().set_next_charge(approved);
            let registration = support::pagofacil(&simulator, encoding)
                .register_subscription(&samples::subscription().with_charge_now())
                .await
                .unwrap();
            let FirstCharge::Made(charge) = registration.first_charge else {
                panic!("a charge was asked for over {encoding}");
            };
            let seen = charge.outcome == payments_core::ChargeOutcome::Approved;
            assert_eq!(seen, approved, "{encoding}");
            let id = registration.subscription.id().as_str();
            let held = simulator.pagofacil().subscription(id).unwrap();
            assert_eq!(held.charges.len(), 1);
            assert_eq!(held.charges[0].is_approved(), approved);
        }
    }
}

#[tokio::test]
async fn keys_of_the_other_environment_are_refused_as_credentials() {
    let simulator = Simulator::start_with(0, samples::subscription_clock())
        .await
        .unwrap();
    for encoding in Encoding::ALL {
        let production = simulator.base_url().join("ws/public/").unwrap();
        let (branch_id, user_id) = payments_sim::pagofacil::State::sandbox_keys();
        let error = provider_pagofacil::PagoFacil::sandbox(provider_pagofacil::SandboxKeys::new(
            branch_id, user_id,
        ))
        .with_base_url(production)
        .with_encoding(encoding)
        .with_client(payments_kit::http::ClientConfig::new().with_clock(simulator.clock().clone()))
        .build()
        .unwrap()
        .register_subscription(&samples::subscription())
        .await
        .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials, "{error}");
    }
    assert!(simulator.pagofacil().subscriptions().is_empty());
}
