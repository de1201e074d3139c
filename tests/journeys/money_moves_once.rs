//! Whatever breaks, money moves once, and nobody is told that it did not when it did.

use payments_core::{
    Error, Operation, Outcome, PaymentProvider, PaymentStatus, PayoutProvider, RecurringProvider,
};
use payments_testkit::sim::Simulator;
use payments_testkit::{Fault, samples};
use provider_pagofacil::Encoding;

use crate::support::{approved, card_order, faulty, mexico, mpandco_with, pagofacil_with, payout};

/// What must be true after a call that moves money met a fault.
fn check(fault: Fault, calls: u64, happened: bool, result: Result<(), &Error>) {
    // Only an unmade connection is tried again.
    let attempts = if fault == Fault::Refuse { 3 } else { 1 };
    assert_eq!(calls, attempts, "{fault:?}");
    assert_eq!(happened, fault.reaches_the_service(), "{fault:?}");
    match result {
        Ok(()) => assert!(happened, "{fault:?}: success without the money"),
        Err(error) => {
            let excluded = error.outcome() != Outcome::Unknown;
            assert!(
                !(happened && excluded),
                "{fault:?}: it happened, and {error}"
            );
            if fault == Fault::Refuse {
                assert_eq!(error.outcome(), Outcome::NotSent);
                assert!(error.is_safe_to_repeat());
            }
        }
    }
}

#[tokio::test]
async fn a_confirmation_that_met_a_fault_was_made_once_or_not_at_all() {
    for fault in Fault::ALL {
        let simulator = Simulator::start().await.unwrap();
        let (good, id, confirmation) = approved(&simulator).await;
        let (config, transport) = faulty(&simulator, fault, Operation::CONFIRM_PAYMENT);
        let client = mpandco_with(&simulator, config).build().unwrap();
        let result = client.confirm_payment(&confirmation).await;
        let executions = simulator.mpandco().times_executed("ORDER-1");
        assert!(executions <= 1, "{fault:?}");
        check(
            fault,
            transport.calls(),
            executions == 1,
            result.as_ref().map(drop),
        );
        // The way to find out that the error names tells the truth.
        let found = good.get_payment(&id).await.unwrap();
        assert_eq!(found.status().is_paid(), executions == 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_voiding_that_met_a_fault_was_done_once_or_not_at_all() {
    for fault in Fault::ALL {
        let simulator = Simulator::start().await.unwrap();
        let (good, id, confirmation) = approved(&simulator).await;
        good.confirm_payment(&confirmation).await.unwrap();
        let (config, transport) = faulty(&simulator, fault, Operation::VOID_PAYMENT);
        let client = mpandco_with(&simulator, config).build().unwrap();
        let result = client.void_payment(&id).await;
        let found = good.get_payment(&id).await.unwrap();
        let voided = *found.status() == PaymentStatus::Voided;
        check(fault, transport.calls(), voided, result.as_ref().map(drop));
    }
}

#[tokio::test]
async fn a_payout_that_met_a_fault_was_sent_once_or_not_at_all() {
    for fault in Fault::ALL {
        let simulator = Simulator::start().await.unwrap();
        let (config, transport) = faulty(&simulator, fault, Operation::SEND_PAYOUT);
        let client = mpandco_with(&simulator, config).build().unwrap();
        let result = client.send_payout(&payout("ROW-1")).await;
        let sent = simulator.mpandco().payouts_of("ROW-1").len();
        assert!(sent <= 1, "{fault:?}");
        check(
            fault,
            transport.calls(),
            sent == 1,
            result.as_ref().map(drop),
        );
    }
}

#[tokio::test]
async fn a_charge_that_met_a_fault_was_made_once_or_not_at_all_and_can_be_found() {
    for encoding in Encoding::ALL {
        for fault in Fault::ALL {
            let simulator = mexico().await;
            let (config, transport) = faulty(&simulator, fault, Operation::CREATE_PAYMENT);
            let client = pagofacil_with(&simulator, encoding, config);
            let request = card_order("ORDER-1");
            let result = client.create_payment(&request).await;
            let charges = simulator.pagofacil().charges().len();
            assert!(charges <= 1, "{encoding} {fault:?}");
            check(
                fault,
                transport.calls(),
                charges == 1,
                result.as_ref().map(drop),
            );

            // The way to find out that the error names tells the truth.
            let found = client.find_payment(request.reference()).await.unwrap();
            let paid = found
                .matches()
                .iter()
                .any(|payment| payment.status().is_paid());
            assert_eq!(paid, charges == 1, "{encoding} {fault:?}");
            assert!(paid || found.is_complete(), "{encoding} {fault:?}");
        }
    }
}

#[tokio::test]
async fn a_registration_that_met_a_fault_was_made_once_or_not_at_all() {
    for encoding in Encoding::ALL {
        for fault in Fault::ALL {
            let simulator = mexico().await;
            let operation = Operation::REGISTER_SUBSCRIPTION;
            let (config, transport) = faulty(&simulator, fault, operation);
            let result = pagofacil_with(&simulator, encoding, config)
                .register_subscription(&samples::subscription())
                .await;
            let registrations = simulator.pagofacil().registrations_of("Contrato789232");
            assert!(registrations <= 1, "{encoding} {fault:?}");
            let result = result.as_ref().map(drop);
            check(fault, transport.calls(), registrations == 1, result);
        }
    }
}
