//! PagoFácil's whole service, over each of the five ways.

use std::collections::BTreeMap;

use payments_core::{
    Card, CardExpiry, Currency, ErrorKind, Money, Outcome, PaymentProvider, PaymentRequest,
    PaymentStatus, RecurringProvider, SubscriptionStatus,
};
use payments_kit::http::ClientConfig;
use payments_sim::{Simulator, pagofacil};
use payments_testkit::{Fault, FaultPlan, samples};
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys};

const FAULTS: [Fault; 9] = [
    Fault::Notice,
    Fault::Html,
    Fault::StatusAfter(502),
    Fault::Empty,
    Fault::Truncate,
    Fault::Latin1,
    Fault::WrongRpcId,
    Fault::StatusTwice,
    Fault::MethodFault,
];

async fn simulator() -> Simulator {
    Simulator::start_with(0, samples::subscription_clock())
        .await
        .unwrap()
}

fn client(simulator: &Simulator, encoding: Encoding, api_secret: String) -> PagoFacil {
    let (branch_id, user_id) = pagofacil::State::sandbox_keys();
    PagoFacil::sandbox(SandboxKeys::new(branch_id, user_id).with_api_secret(api_secret))
        .with_base_url(simulator.pagofacil_base_url())
        .with_encoding(encoding)
        .with_client(ClientConfig::new().with_clock(simulator.clock().clone()))
        .build()
        .unwrap()
}

fn pagofacil(simulator: &Simulator, encoding: Encoding) -> PagoFacil {
    client(simulator, encoding, pagofacil::State::sandbox_api_secret())
}

fn card() -> Card {
    Card::new(samples::card_number(), CardExpiry::new(9, 16)).with_security_code("222")
}

fn order(reference: &str) -> PaymentRequest {
    let amount = Money::from_minor(80_050, Currency::MXN);
    PaymentRequest::new(reference, amount).with_card(card(), samples::customer())
}

#[tokio::test]
async fn a_charge_is_made_once_and_found_over_every_way() {
    for encoding in Encoding::ALL {
        let simulator = simulator().await;
        let client = pagofacil(&simulator, encoding);
        simulator.pagofacil().set_next_charge(true);
        let paid = client.create_payment(&order("ORDER-1")).await.unwrap();
        assert!(paid.warnings().is_empty(), "{encoding} {paid:?}");
        let found = client.find_payment(&"ORDER-1".into()).await.unwrap();
        let [found] = found.matches() else {
            panic!("{encoding} {found:?}");
        };
        assert_eq!((found.id(), found.amount()), (paid.id(), paid.amount()));
        assert_eq!(
            (found.status(), found.receipt()),
            (paid.status(), paid.receipt())
        );

        simulator.pagofacil().set_next_charge(false);
        let declined = client.create_payment(&order("ORDER-2")).await.unwrap_err();
        assert_eq!(declined.kind(), ErrorKind::Declined, "{encoding}");
        assert_eq!(declined.outcome(), Outcome::Rejected, "{encoding}");
        let found = client.find_payment(&"ORDER-2".into()).await.unwrap();
        assert_eq!(*found.matches()[0].status(), PaymentStatus::Declined);
        let nothing = client.find_payment(&"ORDER-3".into()).await.unwrap();
        assert!(nothing.is_complete() && nothing.matches().is_empty());
        assert_eq!(simulator.pagofacil().charges().len(), 2);
    }
}

#[tokio::test]
async fn a_faulty_response_is_read_or_unknown_and_the_charge_is_found() {
    let mut read = BTreeMap::new();
    for fault in FAULTS {
        for encoding in Encoding::ALL {
            let simulator = simulator().await;
            let client = pagofacil(&simulator, encoding);
            simulator.pagofacil().set_next_charge(true);
            simulator.set_faults(FaultPlan::at(1, fault));
            let charged = client.create_payment(&order("ORDER-1")).await;
            let way = format!("{fault:?} {encoding}");
            match charged {
                Ok(paid) => {
                    let noticed = fault == Fault::Notice;
                    assert_eq!(!paid.warnings().is_empty(), noticed, "{way}");
                    *read.entry(format!("{fault:?}")).or_insert(0) += 1;
                }
                Err(error) => assert_eq!(error.outcome(), Outcome::Unknown, "{way} {error}"),
            }
            let found = client.find_payment(&"ORDER-1".into()).await.unwrap();
            assert!(found.matches()[0].status().is_paid(), "{way}");
            assert_eq!(simulator.pagofacil().charges().len(), 1, "{way}");
        }
    }
    // Another charset, a document behind a notice, another id where there is none, a status that
    // decides nothing.
    let expected = [
        ("Latin1", 5),
        ("Notice", 5),
        ("StatusTwice", 5),
        ("WrongRpcId", 4),
    ];
    assert_eq!(
        read,
        expected
            .map(|(name, count)| (name.to_owned(), count))
            .into()
    );
}

#[tokio::test]
async fn a_subscription_is_cancelled_with_the_api_secret_only() {
    for encoding in Encoding::ALL {
        let simulator = simulator().await;
        let recurring = pagofacil(&simulator, encoding);
        let request = samples::subscription();
        let registered = recurring.register_subscription(&request).await.unwrap();
        let id = registered.subscription.id();

        let stranger = client(
            &simulator,
            encoding,
            pagofacil::State::production_api_secret(),
        );
        let error = stranger.cancel_subscription(id).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials, "{encoding} {error}");
        assert!(!format!("{error:?}").contains(&pagofacil::State::production_api_secret()));
        let error = stranger.find_subscription(&"x".into()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials, "{encoding} {error}");

        let cancelled = recurring.cancel_subscription(id).await.unwrap();
        assert_eq!(*cancelled.status(), SubscriptionStatus::Cancelled);
        assert!(!format!("{cancelled:?}").contains(&pagofacil::State::sandbox_api_secret()));
        let got = recurring.get_subscription(id).await.unwrap();
        assert_eq!(*got.status(), SubscriptionStatus::Cancelled, "{encoding}");
    }
}
