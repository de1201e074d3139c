use payments_core::{ErrorKind, Outcome, RecurringProvider, Subscription, SubscriptionId};
use provider_pagofacil::Encoding;

use crate::support::replaying;

fn id() -> SubscriptionId {
    SubscriptionId::new("T-RAPFE1S1I368")
}

async fn found(exchange: &str, encoding: Encoding) -> (Subscription, String) {
    let (pagofacil, replay) = replaying(exchange, encoding);
    let subscription = pagofacil.get_subscription(&id()).await.unwrap();
    let request = replay.sent()[0].exposed();
    replay.finish().unwrap();
    (subscription, request)
}

#[tokio::test]
async fn a_subscription_is_found_with_its_charges_whatever_the_endpoint() {
    let (by_json, request) = found(
        "pagofacil/get_subscription/found_query_json",
        Encoding::QueryJson,
    )
    .await;
    insta::assert_snapshot!("get_subscription_query_json", request);
    insta::assert_debug_snapshot!("get_subscription_found", by_json);
    let (by_xml, request) = found(
        "pagofacil/get_subscription/found_query_xml",
        Encoding::QueryXml,
    )
    .await;
    insta::assert_snapshot!("get_subscription_query_xml", request);
    assert_eq!(by_xml, by_json);
}

#[tokio::test]
async fn an_unknown_id_is_not_found_whatever_the_endpoint() {
    for (exchange, encoding) in [
        ("not_found_query_json", Encoding::QueryJson),
        ("not_found_query_xml", Encoding::QueryXml),
    ] {
        let exchange = format!("pagofacil/get_subscription/{exchange}");
        let (pagofacil, replay) = replaying(&exchange, encoding);
        let error = pagofacil
            .get_subscription(&SubscriptionId::new("XXX"))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert_eq!(error.outcome(), Outcome::Rejected);
        replay.finish().unwrap();
    }
}
