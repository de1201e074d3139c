//! Listings as streams, and payouts in batches.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::{StreamExt, TryStreamExt};
use payments_core::ext::entries;
use payments_core::{
    Capabilities, Clock, Currency, Entry, Environment, Error, ErrorKind, Money, Operation, Outcome,
    Page, PageRequest, PageToken, Payment, PaymentId, PaymentProvider, PaymentProviderExt,
    PaymentStatus, Payout, PayoutId, PayoutProvider, PayoutProviderExt, PayoutRequest,
    PayoutStatus, Provider, ProviderName, Result, SystemClock,
};

const NAME: ProviderName = ProviderName::new("example");

/// Lists `pages` pages of two payments; what follows the last page is `after`.
#[derive(Debug, Default)]
struct Example {
    pages: usize,
    after: After,
    asked: AtomicUsize,
    under_way: AtomicUsize,
    most_under_way: AtomicUsize,
}

#[derive(Debug, Default)]
enum After {
    #[default]
    Nothing,
    Failure,
    /// The page of this number again.
    Page(usize),
}

impl Provider for Example {
    fn name(&self) -> ProviderName {
        NAME
    }

    fn environment(&self) -> Environment {
        Environment::Sandbox
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::new(&[Operation::LIST_PAYMENTS, Operation::SEND_PAYOUT], &[])
    }

    fn settle_time(&self) -> Duration {
        Duration::ZERO
    }

    fn clock(&self) -> &dyn Clock {
        &SystemClock
    }
}

fn lost(operation: Operation) -> Error {
    Error::new(NAME, operation, ErrorKind::Timeout, Outcome::Unknown)
}

#[async_trait]
impl PaymentProvider for Example {
    async fn list_payments(&self, request: &PageRequest) -> Result<Page<Payment>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let page: usize = request
            .token()
            .map_or(0, |token| token.as_str().parse().unwrap());
        let next = match (&self.after, page + 1 < self.pages) {
            (_, true) => Some(page + 1),
            (After::Nothing, false) => None,
            (After::Failure, false) => return Err(lost(Operation::LIST_PAYMENTS)),
            (After::Page(earlier), false) => Some(*earlier),
        };
        let payment = |half| {
            let id = PaymentId::new(format!("{page}.{half}"));
            let amount = Money::zero(Currency::MXN);
            Payment::new(id, PaymentStatus::Paid, amount)
        };
        Ok(Page::new(vec![payment(1), payment(2)])
            .with_next(next.map(|page| PageToken::new(page.to_string()))))
    }
}

#[async_trait]
impl PayoutProvider for Example {
    async fn send_payout(&self, request: &PayoutRequest) -> Result<Payout> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let now = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_under_way.fetch_max(now, Ordering::SeqCst);
        tokio::task::yield_now().await;
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        if request.reference().as_str().ends_with('7') {
            return Err(lost(Operation::SEND_PAYOUT));
        }
        Ok(Payout::new(
            PayoutId::new(request.reference().as_str()),
            PayoutStatus::Accepted,
        )
        .with_reference(Some(request.reference().clone())))
    }
}

fn listing(pages: usize, after: After) -> Example {
    Example {
        pages,
        after,
        ..Example::default()
    }
}

#[tokio::test]
async fn a_stream_gives_every_entry_once_and_in_order() {
    let example = listing(3, After::Nothing);
    let provider: &dyn PaymentProvider = &example;
    let payments: Vec<Payment> = provider
        .payments()
        .map_ok(|entry| entry.readable().unwrap())
        .try_collect()
        .await
        .unwrap();
    let ids: Vec<&str> = payments
        .iter()
        .map(|payment| payment.id().as_str())
        .collect();
    assert_eq!(ids, ["0.1", "0.2", "1.1", "1.2", "2.1", "2.2"]);
    assert_eq!(example.asked.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_page_is_fetched_when_it_is_needed() {
    let example = listing(3, After::Nothing);
    let mut payments = pin!(example.payments());
    for _ in 0..2 {
        payments.next().await.unwrap().unwrap();
    }
    assert_eq!(example.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_error_comes_after_what_was_good_and_ends_the_stream() {
    let example = listing(2, After::Failure);
    let entries: Vec<Result<Entry<Payment>>> = example.payments().collect().await;
    assert_eq!(entries.len(), 3);
    let error = entries.last().unwrap().as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn a_listing_that_goes_round_in_circles_is_an_error() {
    for earlier in [0, 3, 6] {
        let example = listing(7, After::Page(earlier));
        let entries: Vec<Result<Entry<Payment>>> = example.payments().collect().await;
        let error = entries.last().unwrap().as_ref().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnreadableResponse);
        assert!(example.asked.load(Ordering::SeqCst) < 40);
    }
}

#[tokio::test]
async fn a_listing_of_empty_pages_without_an_end_is_an_error() {
    let fetched = AtomicUsize::new(0);
    let endless = entries(NAME, Operation::LIST_PAYMENTS, |_| async {
        let number = fetched.fetch_add(1, Ordering::Relaxed);
        let page: Page<Payment> = Page::default();
        Ok(page.with_next(Some(PageToken::new(number.to_string()))))
    });
    let error = pin!(endless).try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnreadableResponse);
    assert_eq!(fetched.load(Ordering::Relaxed), 100_000);
}

fn row(number: usize) -> PayoutRequest {
    let amount = Money::from_minor(100, Currency::VES);
    PayoutRequest::new(format!("ROW-{number}").as_str(), amount, "n", "d", "a")
}

#[tokio::test]
async fn each_row_of_a_batch_is_sent_once_whatever_came_of_the_others() {
    let example = Example::default();
    let mut results: Vec<(usize, Result<Payout>)> =
        example.send_payouts((0..100).map(row), 8).collect().await;
    results.sort_by_key(|(row, _)| *row);
    assert_eq!(example.asked.load(Ordering::SeqCst), 100);
    for (number, (row, result)) in results.iter().enumerate() {
        assert_eq!(*row, number);
        match result {
            Ok(payout) => assert_eq!(payout.id.as_str(), format!("ROW-{number}")),
            Err(error) => {
                assert_eq!(number % 10, 7);
                assert_eq!(error.outcome(), Outcome::Unknown);
            }
        }
    }
}

#[tokio::test]
async fn no_more_rows_are_under_way_than_asked_for() {
    for (in_flight, expected) in [(0, 1), (1, 1), (8, 8), (1000, 100)] {
        let example = Example::default();
        let sent = example.send_payouts((0..100).map(row), in_flight);
        assert_eq!(sent.count().await, 100);
        assert_eq!(example.most_under_way.load(Ordering::SeqCst), expected);
    }
}
