//! What every fixture of one exchange comes to: done, declined, rejected, a fault or unknown.

use payments_core::{MerchantReference, PaymentProvider, RecurringProvider, SubscriptionId};
use payments_testkit::{Fixture, Replay, samples};
use provider_pagofacil::{CashStore, Encoding, PagoFacil};

use crate::cash;
use crate::support::{self, replaying, replaying_without_secret};

fn encoding_of(fixture: &Fixture) -> Encoding {
    let path = fixture.path();
    if path.starts_with("Wsj") {
        Encoding::JsonRpc
    } else if path.ends_with("json") {
        Encoding::QueryJson
    } else {
        Encoding::QueryXml
    }
}

/// A look-up by reference reads the reports too where there is an API secret.
fn replaying_for(fixture: &str, is_of_cash: bool, encoding: Encoding) -> (PagoFacil, Replay) {
    if is_of_cash {
        let replay = Replay::of(&[fixture]).unwrap();
        (cash::client(replay.clone()), replay)
    } else if fixture.contains("/find_payment/") {
        replaying_without_secret(fixture, encoding)
    } else {
        replaying(fixture, encoding)
    }
}

/// In a few words; the contents of a response are in the snapshots of its operation.
async fn outcome(client: &PagoFacil, operation: &str, case: &str) -> Option<String> {
    let id = match (operation, case.starts_with("not_found")) {
        // The document is about this one.
        ("get_subscription", true) => SubscriptionId::new("XXX"),
        _ => SubscriptionId::new("T-RAPFE1S1I368"),
    };
    let result = match operation {
        "create_payment" if case.starts_with("cash_") => {
            let order = cash::order(Some(CashStore::SEVEN_ELEVEN));
            let payment = client.create_payment(&order).await;
            payment.map(|payment| format!("{:?} {:?}", payment.status(), payment.id()))
        }
        "get_payment" => {
            let payment = client.get_payment(&"CASH0000000001".into()).await;
            payment.map(|payment| format!("{:?} {:?}", payment.status(), payment.id()))
        }
        "list_stores" => {
            let stores = client.list_stores().await;
            stores.map(|stores| format!("{} stores", stores.len()))
        }
        "create_payment" => {
            let payment = client.create_payment(&support::payment()).await;
            payment.map(|payment| format!("{:?} {:?}", payment.status(), payment.id()))
        }
        "find_payment" => {
            let found = client.find_payment(&MerchantReference::new("1")).await;
            found.map(|found| {
                let complete = found.is_complete();
                format!("{} found, complete: {complete}", found.matches().len())
            })
        }
        "register_subscription" => {
            let request = samples::subscription();
            let registered = client.register_subscription(&request).await;
            registered.map(|registered| format!("{:?}", registered.subscription.id()))
        }
        "get_subscription" => {
            let found = client.get_subscription(&id).await;
            found.map(|found| format!("{:?}, {} charges", found.status(), found.charges().len()))
        }
        "cancel_subscription" => {
            let cancelled = client.cancel_subscription(&id).await;
            cancelled.map(|cancelled| format!("{:?}", cancelled.status()))
        }
        // These take several exchanges, and have separate tests.
        _ => return None,
    };
    Some(match result {
        Ok(done) => format!("done: {done}"),
        Err(error) => {
            let (outcome, kind) = (error.outcome(), error.kind());
            let fields = error.violations().iter();
            let fields: Vec<String> = fields.map(ToString::to_string).collect();
            let words = error.reply().and_then(|reply| reply.message());
            let words = words.or(error.detail()).unwrap_or_default();
            format!("{outcome:?} {kind:?} {fields:?} {words:?}")
        }
    })
}

#[tokio::test]
async fn every_document_is_classified() {
    let mut lines = Vec::new();
    for fixture in Fixture::all().unwrap() {
        let mut names = fixture.name().split('/');
        if names.next() != Some("pagofacil") {
            continue;
        }
        let operation = names.next().unwrap();
        // They are encrypted, and have separate tests.
        if fixture.path().starts_with("CobroToken/") {
            continue;
        }
        let is_of_cash = fixture.path().starts_with("cash/");
        let (client, replay) = replaying_for(fixture.name(), is_of_cash, encoding_of(&fixture));
        let case = names.next().unwrap();
        let Some(outcome) = outcome(&client, operation, case).await else {
            assert!(replay.finish().is_err(), "it was not asked for");
            continue;
        };
        replay.finish().unwrap();
        lines.push(format!("{operation}/{case}\n  {outcome}"));
    }
    insta::assert_snapshot!("classification", lines.join("\n"));
}

/// The same document in JSON and in XML has the same classification.
#[tokio::test]
async fn json_and_xml_documents_are_classified_alike() {
    let fixtures = Fixture::all().unwrap();
    let names = fixtures.iter().map(Fixture::name);
    let bases = names.filter_map(|name| name.strip_suffix("_query_xml"));
    let mut pairs = 0;
    // Control characters cannot be in a JSON document of this server, so there is no pair.
    for base in bases.filter(|base| !base.ends_with("values_control")) {
        let mut names = base.split('/').skip(1);
        let (operation, case) = (names.next().unwrap(), names.next().unwrap());
        let mut outcomes = Vec::new();
        for (suffix, encoding) in [("json", Encoding::QueryJson), ("xml", Encoding::QueryXml)] {
            let name = format!("{base}_query_{suffix}");
            let (client, replay) = replaying_for(&name, false, encoding);
            outcomes.push(outcome(&client, operation, case).await.unwrap());
            replay.finish().unwrap();
        }
        assert_eq!(outcomes[0], outcomes[1], "{base}");
        pairs += 1;
    }
    assert!(pairs > 15, "{pairs}");
}
