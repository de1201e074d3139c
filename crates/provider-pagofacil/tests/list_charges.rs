use http::StatusCode;
use payments_core::{Outcome, PageRequest, PageToken, RecurringProvider, SubscriptionId};
use payments_testkit::{Canned, Replay};
use provider_pagofacil::Encoding;

use crate::support::{offline, replaying_all, sandbox};

fn id() -> SubscriptionId {
    SubscriptionId::new("T-RAPFE1S1I368")
}

#[tokio::test]
async fn the_charges_of_one_subscription_are_taken_out_of_the_reports() {
    let exchanges = [
        "pagofacil/list_charges/subscription",
        "pagofacil/list_charges/first_page",
        "pagofacil/list_charges/last_page",
    ];
    let (client, replay) = replaying_all(&exchanges, Encoding::QueryJson);
    let first = client
        .list_charges(&id(), &PageRequest::first())
        .await
        .unwrap();
    insta::assert_debug_snapshot!("list_charges_first_page", first);
    let next = PageRequest::after(first.next.unwrap());
    let last = client.list_charges(&id(), &next).await.unwrap();
    replay.finish().unwrap();
    assert!(last.items.is_empty() && last.next.is_none());
}

/// Responds to `vercargo` with the contract number, and reports with one charge of this number.
fn returning(contract: &'static str, charge: &'static str) -> Canned {
    Canned::with(move |request| {
        let body = if request.url().path().contains("reports") {
            format!(
                r#"{{"status":{{"result":"ok","no_pages":2}},"transactions":{{"{charge}":{{
                "order_id":"C-1","transaction_via":"recurring","amount":"1","authorized":"1"}}}}}}"#
            )
        } else {
            format!(
                r#"{{"WebServices_Recurrentes":{{"vercargo":{{"idRecurrente":"T-RAPFE1S1I368",
                "activo":"1","idCliente":"{contract}"}}}}}}"#
            )
        };
        Ok(Canned::response(StatusCode::OK, "application/json", body))
    })
}

#[tokio::test]
async fn a_charge_belongs_by_its_number_or_else_by_the_contract() {
    for (contract, charge, expected) in [
        ("C-1", "S-RAPFE1S1I368-12", 1),
        ("", "S-RAPFE1S1I368-12", 1),
        // Two subscriptions with one contract number are told apart.
        ("C-1", "S-RAPFE1S1I999-12", 0),
        ("C-1", "9006", 1),
        ("C-2", "9006", 0),
    ] {
        let client = sandbox(returning(contract, charge), Encoding::FormJson);
        let page = client
            .list_charges(&id(), &PageRequest::first())
            .await
            .unwrap();
        assert_eq!(page.items.len(), expected, "{contract} {charge}");
        let next = page.next.unwrap();
        assert_eq!(next.as_str(), format!("2:{contract}"));
        let last = client
            .list_charges(&id(), &PageRequest::after(next))
            .await
            .unwrap();
        assert_eq!(last.items.len(), expected, "{contract} {charge}");
    }
}

#[tokio::test]
async fn a_charge_that_nothing_assigns_is_told_and_not_left_out() {
    let client = sandbox(returning("", "9006"), Encoding::FormJson);
    let page = client
        .list_charges(&id(), &PageRequest::first())
        .await
        .unwrap();
    assert!(page.items.is_empty());
    let told: Vec<String> = page.unreadable.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            r#"an entry with the id "9006" and the reference "C-1" could not be read: the response does not say to which subscription it belongs"#
        ]
    );
}

#[tokio::test]
async fn a_charge_of_unknown_origin_belongs_by_its_number() {
    let canned = Canned::with(|request| {
        let body = if request.url().path().contains("reports") {
            r#"{"status":{"result":"ok"},"transactions":{"S-RAPFE1S1I368-1":{},"S-PFE1S1I9":{},
            "S-RAPFE1S1I368-2":{"transaction_via":"webservice"}}}"#
        } else {
            r#"{"r":{"vercargo":{"idRecurrente":"T-RAPFE1S1I368"}}}"#
        };
        Ok(Canned::response(StatusCode::OK, "application/json", body))
    });
    let client = sandbox(canned, Encoding::FormJson);
    let page = client.list_charges(&id(), &PageRequest::first()).await;
    let ids: Vec<_> = page
        .unwrap()
        .items
        .into_iter()
        .map(|charge| charge.id)
        .collect();
    assert_eq!(ids, [Some("S-RAPFE1S1I368-1".to_owned())]);
}

#[tokio::test]
async fn a_listing_that_cannot_be_made_is_not_sent() {
    let first = PageRequest::first();
    let error = offline()
        .list_charges(&SubscriptionId::new(""), &first)
        .await;
    let error = error.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    insta::assert_snapshot!(error, @"pagofacil list_charges: the request is invalid; id: must not be empty; keys.api_secret: is required: the service's support issues it; add it to the keys with with_api_secret(). Nothing was sent");
    let client = sandbox(Replay::new(Vec::new()), Encoding::FormJson);
    for token in ["", "2", "1:C", "x:C"] {
        let page = PageRequest::after(PageToken::new(token));
        let error = client.list_charges(&id(), &page).await.unwrap_err();
        assert_eq!(error.violations()[0].field(), "page.token", "{token}");
    }
}
