//! The code of the guide, run against the simulator. Under every fault its records agree with those
//! of the provider in the end, or request a review.

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

/// Runs the job at once, and again after the settle time.
async fn resolve_until_settled(
    clock: &SimClock,
    provider: &dyn PaymentProvider,
    order: &mut Order,
) {
    resolve(provider, order).await;
    clock.advance(provider.settle_time().try_into().unwrap());
    resolve(provider, order).await;
}

/// Whether the shop has recorded that the provider has the payment.
#[track_caller]
fn is_created(order: &Order) -> bool {
    match &order.state {
        State::Created(id, PaymentStatus::Paid | PaymentStatus::AwaitingApproval) => {
            assert!(!id.as_str().is_empty());
            true
        }
        State::Created(_, status) => panic!("created, with status {status:?}"),
        State::Open => false,
        State::Attempted(_) => panic!("the outcome is still unknown"),
        State::NeedsReview(reason) => panic!("{reason}"),
    }
}

#[tokio::test]
async fn under_every_fault_the_shop_learns_whether_a_card_was_charged() {
    for encoding in Encoding::ALL {
        for fault in Fault::ALL {
            let simulator = mexico().await;
            let (config, _) = faulty(&simulator, fault, Operation::CREATE_PAYMENT);
            let client = pagofacil_with(&simulator, encoding, config);
            let request = card_order("ORDER-1");
            let mut order = open(&request);
            let charges = || simulator.pagofacil().charges().len();
            let result = check_out(&client, &mut order, &request).await;
            assert!(result.is_err() || charges() == 1, "{encoding} {fault:?}");
            resolve_until_settled(simulator.clock(), &client, &mut order).await;
            let happened = charges() == 1;
            assert_eq!(is_created(&order), happened, "{encoding} {fault:?}");
        }
    }
}

#[tokio::test]
async fn under_every_fault_the_shop_learns_whether_a_payment_was_created() {
    for fault in Fault::ALL {
        let simulator = Simulator::start().await.unwrap();
        let (config, _) = faulty(&simulator, fault, Operation::CREATE_PAYMENT);
        let client = mpandco_with(&simulator, config).build().unwrap();
        let request = wallet_order("ORDER-1");
        let mut order = open(&request);
        let result = check_out(&client, &mut order, &request).await;
        resolve_until_settled(simulator.clock(), &client, &mut order).await;
        let happened = simulator.mpandco().intents().len() == 1;
        assert!(result.is_err() || happened, "{fault:?}");
        assert_eq!(is_created(&order), happened, "{fault:?}");
    }
}

/// The process dies, or the future is dropped, at any point of the call.
#[tokio::test]
async fn a_checkout_that_was_dropped_is_resolved() {
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
            result = check_out(&client, &mut order, &request) => result.unwrap(),
            () = wait(yields) => assert!(matches!(order.state, State::Attempted(_))),
        }
        network.finished().await;
        resolve_until_settled(simulator.clock(), &client, &mut order).await;
        let happened = simulator.mpandco().intents().len() == 1;
        assert_eq!(is_created(&order), happened, "after {yields}");
        seen.push(happened);
    }
    // The first was dropped while it fetched its token, the last was not dropped.
    assert!(!seen[0] && seen[seen.len() - 1]);
}

async fn wait(yields: usize) {
    for _ in 0..yields {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_rejected_payment_may_be_tried_again() {
    let simulator = mexico().await;
    simulator.pagofacil().set_next_charge(false);
    let client = pagofacil(&simulator, Encoding::JsonRpc);
    let request = card_order("ORDER-1");
    let mut order = open(&request);
    let declined = check_out(&client, &mut order, &request).await;
    assert_eq!(declined.unwrap_err().outcome(), Outcome::Rejected);
    assert!(!is_created(&order));
    simulator.pagofacil().set_next_charge(true);
    check_out(&client, &mut order, &request).await.unwrap();
    assert!(is_created(&order));
}

#[tokio::test]
async fn an_incomplete_search_needs_a_review() {
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
    resolve_until_settled(simulator.clock(), &client, &mut order).await;
    let State::NeedsReview(reason) = &order.state else {
        panic!("no review is requested");
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
    resolve_until_settled(simulator.clock(), &down, &mut order).await;
    assert!(matches!(order.state, State::Attempted(_)));
    resolve(&lost, &mut order).await;
    assert!(is_created(&order));
}

/// A test of a shop, without any service.
#[tokio::test]
async fn a_crash_before_the_call_is_resolved_when_the_provider_has_settled() {
    let clock = samples::subscription_clock();
    let provider = InMemoryProvider::new()
        .with_clock(clock.clone())
        .with_settle_time(std::time::Duration::from_secs(60));
    let mut order = open(&wallet_order("ORDER-1"));
    order.state = State::Attempted(provider.clock().now());
    resolve(&provider, &mut order).await;
    assert!(matches!(order.state, State::Attempted(_)));
    clock.advance(time::Duration::seconds(59));
    resolve(&provider, &mut order).await;
    assert!(matches!(order.state, State::Attempted(_)));
    clock.advance(time::Duration::seconds(1));
    resolve(&provider, &mut order).await;
    assert!(!is_created(&order));
}

/// Longer timeouts need a longer settle time, which the configuration of the client sets.
#[tokio::test]
async fn the_settle_time_comes_from_the_configuration() {
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
