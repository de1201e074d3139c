//! The shop of the guide: its own code, run against the simulator. Whatever breaks, its books agree
//! with the provider's in the end, or send a person to look.

use payments_core::{Operation, Provider};
use payments_sim::{SimClock, Simulator};
use payments_testkit::{Fault, InMemoryProvider, samples};
use provider_pagofacil::Encoding;

use crate::sends_on::SendsOn;
use crate::support::{
    approved, card_order, config, faulty, mexico, mpandco, mpandco_with, pagofacil, pagofacil_with,
    wallet_order,
};

include!("../../crates/payments-core/src/guide/checkout.rs");

fn open(request: &PaymentRequest) -> Order {
    Order {
        reference: request.reference().clone(),
        state: State::Open,
    }
}

/// The job runs at once, and again when every call has settled.
async fn find_out_in_the_end(clock: &SimClock, provider: &dyn PaymentProvider, order: &mut Order) {
    find_out(provider, order).await;
    clock.advance(provider.settle_time().try_into().unwrap());
    find_out(provider, order).await;
}

/// Whether the shop believes that the provider has the payment.
#[track_caller]
fn believes(order: &Order) -> bool {
    match &order.state {
        State::Taken(id, PaymentStatus::Paid | PaymentStatus::AwaitingApproval) => {
            assert!(!id.as_str().is_empty());
            true
        }
        State::Taken(_, status) => panic!("taken, and {status:?}"),
        State::Open => false,
        State::Attempted(_) => panic!("nobody found out"),
        State::ForAPerson(reason) => panic!("{reason}"),
    }
}

#[tokio::test]
async fn whatever_breaks_the_shop_knows_in_the_end_whether_a_card_was_charged() {
    for encoding in Encoding::ALL {
        for fault in Fault::ALL {
            let simulator = mexico().await;
            let (config, _) = faulty(&simulator, fault, Operation::CREATE_PAYMENT);
            let client = pagofacil_with(&simulator, encoding, config);
            let request = card_order("ORDER-1");
            let mut order = open(&request);
            let charges = || simulator.pagofacil().charges().len();
            let answer = check_out(&client, &mut order, &request).await;
            assert!(answer.is_err() || charges() == 1, "{encoding} {fault:?}");
            find_out_in_the_end(simulator.clock(), &client, &mut order).await;
            let happened = charges() == 1;
            assert_eq!(believes(&order), happened, "{encoding} {fault:?}");
        }
    }
}

#[tokio::test]
async fn whatever_breaks_the_shop_knows_in_the_end_whether_a_payment_was_created() {
    for fault in Fault::ALL {
        let simulator = Simulator::start().await.unwrap();
        let (config, _) = faulty(&simulator, fault, Operation::CREATE_PAYMENT);
        let client = mpandco_with(&simulator, config).build().unwrap();
        let request = wallet_order("ORDER-1");
        let mut order = open(&request);
        let answer = check_out(&client, &mut order, &request).await;
        find_out_in_the_end(simulator.clock(), &client, &mut order).await;
        let happened = simulator.mpandco().intents().len() == 1;
        assert!(answer.is_err() || happened, "{fault:?}");
        assert_eq!(believes(&order), happened, "{fault:?}");
    }
}

/// The process dies, or the payer's browser gives up, at any point of the call.
#[tokio::test]
async fn a_checkout_that_was_dropped_is_found_out() {
    let mut seen = Vec::new();
    let points = (0..12).map(|power| 3_usize.pow(power));
    for yields in [0].into_iter().chain(points).chain([usize::MAX]) {
        let simulator = Simulator::start().await.unwrap();
        let network = SendsOn::new();
        let config = config(&simulator).with_transport(network.clone());
        let client = mpandco_with(&simulator, config).build().unwrap();
        let request = wallet_order("ORDER-1");
        let mut order = open(&request);
        tokio::select! {
            biased;
            answer = check_out(&client, &mut order, &request) => answer.unwrap(),
            () = wait(yields) => assert!(matches!(order.state, State::Attempted(_))),
        }
        network.finished().await;
        find_out_in_the_end(simulator.clock(), &client, &mut order).await;
        let happened = simulator.mpandco().intents().len() == 1;
        assert_eq!(believes(&order), happened, "after {yields}");
        seen.push(happened);
    }
    // The first was given up while it fetched its token, the last was not given up.
    assert!(!seen[0] && seen[seen.len() - 1]);
}

async fn wait(yields: usize) {
    for _ in 0..yields {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_was_refused_or_not_sent_may_be_tried_again() {
    let simulator = mexico().await;
    simulator.pagofacil().set_next_charge(false);
    let client = pagofacil(&simulator, Encoding::JsonRpc);
    let request = card_order("ORDER-1");
    let mut order = open(&request);
    let declined = check_out(&client, &mut order, &request).await;
    assert_eq!(declined.unwrap_err().outcome(), Outcome::Rejected);
    assert!(!believes(&order));
    simulator.pagofacil().set_next_charge(true);
    check_out(&client, &mut order, &request).await.unwrap();
    assert!(believes(&order));
}

#[tokio::test]
async fn a_search_that_stopped_early_is_for_a_person() {
    let simulator = Simulator::start().await.unwrap();
    let other = wallet_order("ORDER-2");
    // More than a page of them.
    for _ in 0..11 {
        mpandco(&simulator).create_payment(&other).await.unwrap();
    }
    let (config, _) = faulty(&simulator, Fault::BreakBefore, Operation::CREATE_PAYMENT);
    let client = mpandco_with(&simulator, config).with_search_limit(1);
    let (client, request) = (client.build().unwrap(), wallet_order("ORDER-1"));
    let mut order = open(&request);
    check_out(&client, &mut order, &request).await.unwrap_err();
    find_out_in_the_end(simulator.clock(), &client, &mut order).await;
    let State::ForAPerson(reason) = &order.state else {
        panic!("nobody is told to look");
    };
    insta::assert_snapshot!(reason, @"nothing shows that it happened, but not everything was searched: only the newest 10 payments were searched: the limit is 1 pages, and there are more. Look it up on the provider's own pages before you repeat the call");
}

#[tokio::test]
async fn a_provider_that_is_down_for_a_while_leaves_the_order_to_the_next_run() {
    let simulator = Simulator::start().await.unwrap();
    let (down, _) = faulty(
        &simulator,
        Fault::StatusBefore(503),
        Operation::FIND_PAYMENT,
    );
    let down = mpandco_with(&simulator, down).build().unwrap();
    let (lost, _) = faulty(&simulator, Fault::BreakAfter, Operation::CREATE_PAYMENT);
    let lost = mpandco_with(&simulator, lost).build().unwrap();
    let request = wallet_order("ORDER-1");
    let mut order = open(&request);
    check_out(&lost, &mut order, &request).await.unwrap_err();
    find_out_in_the_end(simulator.clock(), &down, &mut order).await;
    assert!(matches!(order.state, State::Attempted(_)));
    find_out(&lost, &mut order).await;
    assert!(believes(&order));
}

/// In a test of the shop's own, without any service.
#[tokio::test]
async fn a_crash_before_the_call_is_found_out_when_the_provider_has_settled() {
    let clock = samples::subscription_clock();
    let provider = InMemoryProvider::new()
        .with_clock(clock.clone())
        .with_settle_time(std::time::Duration::from_secs(60));
    let mut order = open(&wallet_order("ORDER-1"));
    order.state = State::Attempted(provider.clock().now());
    find_out(&provider, &mut order).await;
    assert!(matches!(order.state, State::Attempted(_)));
    clock.advance(time::Duration::seconds(59));
    find_out(&provider, &mut order).await;
    assert!(matches!(order.state, State::Attempted(_)));
    clock.advance(time::Duration::seconds(1));
    find_out(&provider, &mut order).await;
    assert!(!believes(&order));
}

/// Who lengthens the timeouts lengthens the settle time, on the client's own configuration.
#[tokio::test]
async fn the_settle_time_is_the_one_that_the_client_was_given() {
    let simulator = Simulator::start().await.unwrap();
    let (client, id, _) = approved(&simulator).await;
    let begun = simulator.clock().now();
    assert_eq!(client.settle_time(), std::time::Duration::from_mins(30));
    simulator.clock().advance(time::Duration::minutes(30));
    let resolution = client.resolve_confirmation(&id, begun).await;
    assert!(matches!(resolution, Resolution::DidNotHappen));
    let longer = client.settle_time() * 2;
    let patient = config(&simulator).with_settle_time(longer);
    let patient = mpandco_with(&simulator, patient).build().unwrap();
    let resolution = patient.resolve_confirmation(&id, begun).await;
    let Resolution::StillUnknown(Why::NotSettled { ask_again_at }) = resolution else {
        panic!("{resolution:?}");
    };
    assert_eq!(ask_again_at, begun + longer);
}
