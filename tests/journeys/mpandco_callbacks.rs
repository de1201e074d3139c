//! A return that was forged or replayed completes no other order.

use payments_core::{
    Callback, Currency, ErrorKind, Expected, Money, Outcome, Payment, PaymentProvider,
    PaymentRequest, ReturnUrls, Settlement, Webhook,
};
use payments_sim::Simulator;
use provider_mpandco::{Mpandco, PayerReturn};
use tokio::task::JoinSet;

use crate::support;

async fn order(mpandco: &Mpandco, reference: &str, amount: &str) -> Payment {
    let request = PaymentRequest::new(reference, Money::parse(amount, Currency::VES))
        .with_description("An order")
        .with_return_urls(ReturnUrls::new(
            "https://shop.example/paid".parse().unwrap(),
            "https://shop.example/cart".parse().unwrap(),
        ));
    mpandco.create_payment(&request).await.unwrap()
}

/// What the merchant wrote down when the order was placed.
fn expected(payment: &Payment, reference: &str) -> Expected {
    Expected::new(payment.id().as_str(), reference, payment.amount().unwrap())
}

#[tokio::test]
async fn each_order_is_completed_once_by_its_own_payment_only() {
    let simulator = Simulator::start().await.unwrap();
    let mpandco = support::mpandco(&simulator);
    let cheap = order(&mpandco, "CHEAP", "1").await;
    let dear = order(&mpandco, "DEAR", "900").await;
    let returned = simulator.approve_payment(cheap.id().as_str()).unwrap();
    let payer = PayerReturn::from_url(&returned).unwrap();
    let returned = Callback::browser_return(returned);

    // The return of the cheap order is sent to the page of the dear one.
    let of_dear = expected(&dear, "DEAR");
    let replayed = mpandco.settle(&of_dear, Some(&returned)).await;
    let error = replayed.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Mismatch);
    assert_eq!(error.outcome(), Outcome::NotSent);

    // A forged return for the expensive order, which was not approved.
    let made_up = format!(
        "https://shop.example/paid?paymentIntent={}&payerId={}",
        dear.id(),
        payer.payer()
    );
    let made_up = Callback::browser_return(made_up.parse().unwrap());
    let settled = mpandco.settle(&of_dear, Some(&made_up)).await.unwrap();
    assert!(matches!(settled, Settlement::Pending(_)), "{settled:?}");

    // The merchant mixed up its records: the intent itself contradicts them.
    let mixed_up = Expected::new(cheap.id().as_str(), "DEAR", dear.amount().unwrap());
    let error = mpandco.settle(&mixed_up, Some(&returned)).await;
    let error = error.unwrap_err();
    let fields: Vec<&str> = error.violations().iter().map(|one| one.field()).collect();
    assert_eq!(fields, ["reference", "amount"]);
    assert_eq!(simulator.mpandco().times_executed("CHEAP"), 0);
    assert_eq!(simulator.mpandco().times_executed("DEAR"), 0);

    // The right one counts, and counts once.
    let of_cheap = expected(&cheap, "CHEAP");
    let settled = mpandco.settle(&of_cheap, Some(&returned)).await.unwrap();
    assert!(matches!(settled, Settlement::Paid(_)), "{settled:?}");
    let settled = mpandco.settle(&of_cheap, Some(&returned)).await.unwrap();
    assert!(matches!(settled, Settlement::AlreadyPaid(_)), "{settled:?}");
    assert_eq!(simulator.mpandco().times_executed("CHEAP"), 1);
    assert_eq!(simulator.mpandco().times_executed("DEAR"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callbacks_at_once_move_the_money_once_and_all_find_it_paid() {
    let simulator = Simulator::start().await.unwrap();
    let mpandco = support::mpandco(&simulator);
    let payment = order(&mpandco, "ORDER", "5").await;
    let returned = simulator.approve_payment(payment.id().as_str()).unwrap();
    let returned = Callback::browser_return(returned);
    let expected = expected(&payment, "ORDER");
    let mut callbacks = JoinSet::new();
    for _ in 0..8 {
        let (mpandco, expected) = (mpandco.clone(), expected.clone());
        let returned = returned.clone();
        callbacks.spawn(async move { mpandco.settle(&expected, Some(&returned)).await });
    }
    let settled = callbacks.join_all().await;
    assert!(settled.iter().all(|one| one.as_ref().unwrap().is_paid()));
    let moved = |one: &&payments_core::Result<Settlement>| matches!(one, Ok(Settlement::Paid(_)));
    assert_eq!(settled.iter().filter(moved).count(), 1);
    assert_eq!(simulator.mpandco().times_executed("ORDER"), 1);
}

#[tokio::test]
async fn a_call_from_the_servers_settles_a_request_that_was_paid_in_the_app() {
    let simulator = Simulator::start().await.unwrap();
    let mpandco = support::mpandco(&simulator);
    let amount = Money::parse("20", Currency::VES);
    let request = PaymentRequest::new("BILL-1", amount)
        .with_description("An order")
        .with_recipient("demo")
        .with_return_urls(ReturnUrls::new(
            "https://shop.example/paid".parse().unwrap(),
            "https://shop.example/cart".parse().unwrap(),
        ));
    let bill = mpandco.create_payment(&request).await.unwrap();
    let expected = expected(&bill, "BILL-1");
    let call = Webhook::new("").with_query(format!("paymentIntent={}", bill.id()));
    let call = Some(Callback::from(call));
    let settled = mpandco.settle(&expected, call.as_ref()).await.unwrap();
    assert!(matches!(settled, Settlement::Pending(_)), "{settled:?}");

    simulator.approve_payment(bill.id().as_str()).unwrap();
    let settled = mpandco.settle(&expected, call.as_ref()).await.unwrap();
    assert!(matches!(settled, Settlement::AlreadyPaid(_)), "{settled:?}");
    assert_eq!(simulator.mpandco().times_executed("BILL-1"), 1);
}
