//! Settling an order by looking its payment up.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use payments_core::{
    Capabilities, Clock, Confirmation, Currency, Environment, Error, ErrorKind, Expected, Lookup,
    MerchantReference, Money, Operation, Outcome, Payment, PaymentId, PaymentProvider,
    PaymentStatus, Provider, ProviderName, Result, Settlement, SystemClock, Webhook,
};

const NAME: ProviderName = ProviderName::new("example");

const SHOWS: &[Operation] = &[Operation::GET_PAYMENT, Operation::CONFIRM_PAYMENT];

/// A service whose payments a test gives. It shows a list of them in turn, and the last one from then on.
struct Service {
    operations: &'static [Operation],
    shown: Mutex<VecDeque<Payment>>,
    listed: Vec<Payment>,
    confirms: Option<Result<Payment>>,
    confirmations: Mutex<Vec<Confirmation>>,
}

impl Service {
    fn showing(payments: impl IntoIterator<Item = Payment>) -> Self {
        Self {
            operations: SHOWS,
            shown: Mutex::new(payments.into_iter().collect()),
            listed: Vec::new(),
            confirms: None,
            confirmations: Mutex::default(),
        }
    }

    async fn settled(&self) -> Result<Settlement> {
        self.settle(&expected(), None).await
    }

    fn confirmed(&self) -> usize {
        self.confirmations.lock().unwrap().len()
    }
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Service")
    }
}

impl Provider for Service {
    fn name(&self) -> ProviderName {
        NAME
    }

    fn environment(&self) -> Environment {
        Environment::Sandbox
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::new(self.operations, &[])
    }

    fn settle_time(&self) -> Duration {
        Duration::ZERO
    }

    fn clock(&self) -> &dyn Clock {
        &SystemClock
    }
}

#[async_trait]
impl PaymentProvider for Service {
    async fn get_payment(&self, _: &PaymentId) -> Result<Payment> {
        let mut shown = self.shown.lock().unwrap();
        match shown.len() {
            0 => Err(error(
                Operation::GET_PAYMENT,
                ErrorKind::Timeout,
                Outcome::Unknown,
            )),
            1 => Ok(shown[0].clone()),
            _ => Ok(shown.pop_front().unwrap()),
        }
    }

    async fn find_payment(&self, _: &MerchantReference) -> Result<Lookup<Payment>> {
        Ok(Lookup::complete(self.listed.clone()))
    }

    async fn confirm_payment(&self, confirmation: &Confirmation) -> Result<Payment> {
        self.confirmations
            .lock()
            .unwrap()
            .push(confirmation.clone());
        self.confirms.clone().expect("nothing is confirmed")
    }
}

fn error(operation: Operation, kind: ErrorKind, outcome: Outcome) -> Error {
    Error::new(NAME, operation, kind, outcome)
}

fn amount() -> Money {
    Money::from_minor(2_000, Currency::VES)
}

fn expected() -> Expected {
    Expected::new("P-1", "ORDER-1", amount())
}

fn payment(status: PaymentStatus) -> Payment {
    Payment::new("P-1".into(), status, amount()).with_reference(Some("ORDER-1".into()))
}

fn approved() -> Payment {
    payment(PaymentStatus::Approved).with_payer(Some("PAYER-1".into()))
}

#[tokio::test]
async fn every_state_of_a_payment_has_its_meaning_for_the_order() {
    type Of = fn(Payment) -> Settlement;
    let states: [(PaymentStatus, Of); 12] = [
        (PaymentStatus::Paid, Settlement::AlreadyPaid),
        (PaymentStatus::AwaitingApproval, Settlement::Pending),
        // No payer is named, so that nothing is confirmed.
        (PaymentStatus::Approved, Settlement::Pending),
        (PaymentStatus::Processing, Settlement::Pending),
        (PaymentStatus::Cancelled, Settlement::Cancelled),
        (PaymentStatus::Expired, Settlement::Cancelled),
        (PaymentStatus::Declined, Settlement::Cancelled),
        (PaymentStatus::Voided, Settlement::Returned),
        (PaymentStatus::Refunded, Settlement::Returned),
        (PaymentStatus::PartiallyRefunded, Settlement::Returned),
        (PaymentStatus::Disputed, Settlement::Returned),
        (PaymentStatus::Other("?".to_owned()), Settlement::Other),
    ];
    for (status, settlement) in states {
        let service = Service::showing([payment(status.clone())]);
        let settled = service.settled().await.unwrap();
        assert_eq!(settled, settlement(payment(status)));
        assert_eq!(service.confirmed(), 0);
    }
}

#[tokio::test]
async fn an_approved_payment_is_confirmed_for_the_order_by_the_payer_that_the_service_names() {
    let mut service = Service::showing([approved()]);
    service.confirms = Some(Ok(payment(PaymentStatus::Paid)));
    let settled = service.settled().await.unwrap();
    assert_eq!(settled, Settlement::Paid(payment(PaymentStatus::Paid)));
    let confirmations = service.confirmations.lock().unwrap().clone();
    let reference = MerchantReference::new("ORDER-1");
    assert_eq!(confirmations[0].payment().as_str(), "P-1");
    assert_eq!(confirmations[0].expected(), Some((&reference, amount())));
    assert_eq!(confirmations.len(), 1);

    // A service that confirms nothing charges by itself.
    let mut service = Service::showing([approved()]);
    service.operations = &[Operation::GET_PAYMENT];
    let settled = service.settled().await.unwrap();
    assert_eq!(settled, Settlement::Pending(approved()));
}

#[tokio::test]
async fn a_confirmation_that_another_callback_made_is_found_and_no_other_failure_is_hidden() {
    let paid = payment(PaymentStatus::Paid);
    let refused = error(
        Operation::CONFIRM_PAYMENT,
        ErrorKind::Refused,
        Outcome::Rejected,
    );
    let mut service = Service::showing([approved(), paid.clone()]);
    service.confirms = Some(Err(refused.clone()));
    let settled = service.settled().await.unwrap();
    assert_eq!(settled, Settlement::AlreadyPaid(paid.clone()));

    // It is not paid: the refusal is the result.
    let mut service = Service::showing([approved()]);
    service.confirms = Some(Err(refused));
    let kept = service.settled().await.unwrap_err();
    assert_eq!(
        (kept.kind(), kept.outcome()),
        (ErrorKind::Refused, Outcome::Rejected)
    );

    // The outcome of the confirmation is unknown, whatever is shown now.
    let mut service = Service::showing([approved(), paid]);
    let lost = error(
        Operation::CONFIRM_PAYMENT,
        ErrorKind::Timeout,
        Outcome::Unknown,
    );
    service.confirms = Some(Err(lost));
    let kept = service.settled().await.unwrap_err();
    assert_eq!(kept.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn a_payment_that_is_not_the_expected_one_settles_nothing_and_moves_no_money() {
    let base = |id: &str, reference: Option<&str>, amount: Option<Money>| {
        let reference = reference.map(MerchantReference::new);
        Payment::new(id.into(), PaymentStatus::Approved, amount)
            .with_reference(reference)
            .with_payer(Some("PAYER-1".into()))
    };
    let dollars = Money::from_minor(2_000, Currency::USD);
    for other in [
        base("P-2", Some("ORDER-1"), Some(amount())),
        base("P-1", Some("ORDER-2"), Some(amount())),
        base("P-1", None, Some(amount())),
        base(
            "P-1",
            Some("ORDER-1"),
            Some(Money::from_minor(2_001, Currency::VES)),
        ),
        base("P-1", Some("ORDER-1"), Some(dollars)),
        base("P-1", Some("ORDER-1"), None),
    ] {
        let service = Service::showing([other.clone()]);
        let error = service.settled().await.unwrap_err();
        let found = (error.kind(), error.outcome(), error.operation());
        let mismatch = (
            ErrorKind::Mismatch,
            Outcome::NotSent,
            Operation::SETTLE_PAYMENT,
        );
        assert_eq!(found, mismatch, "{other:?}");
        assert_eq!(
            (error.violations().len(), service.confirmed()),
            (1, 0),
            "{other:?}"
        );
    }
}

#[tokio::test]
async fn where_no_call_shows_a_payment_it_is_found_by_its_reference_and_told_by_its_id() {
    let mut service = Service::showing([]);
    service.operations = &[Operation::FIND_PAYMENT];
    let other = Payment::new("P-0".into(), PaymentStatus::Declined, amount());
    service.listed = vec![
        other.with_reference(Some("ORDER-1".into())),
        payment(PaymentStatus::Paid),
    ];
    let settled = service.settled().await.unwrap();
    assert_eq!(
        settled,
        Settlement::AlreadyPaid(payment(PaymentStatus::Paid))
    );
    service.listed.pop();
    let error = service.settled().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.operation(), Operation::SETTLE_PAYMENT);
}

#[tokio::test]
async fn a_look_up_that_fails_settles_nothing_and_moved_no_money() {
    let service = Service::showing([]);
    let error = service.settled().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Timeout, Outcome::NotSent)
    );
    for expected in [
        Expected::new("", "ORDER-1", amount()),
        Expected::new("P-1", "", amount()),
        Expected::new("P-1", "ORDER-1", Money::zero(Currency::VES)),
        Expected::new("P-1", "ORDER-1", Money::from_minor(-1, Currency::VES)),
    ] {
        let service = Service::showing([payment(PaymentStatus::Paid)]);
        let error = service.settle(&expected, None).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{expected:?}");
    }
}

#[test]
fn a_header_of_a_webhook_is_found_in_any_letter_case() {
    let webhook = Webhook::new("")
        .with_header("X-Signature", "a")
        .with_header("Other", "b");
    assert_eq!(webhook.header("x-signature"), Some("a"));
    assert_eq!(webhook.header("OTHER"), Some("b"));
    assert_eq!(webhook.header("signature"), None);
}

#[test]
fn a_refund_needs_a_payment_a_reference_and_an_amount_above_zero() {
    use payments_core::{RefundRequest, Violations};

    let fields = |request: RefundRequest| {
        let mut violations = Violations::new();
        request.check(&mut violations);
        let fields = violations.iter().map(|one| one.field().to_owned());
        fields.collect::<Vec<_>>()
    };
    assert_eq!(fields(RefundRequest::full("P-1", "R-1")), [""; 0]);
    assert_eq!(fields(RefundRequest::full("", "R-1")), ["payment"]);
    assert_eq!(fields(RefundRequest::full("P-1", "")), ["reference"]);
    for minor in [0, -1] {
        let amount = Money::from_minor(minor, Currency::VES);
        assert_eq!(
            fields(RefundRequest::partial("P-1", "R-1", amount)),
            ["amount"]
        );
    }
}
