//! Cash orders: how responses are read, and what is never taken for a payment.

use http::StatusCode;
use payments_core::{
    Callback, Currency, ErrorKind, Expected, MerchantReference, MethodKind, Money, NextAction,
    Operation, Outcome, Payment, PaymentId, PaymentMethod, PaymentProvider, PaymentRequest,
    PaymentStatus, Provider, Recourse, Result, Settlement, Webhook, WebhookTrust,
};
use payments_kit::http::HttpTransport;
use payments_testkit::{Canned, Replay, samples};
use provider_pagofacil::{CashStore, Encoding, Hosts, PagoFacil, SandboxKeys};

use crate::support::{api_secret, config, offline};

const ID: &str = "CASH0000000001";

/// A client that takes cash orders.
pub(crate) fn client(transport: impl HttpTransport) -> PagoFacil {
    let keys = SandboxKeys::new(samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
    PagoFacil::sandbox(keys.with_api_secret(api_secret()))
        .with_cash_orders()
        .with_encoding(Encoding::FormJson)
        .with_client(config(transport))
        .build()
        .unwrap()
}

/// An order of 150.50 pesos at a store.
pub(crate) fn order(store: Option<&str>) -> PaymentRequest {
    let customer = Box::new(samples::customer());
    PaymentRequest::new("ORDER-1", price())
        .with_description("Camara fotografica")
        .with_method(PaymentMethod::Cash {
            store: store.map(str::to_owned),
            customer,
        })
}

fn price() -> Money {
    Money::from_minor(15_050, Currency::MXN)
}

fn replaying(exchange: &str) -> (PagoFacil, Replay) {
    let replay = Replay::of(&[&format!("pagofacil/{exchange}")]).unwrap();
    (client(replay.clone()), replay)
}

async fn opened(case: &str) -> Result<Payment> {
    let (client, replay) = replaying(&format!("create_payment/{case}"));
    let result = client
        .create_payment(&order(Some(CashStore::SEVEN_ELEVEN)))
        .await;
    replay.finish().unwrap();
    result
}

async fn got(case: &str) -> Result<Payment> {
    let (client, replay) = replaying(&format!("get_payment/{case}"));
    let result = client.get_payment(&PaymentId::new(ID)).await;
    replay.finish().unwrap();
    result
}

fn responding(body: &str) -> PagoFacil {
    client(Canned::returning(StatusCode::OK, "application/json", body))
}

async fn received(body: &str) -> Result<Payment> {
    responding(body)
        .create_payment(&order(Some(CashStore::SEVEN_ELEVEN)))
        .await
}

#[tokio::test]
async fn a_new_order_is_a_voucher_and_no_payment() {
    let payment = opened("cash_opened").await.unwrap();
    insta::assert_debug_snapshot!("cash_opened", payment);
    let Some(NextAction::ShowVoucher(voucher)) = payment.next_action() else {
        panic!("{payment:?}");
    };
    // What the buyer pays, with the fee of the store; the price is that of the order.
    assert_eq!(
        voucher.amount,
        Some(Money::from_minor(16_250, Currency::MXN))
    );
    assert_eq!(payment.amount(), Some(price()));
    assert!(!payment.status().is_paid());
}

#[tokio::test]
async fn numbers_may_be_texts_and_texts_numbers_and_an_unreadable_expiry_is_kept_as_it_is() {
    let payment = opened("cash_opened_in_texts").await.unwrap();
    let voucher = payment.next_action().and_then(NextAction::voucher).unwrap();
    assert_eq!(
        voucher.amount,
        Some(Money::from_minor(16_250, Currency::MXN))
    );
    assert_eq!((voucher.expires_at, payment.expires_at()), (None, None));
    let pay_before = ("pay before".to_owned(), "18 de septiembre".to_owned());
    assert!(voucher.details.contains(&pay_before), "{voucher:?}");
}

#[tokio::test]
async fn a_refusal_opens_no_order_and_names_the_field() {
    for (case, field) in [("cash_refused", "method.store"), ("cash_fields", "amount")] {
        let error = opened(case).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert_eq!(error.outcome(), Outcome::Rejected, "{error}");
        assert_eq!(error.violations()[0].field(), field, "{error}");
        assert_eq!(error.recourse(), None);
    }
    for (body, kind) in [
        (
            r#"{"error":1,"message":"branch_key x no encontrado"}"#,
            ErrorKind::Credentials,
        ),
        (
            r#"{"error":"1","message":"No se pudo"}"#,
            ErrorKind::Refused,
        ),
        (r#"{"error":true}"#, ErrorKind::Refused),
    ] {
        let error = received(body).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (kind, Outcome::Rejected),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_response_that_does_not_show_the_order_is_unknown_and_names_the_list() {
    let charge =
        |members: &str| format!(r#"{{"error":0,"message":"success","charge":{{{members}}}}}"#);
    let whole = r#""reference":"R","customer_order":"ORDER-1","amount":"150.50""#;
    assert!(received(&charge(whole)).await.is_ok());
    for (body, kind) in [
        (charge(""), ErrorKind::UnreadableResponse),
        (
            charge(r#""customer_order":"ORDER-1""#),
            ErrorKind::UnreadableResponse,
        ),
        (
            charge(r#""reference":["R","S"]"#),
            ErrorKind::UnreadableResponse,
        ),
        (
            charge(&format!(r#"{whole},"status":4"#)),
            ErrorKind::UnreadableResponse,
        ),
        (
            charge(&format!(r#"{whole},"status":"3""#)),
            ErrorKind::UnreadableResponse,
        ),
        (
            charge(r#""reference":"R","customer_order":"ORDER-2""#),
            ErrorKind::Mismatch,
        ),
        (
            charge(r#""reference":"R","amount":"150.51""#),
            ErrorKind::Mismatch,
        ),
        (
            charge(r#""reference":"R","amount":"150.505""#),
            ErrorKind::Mismatch,
        ),
        (
            charge(r#""reference":"R","convenience_store":"OXXO""#),
            ErrorKind::Mismatch,
        ),
        (
            r#"{"error":1,"charge":{"reference":"R"}}"#.to_owned(),
            ErrorKind::UnreadableResponse,
        ),
        (
            r#"{"error":[0,1],"charge":{"reference":"R"}}"#.to_owned(),
            ErrorKind::UnreadableResponse,
        ),
        (
            r#"{"error":0,"message":"Errores en los datos","charge":{"reference":"R"}}"#.to_owned(),
            ErrorKind::UnreadableResponse,
        ),
        (
            r#"{"error":1,"message":"success"}"#.to_owned(),
            ErrorKind::UnreadableResponse,
        ),
        (
            r#"{"error":2,"message":"?"}"#.to_owned(),
            ErrorKind::UnreadableResponse,
        ),
        (
            r#"{"charge":{"reference":"R"}}"#.to_owned(),
            ErrorKind::UnreadableResponse,
        ),
        ("{}".to_owned(), ErrorKind::UnreadableResponse),
        ("<html>".to_owned(), ErrorKind::UnreadableResponse),
        (String::new(), ErrorKind::UnreadableResponse),
    ] {
        let error = received(&body).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (kind, Outcome::Unknown),
            "{body}"
        );
        let recourse = Recourse::call(Operation::FIND_PAYMENT, "ORDER-1");
        assert_eq!(error.recourse(), Some(&recourse), "{body}");
    }
    // A name in place of a code does not name another store.
    let named = charge(&format!(r#"{whole},"convenience_store":"7-Eleven""#));
    assert!(received(&named).await.is_ok());
}

#[tokio::test]
async fn only_the_number_of_the_webhooks_is_a_state() {
    for (case, status) in [
        ("cash_open", PaymentStatus::AwaitingApproval),
        ("cash_paid", PaymentStatus::Paid),
        // The clock of the tests is before the end of the order.
        ("cash_cancelled", PaymentStatus::Cancelled),
        ("cash_in_words", PaymentStatus::Other("Pagado".to_owned())),
    ] {
        let payment = got(case).await.unwrap();
        assert_eq!(*payment.status(), status, "{case}");
        assert_eq!(payment.amount(), Some(price()), "{case}");
        assert_eq!(payment.warnings().is_empty(), case != "cash_in_words");
        // A voucher that needs no payment is not shown.
        let is_shown = payment.next_action().is_some();
        assert_eq!(
            is_shown,
            status == PaymentStatus::AwaitingApproval,
            "{case}"
        );
    }
    let expired = r#""expiration_date":"2013-08-31 12:00:00""#;
    let unknown = || PaymentStatus::Other(String::new());
    for (state, status) in [
        (
            r#","status":3,"#.to_owned() + expired,
            PaymentStatus::Expired,
        ),
        (
            r#","status":1,"#.to_owned() + expired,
            PaymentStatus::AwaitingApproval,
        ),
        (r#","status":4,"#.to_owned() + expired, PaymentStatus::Paid),
        (String::new(), unknown()),
        (r#","status":"""#.to_owned(), unknown()),
        (r#","status":"04""#.to_owned(), unknown()),
        (r#","status":4.0"#.to_owned(), unknown()),
        (r#","status":true"#.to_owned(), unknown()),
        (r#","status":"paid""#.to_owned(), unknown()),
        (r#","status":"pagado""#.to_owned(), unknown()),
        (r#","status":5"#.to_owned(), unknown()),
        (r#","status":[4,1]"#.to_owned(), unknown()),
        (r#","status":4,"status":3"#.to_owned(), unknown()),
        (r#","estatus":4"#.to_owned(), unknown()),
    ] {
        let body = format!(
            r#"{{"error":0,"charge":{{"reference":"{ID}","customer_order":"ORDER-1","amount":"150.50"{state}}}}}"#
        );
        let payment = responding(&body).get_payment(&PaymentId::new(ID)).await;
        let found = payment.unwrap().status().clone();
        // In whatever words.
        let is_unknown = matches!(found, PaymentStatus::Other(_));
        assert!(
            found == status || (is_unknown && status == unknown()),
            "{state}: {found:?}"
        );
    }
}

#[tokio::test]
async fn a_look_up_that_shows_another_order_or_none_is_an_error() {
    let error = got("not_found").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    for (body, kind) in [
        (
            r#"{"error":0,"charge":{"reference":"OTHER","status":4}}"#,
            ErrorKind::Mismatch,
        ),
        (
            r#"{"error":1,"charge":{"reference":"CASH0000000001","status":4}}"#,
            ErrorKind::UnreadableResponse,
        ),
        (
            r#"{"error":0,"charge":{"status":4}}"#,
            ErrorKind::UnreadableResponse,
        ),
        (r#"{"error":0,"status":4}"#, ErrorKind::UnreadableResponse),
        (
            r#"{"error":1,"message":"user_key x no encontrado"}"#,
            ErrorKind::Credentials,
        ),
        ("null", ErrorKind::UnreadableResponse),
    ] {
        let error = responding(body)
            .get_payment(&PaymentId::new(ID))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{body}");
    }
}

/// The result of settling the order after this webhook, and how many requests it took.
async fn settled(webhook: Option<&str>, state: &str) -> (Result<Settlement>, usize) {
    let body = format!(
        r#"{{"error":0,"charge":{{"reference":"{ID}","customer_order":"ORDER-1","amount":"150.50","status":{state}}}}}"#
    );
    let canned = Canned::returning(StatusCode::OK, "application/json", body);
    let expected = Expected::new(ID, "ORDER-1", price());
    let callback = webhook.map(|body| Callback::from(Webhook::new(body)));
    let settled = client(canned.clone())
        .settle(&expected, callback.as_ref())
        .await;
    (settled, canned.sent().len())
}

#[tokio::test]
async fn a_webhook_settles_nothing_that_the_look_up_does_not_confirm() {
    let (paid, open) = (
        "customer_order=ORDER-1&status=4",
        r#"{"customer_order":"ORDER-1","status":1}"#,
    );
    // Twice, out of order, in either form, or not at all: the look-up decides.
    for webhook in [
        Some(paid),
        Some(paid),
        Some(open),
        Some("customer_order=ORDER-1&status=77"),
        None,
    ] {
        let (settlement, sent) = settled(webhook, "4").await;
        assert!(
            matches!(settlement, Ok(Settlement::AlreadyPaid(_))),
            "{webhook:?}"
        );
        assert_eq!(sent, 1);
        for state in ["1", "2"] {
            let (settlement, _) = settled(webhook, state).await;
            assert!(
                matches!(settlement, Ok(Settlement::Pending(_))),
                "{webhook:?} {state}"
            );
        }
        // An unknown state is neither pending nor paid.
        for state in ["\"Pagado\"", "null", "[\"1\",\"4\"]", "\"04\""] {
            let (settlement, _) = settled(webhook, state).await;
            assert!(
                matches!(settlement, Ok(Settlement::Other(_))),
                "{webhook:?} {state}"
            );
        }
        let (settlement, _) = settled(webhook, "3").await;
        assert!(
            matches!(settlement, Ok(Settlement::Cancelled(_))),
            "{webhook:?}"
        );
    }
    // About another order, another merchant's order, or nothing: refused before anything is sent.
    for foreign in [
        "customer_order=ORDER-2&status=4",
        "status=4",
        "",
        "customer_order=ORDER-1&customer_order=ORDER-2",
        "<xml/>",
    ] {
        let (refused, sent) = settled(Some(foreign), "4").await;
        let error = refused.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Mismatch, Outcome::NotSent),
            "{foreign}"
        );
        assert_eq!(sent, 0, "{foreign}");
    }
}

#[tokio::test]
async fn an_order_of_another_amount_or_reference_settles_nothing() {
    for members in [
        r#""customer_order":"ORDER-1","amount":"1.00""#,
        r#""customer_order":"ORDER-2","amount":"150.50""#,
        r#""amount":"150.50""#,
        r#""customer_order":"ORDER-1""#,
    ] {
        let body = format!(r#"{{"error":0,"charge":{{"reference":"{ID}","status":4,{members}}}}}"#);
        let expected = Expected::new(ID, "ORDER-1", price());
        let error = responding(&body).settle(&expected, None).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Mismatch, "{members}");
    }
}

/// A client whose charges are not found, and whose list of orders is this.
fn listing(list: &str) -> PagoFacil {
    let list = list.to_owned();
    client(Canned::with(move |request| {
        let path = request.url().path();
        let body = if path.contains("cash") {
            list.clone()
        } else if path.contains("reports") {
            r#"{"status":{"result":"ok","elements":"0","no_pages":"0","no_page":"0"},"transactions":[]}"#.to_owned()
        } else {
            r#"{"r":{"verificar":{"error":{"idPedido":"idPedido ORDER-1 no encontrado"}}}}"#
                .to_owned()
        };
        Ok(Canned::response(StatusCode::OK, "application/json", body))
    }))
}

#[tokio::test]
async fn a_lost_order_is_found_in_the_list_and_an_absent_one_is_never_ruled_out() {
    let reference = MerchantReference::new("ORDER-1");
    let find = async |list: &str| listing(list).find_payment(&reference).await.unwrap();
    let found = find(
        r#"{"error":0,"charges":[{"reference":"A","customer_order":"ORDER-2","amount":"1"},
        {"reference":"B","customer_order":"ORDER-1","amount":"150.50","status":4},
        {"reference":"C","customer_order":"ORDER-1","amount":"150.50","status":1}]}"#,
    )
    .await;
    let ids: Vec<&str> = found
        .matches()
        .iter()
        .map(|found| found.id().as_str())
        .collect();
    assert_eq!(ids, ["C", "B"]);
    assert_eq!(*found.matches()[1].status(), PaymentStatus::Paid);
    for (list, gap) in [
        (r#"{"error":0,"charges":[]}"#, "no document shows"),
        (r#"{"error":0}"#, "no document shows"),
        (
            r#"{"error":0,"charges":{"A":{"reference":"A","customer_order":"ORDER-1"}}}"#,
            "no document shows",
        ),
        (
            r#"{"error":0,"charges":[{"reference":"A"}]}"#,
            "cash order A has no reference",
        ),
        (
            r#"{"error":0,"charges":[{"reference":"A","customer_order":"order-1"}]}"#,
            "another or an unclear",
        ),
        (
            r#"{"error":1,"message":"secret_key x no encontrado"}"#,
            "cash orders could not be searched",
        ),
        ("<html>", "cash orders could not be searched"),
    ] {
        let nothing = find(list).await;
        assert_eq!(nothing.matches(), [], "{list}");
        let gaps = nothing.gap().unwrap_or_default();
        assert!(gaps.contains(gap), "{list}: {gaps}");
    }
}

#[tokio::test]
async fn everything_wrong_with_an_order_is_said_before_anything_is_sent() {
    let client = client(Replay::new(Vec::new()));
    let request = |amount: &str, store: Option<&str>| {
        let amount = Money::parse(amount, Currency::MXN);
        let customer = Box::new(samples::customer());
        PaymentRequest::new("ORDER-1", amount).with_method(PaymentMethod::Cash {
            store: store.map(str::to_owned),
            customer,
        })
    };
    for (request, field) in [
        (request("1000000.00", Some("OXXO")), "amount"),
        (request("0", Some("OXXO")), "amount"),
        (request("1", None), "method.store"),
        (request("1", Some(" ")), "method.store"),
        (request("1", Some(&"X".repeat(31))), "method.store"),
        (
            request("1", Some("OXXO")).with_installments(3),
            "installments",
        ),
        (
            request("1", Some("OXXO")).with_destination("1"),
            "destination",
        ),
        (
            PaymentRequest::new("O", Money::from_minor(100, Currency::USD))
                .with_method(order(Some("OXXO")).method().clone()),
            "amount",
        ),
        (
            PaymentRequest::new("O".repeat(46), price())
                .with_method(order(Some("OXXO")).method().clone()),
            "reference",
        ),
    ] {
        let error = client.create_payment(&request).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert_eq!(error.violations().len(), 1, "{error}");
        assert_eq!(error.violations()[0].field(), field, "{error}");
    }
    // A client that takes no cash orders says so, and so does one without the API secret.
    let error = offline()
        .create_payment(&order(Some("OXXO")))
        .await
        .unwrap_err();
    assert_eq!(error.violations()[0].field(), "method", "{error}");
    let without_secret = PagoFacil::sandbox(SandboxKeys::new("b", "u")).with_cash_orders();
    let error = without_secret.build().unwrap_err();
    assert_eq!(error.violations()[0].field(), "keys.api_secret", "{error}");
}

#[tokio::test]
async fn a_limit_that_may_be_outdated_is_advice() {
    let body = r#"{"error":0,"charge":{"reference":"R","customer_order":"ORDER-1"}}"#;
    let payment = |pesos: i64, store: &'static str| {
        let amount = Money::from_minor(pesos * 100, Currency::MXN);
        let request =
            PaymentRequest::new("ORDER-1", amount).with_method(order(Some(store)).method().clone());
        async move { responding(body).create_payment(&request).await.unwrap() }
    };
    assert_eq!(payment(5_000, CashStore::EXTRA).await.warnings(), [""; 0]);
    insta::assert_debug_snapshot!(payment(5_001, CashStore::EXTRA).await.warnings(), @r#"
    [
        "EXTRA took at most 5000.00 MXN for an order when the service published it, in 2017",
    ]
    "#);
    // Nothing is published of this one, nor of a store that the crate does not know.
    assert_eq!(
        payment(90_000, CashStore::CIRCLE_K).await.warnings(),
        [""; 0]
    );
    assert_eq!(payment(90_000, "NEW_STORE").await.warnings(), [""; 0]);
}

#[tokio::test]
async fn stores_are_read_from_the_service() {
    let (client, replay) = replaying("list_stores/stores");
    let stores = client.list_stores().await.unwrap();
    replay.finish().unwrap();
    insta::assert_debug_snapshot!("stores", stores);
    let (client, _) = replaying("list_stores/none");
    assert_eq!(client.list_stores().await.unwrap(), []);
    for body in [r#"{"total":2,"records":[]}"#, r#"{"records":"x"}"#, "[]"] {
        let error = responding(body).list_stores().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnreadableResponse, "{body}");
    }
}

#[tokio::test]
async fn cash_is_a_capability_of_a_client_that_takes_it() {
    let (with, without) = (responding("{}"), offline());
    assert!(with.capabilities().method(MethodKind::Cash).is_some());
    assert!(with.capabilities().supports(Operation::GET_PAYMENT));
    assert_eq!(with.capabilities().return_leg().webhook, WebhookTrust::Hint);
    assert!(without.capabilities().method(MethodKind::Cash).is_none());
    for operation in [Operation::VOID_PAYMENT, Operation::REFUND_PAYMENT] {
        assert!(!with.capabilities().supports(operation));
    }
    let cancelled = with.void_payment(&PaymentId::new(ID)).await.unwrap_err();
    assert_eq!(cancelled.kind(), ErrorKind::Unsupported);
    insta::assert_snapshot!(with.capabilities().refund_advice(), @"no call of PagoFácil.net refunds a charge or a cash order, or cancels an order: do it in its manager, or ask its support");
}

#[tokio::test]
async fn a_transfer_that_could_not_be_confirmed_is_unsupported() {
    let customer = Box::new(samples::customer());
    let method = PaymentMethod::BankTransfer { customer };
    let request = PaymentRequest::new("ORDER-1", price()).with_method(method);
    let client = client(Replay::new(Vec::new()));
    assert!(
        client
            .capabilities()
            .method(MethodKind::BankTransfer)
            .is_none()
    );
    let error = client.create_payment(&request).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Unsupported, Outcome::NotSent)
    );
    assert!(error.to_string().contains("SPEI"), "{error}");
}

#[tokio::test]
async fn a_card_charge_is_got_from_the_reports() {
    let report = |pages: &str| {
        let body = format!(
            r#"{{"status":{{"result":"ok","elements":"1","no_pages":"{pages}","no_page":"1"}},
            "transactions":{{"S-PFE1":{{"transaction_id":"S-PFE1","order_id":"ORDER-1","amount":"5",
            "authorized":"1"}}}}}}"#
        );
        responding(&body)
    };
    let paid = report("1")
        .get_payment(&PaymentId::new("S-PFE1"))
        .await
        .unwrap();
    assert_eq!(*paid.status(), PaymentStatus::Paid);
    for (pages, kind) in [
        ("1", ErrorKind::NotFound),
        ("2", ErrorKind::UnreadableResponse),
    ] {
        let error = report(pages)
            .get_payment(&PaymentId::new("S-PFE2"))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{pages}");
    }
}

#[tokio::test]
async fn the_bytes_of_each_request() {
    let canned = Canned::returning(StatusCode::OK, "text/plain", "");
    let keys = SandboxKeys::new(samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
    let client = PagoFacil::sandbox(keys.with_api_secret(api_secret()))
        .with_cash_orders()
        .with_cash_hosts(Hosts::Stapi)
        .with_client(config(canned.clone()))
        .build()
        .unwrap();
    _ = client.create_payment(&order(Some(CashStore::OXXO))).await;
    _ = client.get_payment(&PaymentId::new("A&reference=B")).await;
    _ = client.find_payment(&"ORDER-1".into()).await;
    _ = client.list_stores().await;
    let sent = canned.sent();
    let sent: Vec<String> = sent
        .iter()
        .filter(|sent| sent.request().url().path().contains("cash"))
        .map(|sent| format!("# {}\n{}", sent.operation(), sent.exposed()))
        .collect();
    insta::assert_snapshot!("cash_requests", sent.join("\n\n"));
}
