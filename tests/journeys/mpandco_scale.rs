//! Many rows and long histories.

use futures_util::{StreamExt, TryStreamExt};
use payments_core::{
    Currency, Money, Outcome, PaymentProvider, PaymentProviderExt, PayoutProviderExt,
    PayoutRequest, PayoutSpeed,
};
use payments_sim::{Simulator, mpandco};
use payments_testkit::samples;

use crate::support;

fn row(number: usize) -> PayoutRequest {
    // One in a hundred goes to an unknown bank.
    let bank = if number % 100 == 99 {
        "9999"
    } else {
        mpandco::BANK_CODES[0]
    };
    let account = format!("{bank}{number:016}");
    let amount = Money::from_minor(i64::try_from(number + 1).unwrap(), Currency::VES);
    let speed = if number.is_multiple_of(2) {
        PayoutSpeed::Standard
    } else {
        PayoutSpeed::Instant
    };
    PayoutRequest::new(
        format!("ROW-{number}").as_str(),
        amount,
        "Ana Ejemplo",
        "V19123456",
        account,
    )
    .with_speed(speed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_of_ten_thousand_payouts_sends_each_row_once() {
    const ROWS: usize = 10_000;
    let simulator = Simulator::start().await.unwrap();
    let client = support::mpandco(&simulator);
    let payouts = client.payouts().unwrap();
    let mut sent = std::pin::pin!(payouts.send_payouts((0..ROWS).map(row), 32));
    let (mut accepted, mut rejected) = (0, 0);
    while let Some((number, result)) = sent.next().await {
        match result {
            Ok(payout) => {
                assert_eq!(payout.reference.unwrap(), *row(number).reference());
                accepted += 1;
            }
            Err(error) => {
                assert_eq!(number % 100, 99, "{error}");
                assert_eq!(error.outcome(), Outcome::Rejected);
                rejected += 1;
            }
        }
    }
    assert_eq!((accepted, rejected), (ROWS - ROWS / 100, ROWS / 100));
    let held = simulator.mpandco().payouts();
    assert_eq!(held.len(), accepted);
    let ledger = simulator.mpandco().ledger();
    assert_eq!(ledger.len(), accepted, "no reference was paid twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_history_of_two_thousand_payments_streams_newest_first() {
    const PAYMENTS: usize = 2_000;
    let simulator = Simulator::start().await.unwrap();
    let client = support::mpandco(&simulator);
    let shop = "https://shop.example/".parse().unwrap();
    let mut created = Vec::new();
    for _ in 0..PAYMENTS {
        let payment = client
            .create_payment(&samples::payment(&shop))
            .await
            .unwrap();
        created.push(payment.id().clone());
    }
    created.reverse();
    let streamed: Vec<_> = client
        .payments()
        .map_ok(|entry| entry.readable().unwrap().id().clone())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(streamed, created);
}
