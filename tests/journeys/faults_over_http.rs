//! A fault of the simulator, over a real socket, comes to what the same fault of a transport does.

use std::time::Duration;

use payments_core::{
    Card, CardExpiry, Currency, Error, Money, Operation, Outcome, Payment, PaymentProvider,
    PaymentRequest,
};
use payments_kit::http::{ClientConfig, ReqwestTransport, TransportSettings};
use payments_sim::{Simulator, pagofacil};
use payments_testkit::{Fault, FaultPlan, FaultyTransport, samples};
use provider_mpandco::{Credentials, Mpandco, PayerReturn};
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys};

use crate::support;

/// Where the fault is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Transport,
    Simulator,
}

/// A client on whose way `plan` happens, there.
fn config(at: At, simulator: &Simulator, fault: Fault, operation: Operation) -> ClientConfig {
    let mut settings = TransportSettings::default();
    if fault == Fault::Stall {
        // It really waits for a response that never comes.
        settings.total_timeout = Duration::from_secs(2);
    }
    let http = ReqwestTransport::for_loopback(settings).unwrap();
    let plan = FaultPlan::always(fault).on(operation);
    let config = ClientConfig::new().with_clock(simulator.clock().clone());
    match at {
        At::Transport => config.with_transport(FaultyTransport::new(http, plan)),
        At::Simulator => {
            simulator.set_faults(plan);
            config.with_transport(http)
        }
    }
}

/// What a client knows in the end, and how often money moved.
type Verdict = (Result<(), Outcome>, usize);

async fn confirmed(at: At, fault: Fault) -> Verdict {
    let simulator = Simulator::start().await.unwrap();
    let shop = "https://shop.example/".parse().unwrap();
    let good = support::mpandco(&simulator);
    let payment = good.create_payment(&samples::payment(&shop)).await.unwrap();
    let returned = simulator.approve_payment(payment.id().as_str()).unwrap();
    let returned = PayerReturn::from_url(&returned).unwrap();
    let confirmation = returned.confirmation(payment.id()).unwrap();

    let operation = Operation::CONFIRM_PAYMENT;
    let client = Mpandco::sandbox(Credentials::new(
        payments_sim::mpandco::CLIENT_ID,
        payments_sim::mpandco::CLIENT_SECRET,
    ))
    .with_base_url(simulator.mpandco_base_url())
    .with_client(config(at, &simulator, fault, operation))
    .build()
    .unwrap();
    let result = client.confirm_payment(&confirmation).await;
    let money = simulator.money();
    assert_eq!(money.duplicates(), 0, "{money}");
    verdict(result, money.of("ORDER-1").mpandco_charges)
}

fn card_payment() -> PaymentRequest {
    let card = Card::new(samples::card_number(), CardExpiry::new(9, 16)).with_security_code("222");
    let amount = Money::from_minor(80_000, Currency::MXN);
    PaymentRequest::new("ORDER-1", amount).with_card(card, samples::customer())
}

fn pagofacil(simulator: &Simulator, config: ClientConfig) -> PagoFacil {
    let (branch_id, user_id) = pagofacil::State::sandbox_keys();
    PagoFacil::sandbox(SandboxKeys::new(branch_id, user_id))
        .with_base_url(simulator.pagofacil_base_url())
        .with_encoding(Encoding::JsonRpc)
        .with_client(config)
        .build()
        .unwrap()
}

async fn card_simulator() -> Simulator {
    let clock = samples::subscription_clock();
    let simulator = Simulator::start_with(0, clock).await.unwrap();
    simulator.pagofacil().set_next_charge(true);
    simulator
}

async fn charged(at: At, fault: Fault) -> Verdict {
    let simulator = card_simulator().await;
    let config = config(at, &simulator, fault, Operation::CREATE_PAYMENT);
    let result = pagofacil(&simulator, config)
        .create_payment(&card_payment())
        .await;
    let money = simulator.money();
    assert_eq!(money.duplicates(), 0, "{money}");
    verdict(result, money.of("ORDER-1").pagofacil_charges)
}

fn verdict(result: Result<Payment, Error>, times: usize) -> Verdict {
    let known = result.map(drop).map_err(|error| error.outcome());
    (known, times)
}

/// The two verdicts must be one. A transport can refuse a connection and prove that nothing was
/// sent; a server that knows which call it is has read it, so its client cannot know.
fn check(fault: Fault, over_a_transport: Verdict, over_http: Verdict) {
    if fault == Fault::Refuse {
        assert_eq!(over_a_transport, (Err(Outcome::NotSent), 0));
        assert_eq!(over_http, (Err(Outcome::Unknown), 0));
    } else {
        assert_eq!(over_http, over_a_transport, "{fault}");
        let times = usize::from(fault.reaches_the_service());
        assert_eq!(over_http.1, times, "{fault}");
    }
}

#[tokio::test]
async fn a_confirmation_knows_the_same_over_http_as_over_a_faulty_transport() {
    for fault in Fault::ALL {
        let over_a_transport = confirmed(At::Transport, fault).await;
        check(
            fault,
            over_a_transport,
            confirmed(At::Simulator, fault).await,
        );
    }
}

#[tokio::test]
async fn a_charge_knows_the_same_over_http_as_over_a_faulty_transport() {
    for fault in Fault::ALL {
        let over_a_transport = charged(At::Transport, fault).await;
        check(fault, over_a_transport, charged(At::Simulator, fault).await);
    }
}

#[tokio::test]
async fn nothing_was_sent_to_a_closed_port_and_the_same_client_charges_once_it_is_open() {
    let simulator = card_simulator().await;
    let config = ClientConfig::new().with_clock(simulator.clock().clone());
    let client = pagofacil(&simulator, config);
    simulator.close_port().unwrap();
    let error = client.create_payment(&card_payment()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    assert!(error.is_safe_to_repeat());
    assert!(simulator.requests().is_empty());

    simulator.open_port().unwrap();
    let paid = client.create_payment(&card_payment()).await.unwrap();
    assert!(paid.status().is_paid());
    assert_eq!(simulator.money().of("ORDER-1").charges(), 1);
}

#[tokio::test]
async fn faults_by_chance_are_told_with_their_seed_and_come_again_with_it() {
    let mut reports = Vec::new();
    for _ in 0..2 {
        let simulator = card_simulator().await;
        let faults = [Fault::Html, Fault::BreakAfter, Fault::StatusBefore(503)];
        simulator.set_faults(FaultPlan::by_chance_of(42, 2, faults));
        let config = ClientConfig::new().with_clock(simulator.clock().clone());
        let client = pagofacil(&simulator, config);
        for _ in 0..6 {
            // Each comes to what it comes to; the report is what is looked at.
            let _ = client.create_payment(&card_payment()).await;
        }
        let report = simulator.faults().unwrap();
        assert_eq!(report.calls(), 6, "a call that moves money is sent once");
        assert!(report.to_string().contains("seed 42"), "{report}");
        reports.push(report.faulted_calls().to_vec());
    }
    assert_eq!(reports[0], reports[1]);
    assert!(!reports[0].is_empty());
}

#[tokio::test]
async fn money_is_counted_over_both_services_and_shown_in_a_table() {
    let simulator = card_simulator().await;
    let shop = "https://shop.example/".parse().unwrap();
    let wallet = support::mpandco(&simulator);
    let payment = wallet.create_payment(&samples::payment(&shop)).await;
    let payment = payment.unwrap();
    let returned = simulator.approve_payment(payment.id().as_str()).unwrap();
    let returned = PayerReturn::from_url(&returned).unwrap();
    let confirmation = returned.confirmation(payment.id()).unwrap();
    wallet.confirm_payment(&confirmation).await.unwrap();
    assert_eq!(simulator.money().duplicates(), 0);

    // The order that the wallet paid is charged to a card, too.
    let cards = support::pagofacil(&simulator, Encoding::JsonRpc);
    cards.create_payment(&card_payment()).await.unwrap();
    let money = simulator.money();
    assert_eq!(money.duplicates(), 1);
    assert_eq!(money.of("ORDER-1").charges(), 2);
    insta::assert_snapshot!(money, @r"
    reference  mPandco  PagoFácil  declined  voided  payouts  subscr.  of subscr.  again
    ORDER-1          1          1         0       0        0        0           0      1
    total            1          1         0       0        0        0           0      1
    ");
}
