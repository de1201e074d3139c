//! The template provider of the guide, against its own service: the traits fit a service of another
//! kind, with idempotency keys, refunds, vouchers, stored cards and signed webhooks.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../../crates/payments-core/examples/checkout.rs"]
#[allow(
    dead_code,
    reason = "only the checkout is used, not the providers of the example"
)]
mod checkout;
#[path = "../../crates/payments-kit/src/guide/harness.rs"]
mod conformance;
#[path = "../../crates/payments-kit/src/guide/template.rs"]
#[allow(
    unreachable_pub,
    reason = "it is public in the crate that it is copied to"
)]
mod provider;
#[path = "../../crates/payments-kit/src/guide/server.rs"]
mod server;

use payments_core::{
    AttemptKey, Currency, ErrorKind, Expected, MethodKind, Money, NextAction, Outcome, Payment,
    PaymentMethod, PaymentProvider, PaymentProviderExt, PaymentRequest, PaymentStatus, Provider,
    RefundRequest, Resolution, Settlement, Webhook,
};
use payments_kit::http::ClientConfig;
use payments_testkit::samples;

use crate::conformance::{client, order};
use crate::provider::SIGNATURE;
use crate::server::{POOR_CARD, Server, WEBHOOK_KEY};

fn cash(reference: &str) -> PaymentRequest {
    let mut customer = Box::new(samples::customer());
    customer.document = "MALM800101HJCRNS09".into();
    let method = PaymentMethod::Cash {
        store: None,
        customer,
    };
    order(reference, "").with_method(method)
}

#[tokio::test]
async fn the_checkout_of_the_example_needs_no_change() {
    let server = Server::start().await;
    let template = client(&server, ClientConfig::new());
    let payer: checkout::Payer<'_> = Box::new(|payment| {
        payment.next_action()?.voucher()?;
        server.pay(payment.id().as_str());
        None
    });
    checkout::check_out(&template, &payer, "ORDER-1")
        .await
        .unwrap();
    // With a stored card, and in cash.
    assert_eq!(server.books.lock().unwrap().payments.len(), 2);
}

#[tokio::test]
async fn a_voucher_is_settled_by_a_signed_webhook_and_by_no_other() {
    let server = Server::start().await;
    let template = client(&server, ClientConfig::new());
    let created = template.create_payment(&cash("ORDER-1")).await.unwrap();
    let voucher = created.next_action().and_then(NextAction::voucher).unwrap();
    assert_eq!(voucher.reference, "voucher-0");
    let amount = created.amount().unwrap();
    let expected = Expected::new(created.id(), "ORDER-1", amount);
    let pending = template.settle(&expected, None).await.unwrap();
    assert!(matches!(pending, Settlement::Pending(_)), "{pending:?}");

    server.pay(created.id().as_str());
    let body = format!(r#"{{"payment":"{}"}}"#, created.id());
    let (key, now) = (WEBHOOK_KEY.into(), template.clock().now());
    let replayed = SIGNATURE.sign(&key, now - time::Duration::HOUR, body.as_str());
    let forged = SIGNATURE.sign(&"another key".into(), now, body.as_str());
    let foreign = SIGNATURE.sign(&key, now, r#"{"payment":"pay-7"}"#);
    let unsigned = Webhook::new(body.as_str());
    for bad in [replayed, forged, foreign, unsigned] {
        let error = template
            .settle(&expected, Some(&bad.into()))
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Mismatch, Outcome::NotSent)
        );
    }
    let good = SIGNATURE.sign(&key, now, body.as_str());
    // It was under way for minutes, or comes twice.
    let slow = SIGNATURE.sign(&key, now - time::Duration::minutes(4), body.as_str());
    for good in [good.clone(), good, slow] {
        let good = good.into();
        let settled = template.settle(&expected, Some(&good)).await.unwrap();
        assert!(settled.is_paid(), "{settled:?}");
    }
}

#[tokio::test]
async fn calls_with_one_key_charge_once() {
    let server = Server::start().await;
    let template = client(&server, ClientConfig::new());
    let keyed = order("ORDER-1", "tok-good").with_attempt_key(AttemptKey::new("attempt-1"));
    let first = template.create_payment(&keyed).await.unwrap();
    assert_eq!(template.create_payment(&keyed).await.unwrap(), first);
    assert_eq!(server.books.lock().unwrap().payments.len(), 1);
    let again = template.create_payment(&order("ORDER-1", "tok-good")).await;
    let error = again.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DuplicateReference);
    assert!(
        error.to_string().contains("find_payment(\"ORDER-1\")"),
        "{error}"
    );
}

#[tokio::test]
async fn a_decline_has_a_reason_and_is_an_error() {
    let server = Server::start().await;
    let template = client(&server, ClientConfig::new());
    let error = template
        .create_payment(&order("ORDER-1", POOR_CARD))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Declined, Outcome::Rejected)
    );
    assert!(error.decline().unwrap().retryable);
    assert!(error.recourse().is_none());
}

#[tokio::test]
async fn payments_are_refunded_in_parts_and_refunds_resolved() {
    let server = Server::start().await;
    let template = client(&server, ClientConfig::new());
    let paid = template
        .create_payment(&order("ORDER-1", "tok-good"))
        .await
        .unwrap();
    let part = Money::from_minor(50, Currency::MXN);
    let request = RefundRequest::partial(paid.id(), "REFUND-1", part);
    let refund = template.refund_payment(&request).await.unwrap();
    assert_eq!(refund.amount, Some(part));
    let payment = template.get_payment(paid.id()).await.unwrap();
    assert_eq!(*payment.status(), PaymentStatus::PartiallyRefunded);
    assert_eq!(payment.refunded(), Some(part));
    let long_ago = time::OffsetDateTime::UNIX_EPOCH;
    let found = template.resolve_refund(&"REFUND-1".into(), long_ago).await;
    assert_eq!(found.happened(), Some(refund));
    let absent = template.resolve_refund(&"REFUND-2".into(), long_ago).await;
    assert!(matches!(absent, Resolution::DidNotHappen), "{absent:?}");
}

#[tokio::test]
async fn an_id_with_a_slash_reaches_no_other_endpoint() {
    let server = Server::start().await;
    let template = client(&server, ClientConfig::new());
    let paid: Payment = template
        .create_payment(&order("ORDER-1", "tok-good"))
        .await
        .unwrap();
    let id = format!("{}/refunds", paid.id());
    let error = template.get_payment(&id.as_str().into()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_card_is_stored_charged_and_deleted() {
    let server = Server::start().await;
    let template = client(&server, ClientConfig::new());
    let vault = template.vault().unwrap();
    let (number, expiry) = (
        samples::card_number(),
        payments_core::CardExpiry::new(9, 2039),
    );
    let card = payments_core::Card::new(number, expiry);
    let stored = vault.store_card(&card, &samples::customer()).await.unwrap();
    assert_eq!(stored.card.last_four(), Some("1111"));
    let paid = template
        .create_payment(&order("ORDER-1", stored.token.expose()))
        .await;
    assert!(paid.unwrap().status().is_paid());
    vault.delete_card(&stored).await.unwrap();
    let error = vault.delete_card(&stored).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_method_that_the_service_does_not_take_is_a_violation() {
    let server = Server::start().await;
    let template = client(&server, ClientConfig::new());
    let request = order("ORDER-1", "").with_method(PaymentMethod::ProviderPage);
    let error = template.create_payment(&request).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(error.violations()[0].field(), "method");
    assert!(
        template
            .capabilities()
            .method(MethodKind::ProviderPage)
            .is_none()
    );
}

/// A client to which the service responds with this.
async fn responding(status: u16, body: &str) -> (Server, provider::Template) {
    let server = Server::start().await;
    let status = http::StatusCode::from_u16(status).unwrap();
    let canned = payments_testkit::Canned::returning(status, "application/json", body);
    let template = client(&server, ClientConfig::new().with_transport(canned));
    (server, template)
}

#[tokio::test]
async fn a_response_about_another_refund_is_a_mismatch() {
    let part = Money::from_minor(5_000, Currency::MXN);
    let request = RefundRequest::partial("pay-1", "REFUND-1", part);
    for (payment, reference, amount, kind) in [
        ("pay-2", "REFUND-1", "50.00", Some(ErrorKind::Mismatch)),
        ("pay-1", "REFUND-2", "50.00", Some(ErrorKind::Mismatch)),
        ("pay-1", "REFUND-1", "5000", Some(ErrorKind::Mismatch)),
        ("pay-1", "REFUND-1", "50.00", None),
    ] {
        let body = format!(
            r#"{{"id":"r-1","payment":"{payment}","reference":"{reference}",
                "amount":"{amount}","currency":"MXN"}}"#
        );
        let (_server, template) = responding(200, &body).await;
        let refunded = template.refund_payment(&request).await;
        let found = refunded.err().map(|error| (error.kind(), error.outcome()));
        assert_eq!(found, kind.map(|kind| (kind, Outcome::Unknown)), "{body}");
    }
}

#[tokio::test]
async fn only_a_documented_code_under_its_status_proves_that_nothing_was_done() {
    for (status, body, outcome) in [
        (
            404,
            r#"{"error":{"code":"not_found","message":"x"}}"#,
            Outcome::Rejected,
        ),
        (
            422,
            r#"{"error":{"code":"not_found","message":"x"}}"#,
            Outcome::Unknown,
        ),
        (
            404,
            r#"{"error":{"code":"gone","message":"x"}}"#,
            Outcome::Unknown,
        ),
        (404, "<html>", Outcome::Unknown),
    ] {
        let (_server, template) = responding(status, body).await;
        let created = template.create_payment(&order("ORDER-1", "tok-good")).await;
        assert_eq!(created.unwrap_err().outcome(), outcome, "{status} {body}");
    }
}
