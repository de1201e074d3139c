use http::StatusCode;
use payments_core::{ErrorKind, MerchantReference, Outcome, RecurringProvider};
use payments_testkit::Canned;
use provider_pagofacil::Encoding;

use crate::support::{offline, replaying_all, sandbox};

fn contract() -> MerchantReference {
    MerchantReference::new("Contrato789232")
}

#[tokio::test]
async fn a_subscription_is_found_by_its_charges_and_checked() {
    let exchanges = [
        "pagofacil/find_subscription/charges",
        "pagofacil/find_subscription/subscription",
    ];
    let (client, replay) = replaying_all(&exchanges, Encoding::QueryJson);
    let found = client.find_subscription(&contract()).await.unwrap();
    replay.finish().unwrap();
    let [subscription] = found.matches() else {
        panic!("{found:?}");
    };
    assert_eq!(subscription.id().as_str(), "T-RAPFE1S1I368");
    assert_eq!(subscription.reference(), Some(&contract()));
    insta::assert_snapshot!(found.gap().unwrap(), @"subscriptions without a charge are in no report");
}

/// Responds to every search with these transactions on each of `pages`, and `vercargo` with a
/// subscription of this contract number.
fn returning(ids: &'static [&str], pages: usize, contract: &'static str) -> Canned {
    Canned::with(move |request| {
        let sent = request.query().expose();
        let sent = String::from_utf8_lossy(sent).into_owned();
        let body = if request.url().path().contains("reports") {
            let transactions: Vec<String> = ids
                .iter()
                .map(|id| {
                    format!(
                        r#""{id}":{{"order_id":"Contrato789232","transaction_via":"recurring"}}"#
                    )
                })
                .collect();
            format!(
                r#"{{"status":{{"result":"ok","no_pages":"{pages}"}},"transactions":{{{}}}}}"#,
                transactions.join(",")
            )
        } else {
            let id = sent.split("Recurrente%5D=").nth(1).unwrap();
            let id = id.split('&').next().unwrap();
            format!(
                r#"{{"WebServices_Recurrentes":{{"vercargo":{{"idRecurrente":"{id}","activo":"1",
                "idCliente":"{contract}"}}}}}}"#
            )
        };
        Ok(Canned::response(StatusCode::OK, "application/json", body))
    })
}

#[tokio::test]
async fn what_was_not_looked_at_is_said_and_nothing_is_ever_complete() {
    let mut gaps = Vec::new();
    for (ids, pages, contract, matches) in [
        (&[][..], 1, "Contrato789232", 0),
        (
            &["S-A-1", "S-A-2", "S-B-1", "9006"][..],
            21,
            "Contrato789232",
            2,
        ),
        (&["S-A-1"][..], 1, "another", 0),
    ] {
        let canned = returning(ids, pages, contract);
        let client = sandbox(canned.clone(), Encoding::QueryJson);
        let found = client.find_subscription(&self::contract()).await.unwrap();
        assert_eq!(found.matches().len(), matches);
        assert!(!found.is_complete());
        gaps.push(found.gap().unwrap().to_owned());
        assert!(canned.sent().len() <= 20 + 2);
    }
    insta::assert_snapshot!(gaps.join("\n"), @"
    subscriptions without a charge are in no report; the reports do not show as many transactions as they state
    subscriptions without a charge are in no report; only the first 20 pages were read; 20 charges have the contract number but do not name their subscription
    subscriptions without a charge are in no report; the reports do not show as many transactions as they state; charges with the contract number name T-A, which has another contract number
    ");
}

#[tokio::test]
async fn without_the_api_secret_nothing_is_sent() {
    let error = offline().find_subscription(&contract()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.violations()[0].field(), "keys.api_secret");
}
