use payments_core::{CardExpiry, Currency, Error, ErrorKind, Outcome, PageToken};
use time::macros::datetime;
use url::Url;

use super::*;
use crate::SimClock;
use crate::samples;

fn provider() -> InMemoryProvider {
    InMemoryProvider::new().with_clock(SimClock::fixed(datetime!(2026-03-04 05:06 UTC)))
}

fn request() -> PaymentRequest {
    samples::payment(&Url::parse("https://shop.example/").unwrap())
}

async fn created(provider: &InMemoryProvider) -> PaymentId {
    let payment = provider.create_payment(&request()).await.unwrap();
    payment.id().clone()
}

async fn approved(provider: &InMemoryProvider) -> Confirmation {
    let id = created(provider).await;
    let payer = provider.approve(&id).unwrap();
    Confirmation::by_payer(id.as_str(), payer.as_str())
}

fn assert_rejected(result: Result<Payment>, kind: ErrorKind) -> Error {
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (kind, Outcome::Rejected));
    error
}

#[tokio::test]
async fn a_payment_goes_from_its_creation_to_its_void() {
    let provider = provider();
    let payment = provider.create_payment(&request()).await.unwrap();
    assert_eq!(payment.id().as_str(), "MEM-1");
    assert_eq!(*payment.status(), PaymentStatus::AwaitingApproval);
    assert_eq!(
        payment.amount(),
        Some(Money::from_minor(2_000, Currency::VES))
    );
    assert_eq!(payment.reference(), Some(&"ORDER-1".into()));
    assert_eq!(payment.description(), Some("Two coffees"));
    assert_eq!(
        payment.created_at().unwrap().to_string(),
        "2026-03-04T05:06:00+00:00[UTC]"
    );
    let page = payment.next_action().unwrap().redirect_url().unwrap();
    assert_eq!(page.as_str(), "https://approve.example/MEM-1");

    let payer = provider.approve(payment.id()).unwrap();
    let approved = provider.get_payment(payment.id()).await.unwrap();
    assert_eq!(*approved.status(), PaymentStatus::Approved);
    assert_eq!(approved.payer(), Some(&payer));
    assert_eq!(approved.next_action(), None);
    assert_eq!(approved.receipt(), None);

    let confirmation = Confirmation::by_payer(payment.id().as_str(), payer.as_str());
    let paid = provider.confirm_payment(&confirmation).await.unwrap();
    assert!(paid.status().is_paid());
    assert_eq!(paid.receipt(), Some("RECEIPT-OF-MEM-1"));

    let voided = provider.void_payment(payment.id()).await.unwrap();
    assert_eq!(*voided.status(), PaymentStatus::Voided);
    assert_eq!(provider.get_payment(payment.id()).await.unwrap(), voided);
}

#[tokio::test]
async fn a_payment_is_confirmed_once() {
    let provider = provider();
    let confirmation = approved(&provider).await;
    provider.confirm_payment(&confirmation).await.unwrap();
    let error = assert_rejected(
        provider.confirm_payment(&confirmation).await,
        ErrorKind::Refused,
    );
    insta::assert_snapshot!(error, @"in_memory confirm_payment: the provider refused the call: the payment must be Approved and is Paid. The provider did not do it: no money moved");
}

#[tokio::test]
async fn only_the_approving_payer_confirms_a_payment() {
    let provider = provider();
    let id = created(&provider).await;
    let early = Confirmation::by_payer(id.as_str(), "PAYER-OF-MEM-1");
    assert_rejected(provider.confirm_payment(&early).await, ErrorKind::Refused);
    provider.approve(&id).unwrap();
    let other = Confirmation::by_payer(id.as_str(), "somebody");
    assert_rejected(provider.confirm_payment(&other).await, ErrorKind::Refused);
    provider.confirm_payment(&early).await.unwrap();
}

#[tokio::test]
async fn a_declined_payment_is_final() {
    let provider = provider();
    let confirmation = approved(&provider).await;
    provider.decline_next_payment();
    let declined = provider.confirm_payment(&confirmation).await;
    assert_rejected(declined, ErrorKind::Declined);
    let payment = provider.get_payment(confirmation.payment()).await.unwrap();
    assert_eq!(*payment.status(), PaymentStatus::Declined);
    let again = provider.confirm_payment(&confirmation).await;
    assert_rejected(again, ErrorKind::Refused);
    let next = approved(&provider).await;
    assert!(provider.confirm_payment(&next).await.is_ok());
}

#[tokio::test]
async fn only_a_paid_payment_is_voided_and_only_once() {
    let provider = provider();
    let confirmation = approved(&provider).await;
    let id = confirmation.payment();
    assert_rejected(provider.void_payment(id).await, ErrorKind::Refused);
    provider.confirm_payment(&confirmation).await.unwrap();
    provider.void_payment(id).await.unwrap();
    assert_rejected(provider.void_payment(id).await, ErrorKind::Refused);
}

#[tokio::test]
async fn a_cancelled_payment_cannot_proceed() {
    let provider = provider();
    let id = created(&provider).await;
    assert!(provider.cancel(&id));
    assert!(!provider.cancel(&id));
    assert_eq!(provider.approve(&id), None);
    let payment = provider.get_payment(&id).await.unwrap();
    assert_eq!(*payment.status(), PaymentStatus::Cancelled);

    let confirmation = approved(&provider).await;
    assert_eq!(provider.approve(confirmation.payment()), None);
    assert!(provider.cancel(confirmation.payment()));
    assert_rejected(
        provider.confirm_payment(&confirmation).await,
        ErrorKind::Refused,
    );
    assert!(!provider.cancel(&"MEM-9".into()));
}

#[tokio::test]
async fn an_unknown_payment_is_not_found() {
    let provider = provider();
    let id = "MEM-1".into();
    assert_rejected(provider.get_payment(&id).await, ErrorKind::NotFound);
    assert_rejected(provider.void_payment(&id).await, ErrorKind::NotFound);
    let confirmation = Confirmation::by_payer("MEM-1", "somebody");
    assert_rejected(
        provider.confirm_payment(&confirmation).await,
        ErrorKind::NotFound,
    );
    assert_eq!(provider.approve(&id), None);
    let found = provider.find_payment(&"ORDER-1".into()).await.unwrap();
    assert!(found.matches().is_empty() && found.is_complete());
}

#[tokio::test]
async fn a_reference_used_twice_is_found_twice() {
    let provider = provider();
    created(&provider).await;
    created(&provider).await;
    let found = provider.find_payment(&"ORDER-1".into()).await.unwrap();
    let ids: Vec<&str> = found.matches().iter().map(|p| p.id().as_str()).collect();
    assert_eq!(ids, ["MEM-2", "MEM-1"]);
}

#[tokio::test]
async fn all_violations_of_a_request_are_listed() {
    let amount = Money::from_minor(100, "EUR".parse().unwrap());
    let request = PaymentRequest::new(" ", amount);
    let error = provider().create_payment(&request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.outcome(), Outcome::NotSent);
    let violations: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    assert_eq!(
        violations,
        [
            "reference: must hold printable ASCII characters only, without blanks at its ends",
            "return_urls: must say where the payer comes back to",
            "amount: must be in MXN, USD or VES",
        ]
    );
    let error = provider().get_payment(&"".into()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
}

#[tokio::test]
async fn pages_hold_while_payments_are_added() {
    let provider = provider().with_page_size(2);
    for _ in 0..5 {
        created(&provider).await;
    }
    let mut listed = Vec::new();
    let mut request = PageRequest::first();
    loop {
        let page = provider.list_payments(&request).await.unwrap();
        assert!(page.items.len() <= 2);
        listed.extend(page.items.iter().map(|p| p.id().to_string()));
        created(&provider).await;
        match page.next {
            Some(token) => request = PageRequest::after(token),
            None => break,
        }
    }
    assert_eq!(listed, ["MEM-5", "MEM-4", "MEM-3", "MEM-2", "MEM-1"]);
    let first = provider.list_payments(&PageRequest::first()).await.unwrap();
    assert_eq!(first.total, Some(8));
}

#[tokio::test]
async fn a_foreign_page_token_is_refused() {
    let elsewhere = PageRequest::after(PageToken::new("two"));
    let error = provider().list_payments(&elsewhere).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.violations()[0].field(), "page");
}

#[tokio::test]
async fn subscriptions_and_payouts_are_reached_through_the_payments() {
    let provider: Box<dyn PaymentProvider> = Box::new(provider());
    assert!(provider.recurring().is_some());
    assert!(provider.payouts().is_some());
}

#[tokio::test]
async fn a_payment_is_refunded_in_parts_and_never_beyond_its_amount() {
    let provider = provider();
    let confirmation = approved(&provider).await;
    let id = confirmation.payment().clone();
    let part = |reference: &str, units| {
        RefundRequest::partial(&id, reference, Money::from_minor(units, Currency::VES))
    };
    let early = provider.refund_payment(&part("R-0", 500)).await;
    assert_eq!(early.unwrap_err().kind(), ErrorKind::Refused);
    provider.confirm_payment(&confirmation).await.unwrap();

    let first = provider.refund_payment(&part("R-1", 500)).await.unwrap();
    assert_eq!(first.amount, Some(Money::from_minor(500, Currency::VES)));
    let payment = provider.get_payment(&id).await.unwrap();
    assert_eq!(*payment.status(), PaymentStatus::PartiallyRefunded);
    let beyond = provider.refund_payment(&part("R-2", 1_501)).await;
    assert_eq!(beyond.unwrap_err().kind(), ErrorKind::Refused);
    let rest = RefundRequest::full(&id, "R-3");
    let rest = provider.refund_payment(&rest).await.unwrap();
    assert_eq!(rest.amount, Some(Money::from_minor(1_500, Currency::VES)));
    let payment = provider.get_payment(&id).await.unwrap();
    assert_eq!(*payment.status(), PaymentStatus::Refunded);
    assert_eq!(payment.refunded(), payment.amount());

    let found = provider.find_refund(&"R-1".into()).await.unwrap();
    assert_eq!(found.matches(), [first]);
    let found = provider.find_refund(&"R-2".into()).await.unwrap();
    assert!(found.matches().is_empty() && found.is_complete());
}

#[tokio::test]
async fn an_order_is_settled_once_however_it_comes_back() {
    let provider = provider();
    let amount = Money::from_minor(2_000, Currency::VES);
    let id = created(&provider).await;
    let expected = Expected::new(&id, "ORDER-1", amount);
    let settled = provider.settle(&expected, None).await.unwrap();
    assert!(matches!(settled, Settlement::Pending(_)), "{settled:?}");
    provider.approve(&id).unwrap();
    let dearer = Expected::new(&id, "ORDER-1", Money::from_minor(2_001, Currency::VES));
    let error = provider.settle(&dearer, None).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Mismatch, Outcome::NotSent)
    );
    let settled = provider.settle(&expected, None).await.unwrap();
    assert!(matches!(settled, Settlement::Paid(_)), "{settled:?}");
    let settled = provider.settle(&expected, None).await.unwrap();
    assert!(matches!(settled, Settlement::AlreadyPaid(_)), "{settled:?}");
}

#[tokio::test]
async fn a_stored_card_is_deleted_once() {
    let provider = provider();
    let card = Card::new(samples::card_number(), CardExpiry::new(9, 2031));
    let stored = provider
        .store_card(&card, &samples::customer())
        .await
        .unwrap();
    assert_eq!(stored.card.last_four(), Some("1111"));
    provider.delete_card(&stored).await.unwrap();
    let error = provider.delete_card(&stored).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}
