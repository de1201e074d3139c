use http::StatusCode;
use payments_core::{ErrorKind, Outcome, Page, PageRequest, PageToken, Result};
use payments_testkit::Canned;
use provider_pagofacil::{Encoding, Transaction, TransactionFilter};
use time::macros::date;

use crate::support::{offline, replaying, sandbox};

async fn found_in(case: &str, filter: &TransactionFilter, page: &PageRequest) -> Page<Transaction> {
    let exchange = format!("pagofacil/search_transactions/{case}");
    // Reports have one endpoint, whatever the encoding.
    let mut pages = Vec::new();
    for encoding in Encoding::ALL {
        let (client, replay) = replaying(&exchange, encoding);
        pages.push(client.search_transactions(filter, page).await.unwrap());
        replay.finish().unwrap();
    }
    assert!(pages.iter().all(|page| *page == pages[0]));
    pages.remove(0)
}

async fn received(body: &str, page: &PageRequest) -> Result<Page<Transaction>> {
    let canned = Canned::returning(StatusCode::OK, "application/json", body);
    let client = sandbox(canned, Encoding::JsonRpc);
    client
        .search_transactions(&TransactionFilter::new(), page)
        .await
}

fn page(number: &str) -> PageRequest {
    PageRequest::after(PageToken::new(number))
}

#[tokio::test]
async fn transactions_are_searched_page_by_page() {
    let filter = TransactionFilter::new()
        .with_start(date!(2014 - 01 - 01))
        .with_end(date!(2014 - 07 - 31))
        .with_status(1)
        .with_branch_id("1")
        .with_transaction_id("S-1");
    let first = found_in("first_page", &filter, &PageRequest::first()).await;
    insta::assert_debug_snapshot!("search_transactions_first_page", first);
    let holder = first.items[0].cardholder_email.as_ref().unwrap();
    assert_eq!(holder.expose(), "comprador@example.com");
    let json = format!("{first:?}");
    assert!(
        !json.contains("comprador") && !json.contains("Juan"),
        "{json}"
    );
    assert_eq!(first.total, Some(4));

    let everything = TransactionFilter::new();
    let next = PageRequest::after(first.next.unwrap());
    let last = found_in("last_page", &everything, &next).await;
    assert_eq!(last.items.len(), 1);
    assert_eq!(last.next, None);
    let nothing = found_in("nothing", &everything, &PageRequest::first()).await;
    assert_eq!(
        (nothing.items, nothing.next, nothing.total),
        (vec![], None, Some(0))
    );
}

#[tokio::test]
async fn a_report_is_read_bare_or_below_a_root() {
    let report = r#"{"status":{"result":"ok"},"transactions":[{"transaction_id":"S-1","amount":800.50,"authorized":"x"}]}"#;
    for body in [
        report.to_owned(),
        format!(r#"{{"WebServices_Reports":{{"rss":{report}}}}}"#),
        format!("<b>Notice</b>: Undefined index\n{report}"),
    ] {
        let found = received(&body, &PageRequest::first()).await.unwrap();
        assert_eq!(found.items.len(), 1, "{body}");
        let amount = found.items[0].amount.unwrap();
        assert_eq!(amount.to_string(), "800.50 MXN");
    }
}

#[tokio::test]
async fn what_is_no_report_is_an_error() {
    for (body, kind, outcome) in [
        ("", ErrorKind::UnreadableResponse, Outcome::Unknown),
        ("{}", ErrorKind::UnreadableResponse, Outcome::Unknown),
        (
            r#"{"transactions":[]}"#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            r#"{"status":{"result":"error","message":"Service overloaded"},"transactions":[]}"#,
            ErrorKind::Refused,
            Outcome::Rejected,
        ),
        (
            r#"{"status":{"result":"error","message":"api_secret no encontrado"}}"#,
            ErrorKind::Credentials,
            Outcome::Rejected,
        ),
        (
            r#"{"r":{"rss":{"error":{"api_secret":"no valido"},"status":"success"}}}"#,
            ErrorKind::Credentials,
            Outcome::Rejected,
        ),
        (
            r#"{"rest":{"response":{"message":"No Method Specified."},"status":"failed"}}"#,
            ErrorKind::Refused,
            Outcome::Rejected,
        ),
        (
            r#"{"response":{"message":"boom"},"status":"failed"}"#,
            ErrorKind::Unavailable,
            Outcome::Unknown,
        ),
    ] {
        let error = received(body, &PageRequest::first()).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (kind, outcome), "{body}");
    }
}

#[tokio::test]
async fn a_server_that_always_gives_the_same_page_is_noticed() {
    let body = r#"{"status":{"result":"ok","no_page":"1","no_pages":"3"},"transactions":[]}"#;
    let first = received(body, &PageRequest::first()).await.unwrap();
    let error = received(body, &PageRequest::after(first.next.unwrap()))
        .await
        .unwrap_err();
    assert_eq!(error.detail(), Some("the response is another page"));
}

#[tokio::test]
async fn a_search_that_cannot_be_made_is_not_sent() {
    let filter = TransactionFilter::new()
        .with_start(date!(2014 - 01 - 02))
        .with_end(date!(2014 - 01 - 01))
        .with_branch_id(" ")
        .with_transaction_id("a\nb");
    let first = PageRequest::first();
    let error = offline()
        .search_transactions(&filter, &first)
        .await
        .unwrap_err();
    insta::assert_snapshot!(error, @"pagofacil search_transactions: the request is invalid; keys.api_secret: is required: the service's support issues it; add it to the keys with with_api_secret(); filter.end: must not be before the start; filter.branch_id: must be a text without control characters; filter.transaction_id: must be a text without control characters. Nothing was sent");
    for token in ["", "0", "1", "-2", "x", "2:a"] {
        let everything = TransactionFilter::new();
        let error = offline()
            .search_transactions(&everything, &page(token))
            .await
            .unwrap_err();
        assert_eq!(error.violations()[0].field(), "page.token", "{token}");
    }
}
