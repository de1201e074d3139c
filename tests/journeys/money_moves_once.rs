//! Whatever breaks, money moves once, and nobody is told that it did not when it did.

use payments_core::http::{ClientConfig, ReqwestTransport};
use payments_core::{
    Card, CardExpiry, Currency, Error, Money, Operation, Outcome, PaymentId, PaymentProvider,
    PaymentRequest, PaymentStatus, PayoutProvider, PayoutRequest, RecurringProvider,
};
use payments_testkit::sim::mpandco::{BANK_CODES, CLIENT_ID, CLIENT_SECRET};
use payments_testkit::sim::{Simulator, pagofacil};
use payments_testkit::{Fault, FaultPlan, FaultyTransport, samples};
use provider_mpandco::{Credentials, Mpandco, PayerReturn};
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys};

use crate::support;

fn faulty(
    simulator: &Simulator,
    fault: Fault,
    operation: Operation,
) -> (ClientConfig, FaultyTransport) {
    let http = ReqwestTransport::for_this_machine(Default::default()).unwrap();
    let transport = FaultyTransport::new(http, FaultPlan::always(fault).on(operation));
    let config = ClientConfig::new()
        .with_transport(transport.clone())
        .with_clock(simulator.clock().clone());
    (config, transport)
}

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

async fn approved(simulator: &Simulator) -> (Mpandco, PaymentId, payments_core::Confirmation) {
    let client = support::mpandco(simulator);
    let request = samples::payment(&"https://shop.example/".parse().unwrap());
    let payment = client.create_payment(&request).await.unwrap();
    let returned = simulator.approve_payment(payment.id().as_str()).unwrap();
    let confirmation = PayerReturn::from_url(&returned)
        .unwrap()
        .confirmation(payment.id())
        .unwrap();
    (client, payment.id().clone(), confirmation)
}

fn mpandco(simulator: &Simulator, config: ClientConfig) -> Mpandco {
    Mpandco::sandbox(Credentials::new(CLIENT_ID, CLIENT_SECRET))
        .with_base_url(simulator.mpandco_base_url())
        .with_client(config)
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_confirmation_that_met_a_fault_was_made_once_or_not_at_all() {
    for fault in Fault::ALL {
        let simulator = Simulator::start().await.unwrap();
        let (good, id, confirmation) = approved(&simulator).await;
        let (config, transport) = faulty(&simulator, fault, Operation::CONFIRM_PAYMENT);
        let result = mpandco(&simulator, config)
            .confirm_payment(&confirmation)
            .await;
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
        let result = mpandco(&simulator, config).void_payment(&id).await;
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
        let account = format!("{}{}", BANK_CODES[0], "0".repeat(16));
        let amount = Money::from_minor(100, Currency::VES);
        let row = PayoutRequest::new("ROW-1", amount, "Ana", "V19123456", account);
        let result = mpandco(&simulator, config).send_payout(&row).await;
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

fn pagofacil(simulator: &Simulator, encoding: Encoding, config: ClientConfig) -> PagoFacil {
    let (branch_id, user_id) = pagofacil::World::sandbox_keys();
    PagoFacil::sandbox(SandboxKeys::new(branch_id, user_id))
        .with_base_url(simulator.pagofacil_base_url())
        .with_encoding(encoding)
        .with_client(config)
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_charge_that_met_a_fault_was_made_once_or_not_at_all_and_can_be_found() {
    for encoding in Encoding::ALL {
        for fault in Fault::ALL {
            let simulator = Simulator::start_with(0, samples::subscription_clock())
                .await
                .unwrap();
            simulator.pagofacil().set_next_charge(true);
            let (config, transport) = faulty(&simulator, fault, Operation::CREATE_PAYMENT);
            let client = pagofacil(&simulator, encoding, config);
            let card =
                Card::new(samples::card_number(), CardExpiry::new(9, 16)).with_security_code("222");
            let amount = Money::from_minor(80_000, Currency::MXN);
            let request =
                PaymentRequest::new("ORDER-1", amount).with_card(card, samples::customer());
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
            let simulator = Simulator::start_with(0, samples::subscription_clock())
                .await
                .unwrap();
            let operation = Operation::REGISTER_SUBSCRIPTION;
            let (config, transport) = faulty(&simulator, fault, operation);
            let result = pagofacil(&simulator, encoding, config)
                .register_subscription(&samples::subscription())
                .await;
            let registrations = simulator.pagofacil().registrations_of("Contrato789232");
            assert!(registrations <= 1, "{encoding} {fault:?}");
            let result = result.as_ref().map(drop);
            check(fault, transport.calls(), registrations == 1, result);
        }
    }
}
