//! A search finds no payment only with proof; and one bad record hides no other.

use payments_core::{Lookup, PageRequest, Payment, PaymentProvider};
use payments_sim::SimClock;
use payments_testkit::{Canned, SentRequest};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::service::{intent, json as response, listing, only_page, page};
use crate::support::{builder_at, clock};

async fn search(pages: &[Value], reference: &str) -> Lookup<Payment> {
    let (mpandco, _) = listing(pages.iter().map(Value::to_string).collect());
    mpandco.find_payment(&reference.into()).await.unwrap()
}

/// Searches for a payment that is nowhere, and returns the gap.
async fn gap(pages: &[Value]) -> Option<String> {
    let found = search(pages, "ORDER-9").await;
    assert!(found.matches().is_empty());
    found.gap()
}

fn three() -> Value {
    json!([
        intent("a", "ORDER-1"),
        intent("b", "ORDER-2"),
        intent("c", "ORDER-3")
    ])
}

#[tokio::test]
async fn a_complete_history_proves_that_a_payment_is_absent() {
    assert_eq!(gap(&[only_page(&three(), 3)]).await, None);
    assert_eq!(gap(&[only_page(&json!([]), 0)]).await, None);
    assert_eq!(
        gap(&[only_page(&json!({}), 0)]).await,
        None,
        "an empty array of PHP"
    );
    let (one, two) = (json!([intent("a", "A")]), json!([intent("b", "B")]));
    assert_eq!(gap(&[page(&one, 1, 2, 2), page(&two, 2, 2, 2)]).await, None);
    let numbered = json!({"1": intent("b", "B"), "0": intent("a", "A")});
    assert_eq!(gap(&[only_page(&numbered, 2)]).await, None, "no hole");
}

#[tokio::test]
async fn a_list_that_may_miss_entries_is_a_gap() {
    for (data, total) in [
        (json!({"1": intent("a", "A")}), 1),
        (json!({"0": intent("a", "A"), "2": intent("c", "C")}), 2),
        (json!({"x": intent("a", "A")}), 1),
        (intent("a", "A"), 1),
        (json!(null), 0),
        (json!("none"), 0),
        (json!(""), 0),
        (json!(0), 0),
        (json!(false), 0),
    ] {
        let gap = gap(&[only_page(&data, total)]).await;
        assert!(
            gap.as_ref()
                .is_some_and(|gap| gap.contains("the list of entries")),
            "{data}: {gap:?}"
        );
    }
    let mut page = only_page(&json!([]), 0);
    page.as_object_mut().unwrap().remove("data");
    assert!(gap(&[page]).await.is_some());
    for other in [json!([]), json!([three()]), json!({})] {
        let (mpandco, _) = listing(vec![other.to_string()]);
        let found = mpandco.find_payment(&"ORDER-9".into()).await;
        assert!(found.map_or(true, |found| !found.is_complete()), "{other}");
    }
}

#[tokio::test]
async fn totals_that_contradict_the_entries_or_each_other_are_a_gap() {
    for total in [0, 2, 4] {
        assert!(
            gap(&[only_page(&three(), total)])
                .await
                .unwrap()
                .contains("states that there are")
        );
    }
    for stated in [json!(null), json!("many"), json!(-3), json!([3, 4])] {
        let mut page = only_page(&three(), 3);
        page["meta"]["totalResults"] = stated.clone();
        assert!(
            gap(&[page]).await.unwrap().contains("does not state"),
            "{stated}"
        );
    }
    let mut page = only_page(&three(), 3);
    page["meta"] = json!([]);
    assert!(gap(&[page]).await.is_some());
}

#[tokio::test]
async fn a_history_that_changes_while_it_is_read_is_a_gap() {
    // One payment of the first page went: the third moved up, and was never seen.
    let (first, second) = (
        json!([intent("a", "A"), intent("b", "B")]),
        json!([intent("d", "D")]),
    );
    let pages = [page(&first, 1, 2, 4), page(&second, 2, 2, 3)];
    assert!(
        gap(&pages)
            .await
            .unwrap()
            .contains("changed while it was read")
    );
    // One came: the second is seen twice, and the new one never.
    let second = json!([intent("b", "B"), intent("c", "C")]);
    let pages = [page(&first, 1, 2, 3), page(&second, 2, 2, 4)];
    assert!(gap(&pages).await.is_some());
    // One went and one came.
    let second = json!([intent("b", "B")]);
    let pages = [page(&first, 1, 2, 3), page(&second, 2, 2, 3)];
    assert!(
        gap(&pages)
            .await
            .unwrap()
            .contains("2 payments were searched")
    );
}

#[tokio::test]
async fn an_end_that_is_not_known_is_a_gap() {
    for next in [
        json!("https://test.mpandco.com/api/payment-intent/?page=2"),
        json!({"url": "/api/payment-intent/?page=2"}),
        json!({"href": null}),
        json!({"href": ""}),
        json!([{"href": "/api/payment-intent/?page=2"}]),
        json!(2),
        json!(true),
        json!(""),
    ] {
        let mut page = only_page(&three(), 3);
        page["links"]["next"] = next.clone();
        let gap = gap(&[page]).await;
        assert!(
            gap.as_ref().is_some_and(|gap| gap.contains("next page")),
            "{next}: {gap:?}"
        );
    }
    for none in [json!(null), json!({}), json!([])] {
        let mut page = only_page(&three(), 3);
        page["links"]["next"] = none.clone();
        assert_eq!(gap(&[page]).await, None, "{none}");
    }
    let mut page = page(&three(), 1, 2, 3);
    page["links"].as_object_mut().unwrap().remove("next");
    assert!(gap(&[page]).await.unwrap().contains("there are more pages"));
}

#[tokio::test]
async fn an_entry_that_cannot_be_attributed_is_a_gap() {
    let without = |pointer: &str, value: Value| {
        let mut one = intent("b", "ORDER-2");
        *one.pointer_mut(pointer).unwrap() = value;
        one
    };
    for entry in [
        json!(null),
        json!("b"),
        json!(1.5),
        json!([]),
        json!({"id": "b"}),
        without("/transactions", json!([])),
        without("/transactions", json!(null)),
        without("/transactions", json!("")),
        without("/transactions", json!({"1": {"invoice_number": "ORDER-2"}})),
        without(
            "/transactions",
            json!([{"invoice_number": "ORDER-2"}, null]),
        ),
        without("/transactions", json!([{"invoice_number": "ORDER-2"}, 1.5])),
        without("/transactions/0/invoice_number", json!(null)),
        without("/transactions/0/invoice_number", json!(" ")),
        without(
            "/transactions/0/invoice_number",
            json!({"number": "ORDER-2"}),
        ),
        without("/transactions/0/invoice_number", json!("order-9")),
        without("/transactions/0/invoice_number", json!("ORDER 9")),
        without(
            "/transactions/0/invoice_number",
            json!(["ORDER-2", "order9"]),
        ),
    ] {
        let data = json!([intent("a", "ORDER-1"), entry, intent("c", "ORDER-3")]);
        let pages = [only_page(&data, 3)];
        assert!(gap(&pages).await.is_some(), "{entry}");
        // The others are found all the same.
        assert_eq!(
            search(&pages, "ORDER-3").await.matches().len(),
            1,
            "{entry}"
        );
    }
}

#[tokio::test]
async fn an_unreadable_entry_with_another_reference_is_no_gap() {
    for (pointer, value) in [
        ("/state", json!(null)),
        ("/transactions/0/amount/currency", json!(null)),
        ("/transactions/0/amount/total", json!("20.001")),
        ("/transactions/0/amount", json!(1.5)),
        ("/transactions/0/amount", json!(null)),
    ] {
        let mut one = intent("b", "ORDER-2");
        *one.pointer_mut(pointer).unwrap() = value;
        let data = json!([intent("a", "ORDER-1"), one]);
        assert_eq!(gap(&[only_page(&data, 2)]).await, None, "{pointer}");
    }
    // Without an id it cannot be counted.
    let mut one = intent("b", "ORDER-2");
    one["id"] = json!(null);
    assert!(
        gap(&[only_page(&json!([intent("a", "A"), one]), 2)])
            .await
            .is_some()
    );
}

#[tokio::test]
async fn the_wanted_payment_is_found_by_its_state_though_its_amount_cannot_be_read() {
    let mut one = intent("a", "ORDER-9");
    one["transactions"][0]["amount"]["currency"] = json!(null);
    let found = search(&[only_page(&json!([one]), 1)], "ORDER-9").await;
    assert!(found.is_complete());
    let [payment] = found.matches() else {
        panic!("{found:?}");
    };
    assert!(payment.status().is_paid());
    assert_eq!(payment.amount(), None);
    assert_eq!(payment.warnings()[0], "the amount has no known currency");
}

#[tokio::test]
async fn what_was_found_keeps_its_gaps() {
    let data = json!([intent("a", "ORDER-9"), null, intent("c", "ORDER-9")]);
    let found = search(&[only_page(&data, 3)], "ORDER-9").await;
    assert_eq!(found.matches().len(), 2);
    assert!(!found.is_complete());
}

#[tokio::test]
async fn thousands_of_bad_records_are_told_in_a_few_gaps() {
    let data: Vec<Value> = (0..5000).map(|_| json!(null)).collect();
    let found = search(&[only_page(&json!(data), 5000)], "ORDER-9").await;
    assert_eq!(found.gaps().len(), 11);
    assert!(found.gap().unwrap().ends_with("more entries"));
}

#[tokio::test]
async fn a_search_stops_at_its_deadline_with_a_gap() {
    let clock: SimClock = clock();
    let slow = clock.clone();
    let mut number = 0;
    let canned = Canned::with(move |request| {
        if request.url().path().ends_with("oauth/v2/token") {
            return Ok(response(200, r#"{"access_token":"t"}"#));
        }
        slow.advance(time::Duration::seconds(30));
        number += 1;
        let data = json!([intent(&number.to_string(), "A")]);
        Ok(response(200, &page(&data, number, 1000, 1000).to_string()))
    });
    let builder = builder_at(canned.clone(), clock);
    let deadline = std::time::Duration::from_secs(90);
    let mpandco = builder.with_search_deadline(deadline).build().unwrap();
    let found = mpandco.find_payment(&"ORDER-9".into()).await.unwrap();
    insta::assert_snapshot!(found.gap().unwrap(), @"only the newest 3 payments were searched in the time of 90 seconds, and there are more");
    let is_page = |sent: &&SentRequest| sent.request().url().path().contains("payment-intent");
    assert_eq!(canned.sent().iter().filter(is_page).count(), 3);
}

#[tokio::test]
async fn one_bad_row_hides_no_other_payment() {
    let mut bad = intent("b", "OLD1");
    bad["transactions"][0]["amount"]["currency"] = json!(null);
    bad["state"] = json!("created");
    let pages = [only_page(&json!([intent("a", "M1"), bad]), 2)];
    let (mpandco, _) = listing(pages.iter().map(Value::to_string).collect());
    let listed = mpandco.list_payments(&PageRequest::first()).await.unwrap();
    assert_eq!(listed.items.len(), 1);
    let [unreadable] = &*listed.unreadable else {
        panic!("{listed:?}");
    };
    insta::assert_snapshot!(unreadable, @r#"an entry with the id "b" and the reference "OLD1" could not be read: its amount cannot be read (the amount has no known currency); its state is AwaitingApproval"#);
    let found = search(&pages, "M1").await;
    assert_eq!((found.matches().len(), found.is_complete()), (1, true));
    // What hides entries is told as well, and no list at all is an error.
    let (mpandco, _) = listing(vec![
        only_page(&json!({"1": intent("a", "A")}), 2).to_string(),
    ]);
    let listed = mpandco.list_payments(&PageRequest::first()).await.unwrap();
    assert_eq!((listed.items.len(), listed.unreadable.len()), (1, 1));
    for data in [json!(null), json!("x"), json!({"x": 1})] {
        let (mpandco, _) = listing(vec![only_page(&data, 0).to_string()]);
        assert!(
            mpandco.list_payments(&PageRequest::first()).await.is_err(),
            "{data}"
        );
    }
}

fn wallet_payment(id: &str) -> Value {
    json!({"id": id, "status": 9000, "amount_total": "20.000000000000000000"})
}

/// Any JSON value, with the names that the service uses among others.
fn any_json() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec![
        "id",
        "state",
        "status",
        "amount_total",
        "intent",
        "x",
        "0",
    ]);
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|flag| json!(flag)),
        any::<i64>().prop_map(|number| json!(number)),
        Just(json!(1.5)),
        "[ -~]{0,12}".prop_map(|text| json!(text)),
    ];
    leaf.prop_recursive(3, 16, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..4).prop_map(|members| members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread();
    { runtime }.build().unwrap().block_on(future)
}

proptest! {
    #![proptest_config(crate::decimals::config(256))]

    #[test]
    fn any_value_in_place_of_an_entry_never_loses_the_others(place in 0_usize..3, value in any_json()) {
        let mut data = three();
        data[place] = value.clone();
        let pages = [only_page(&data, 3)];
        let (mpandco, _) = listing(vec![pages[0].to_string()]);
        let listed = run(mpandco.list_payments(&PageRequest::first())).unwrap();
        let ids: Vec<_> = listed.items.iter().map(|one| one.id().to_string()).collect();
        for (index, id) in ["a", "b", "c"].into_iter().enumerate() {
            if index != place {
                prop_assert!(ids.contains(&id.to_owned()), "{}", value);
                let reference = format!("ORDER-{}", index + 1);
                prop_assert_eq!(run(search(&pages, &reference)).matches().len(), 1, "{}", value);
            }
        }
        prop_assert_eq!(listed.items.len() + listed.unreadable.len(), 3, "{}", value);
        // It has no transaction, so that nothing says that it is another payment.
        prop_assert!(!run(search(&pages, "ORDER-9")).is_complete(), "{}", value);
    }

    #[test]
    fn any_value_in_place_of_a_payment_of_the_wallet_never_loses_the_others(
        place in 0_usize..3, value in any_json()
    ) {
        let mut data = json!([wallet_payment("a"), wallet_payment("b"), wallet_payment("c")]);
        data[place] = value.clone();
        let page = json!({"links": {}, "meta": {"totalResults": 3}, "data": data});
        let (mpandco, _) = listing(vec![page.to_string()]);
        let listed = run(mpandco.list_wallet_payments(&PageRequest::first())).unwrap();
        let ids: Vec<_> = listed.items.iter().map(|one| one.id.as_str()).collect();
        for (index, id) in ["a", "b", "c"].into_iter().enumerate() {
            prop_assert!(index == place || ids.contains(&id), "{}", value);
        }
        prop_assert_eq!(listed.items.len() + listed.unreadable.len(), 3, "{}", value);
    }
}
