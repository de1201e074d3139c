//! A year of subscriptions, by the simulator's clock.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::TryStreamExt;
use payments_core::{
    Card, CardExpiry, Charge, ChargeOutcome, Currency, MerchantReference, Money, Page, PageRequest,
    RecurringProvider, RecurringProviderExt, Schedule, SubscriptionId, SubscriptionRequest,
};
use payments_kit::http::ClientConfig;
use payments_sim::pagofacil;
use payments_sim::{SimClock, Simulator};
use payments_testkit::samples;
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys, Transaction, TransactionFilter};
use time::macros::{date, datetime};
use time::{Date, Duration, Month};

const SUBSCRIPTIONS: usize = 200;

fn client(simulator: &Simulator) -> PagoFacil {
    let (branch_id, user_id) = pagofacil::State::sandbox_keys();
    let keys = SandboxKeys::new(branch_id, user_id)
        .with_api_secret(pagofacil::State::sandbox_api_secret());
    PagoFacil::sandbox(keys)
        .with_base_url(simulator.pagofacil_base_url())
        .with_encoding(Encoding::JsonRpc)
        .with_client(ClientConfig::new().with_clock(simulator.clock().clone()))
        .build()
        .unwrap()
}

/// The day of the month on which a subscription of this number is charged.
fn day(number: usize) -> u8 {
    u8::try_from(number % 31 + 1).unwrap()
}

fn contract(number: usize) -> SubscriptionRequest {
    let card = Card::new(samples::card_number(), CardExpiry::new(12, 2030));
    let amount = Money::from_minor(i64::try_from(1_000 + number).unwrap(), Currency::MXN);
    let schedule = Schedule::monthly(day(number), date!(2025 - 01 - 01));
    SubscriptionRequest::new(amount, card, samples::customer(), schedule)
        .with_reference(format!("CONTRACT-{number}").as_str())
}

/// The days of 2025 on which a day of the month falls, the last ones shortened.
fn due(day: u8) -> BTreeSet<Date> {
    let months = (1..=12).map(|month| Month::try_from(month).unwrap());
    months
        .map(|month| {
            let last = month.length(2025);
            Date::from_calendar_date(2025, month, day.min(last)).unwrap()
        })
        .collect()
}

#[tokio::test]
async fn every_charge_of_a_year_is_reported_on_its_day() {
    let clock = SimClock::fixed(datetime!(2024-12-15 18:00 UTC));
    let simulator = Simulator::start_with(0, clock.clone()).await.unwrap();
    let client = client(&simulator);
    let mut ids = Vec::new();
    for number in 0..SUBSCRIPTIONS {
        let registration = client
            .register_subscription(&contract(number))
            .await
            .unwrap();
        ids.push(registration.subscription.id().clone());
    }
    for _ in 0..13 {
        clock.advance(Duration::days(30));
    }

    let mut charged: BTreeMap<String, BTreeSet<Date>> = BTreeMap::new();
    let mut page = PageRequest::first();
    let filter = TransactionFilter::new()
        .with_start(date!(2025 - 01 - 01))
        .with_end(date!(2025 - 12 - 31));
    let mut paged = Vec::new();
    loop {
        let found = client.search_transactions(&filter, &page).await.unwrap();
        for transaction in found.items {
            paged.push(transaction.id.clone());
            note(&mut charged, transaction);
        }
        match found.next {
            Some(next) => page = PageRequest::after(next),
            None => break,
        }
    }
    assert_eq!(charged.len(), SUBSCRIPTIONS);
    let streamed = client
        .transactions(filter)
        .map_ok(|found| found.readable().unwrap().id);
    let streamed: Vec<String> = streamed.try_collect().await.unwrap();
    assert_eq!(streamed, paged);
    for number in 0..SUBSCRIPTIONS {
        let days = &charged[&format!("CONTRACT-{number}")];
        assert_eq!(*days, due(day(number)), "CONTRACT-{number}");
    }
    let held = simulator.pagofacil().charges();
    assert_eq!(
        held.iter()
            .filter(|charge| charge.made_at.year() == 2025)
            .count(),
        12 * SUBSCRIPTIONS
    );

    compare_with_the_ledger(&simulator, &client, &ids[30]).await;
    let reference = MerchantReference::new("CONTRACT-30");
    let found = client.find_subscription(&reference).await.unwrap();
    assert_eq!(found.matches()[0].id(), &ids[30]);
    assert!(
        !found.is_complete(),
        "a subscription without a charge is in no report"
    );
}

fn note(charged: &mut BTreeMap<String, BTreeSet<Date>>, transaction: Transaction) {
    assert!(transaction.is_recurring());
    let reference = transaction.reference.unwrap().as_str().to_owned();
    let day = transaction.at.unwrap().at().date();
    let is_new = charged.entry(reference.clone()).or_default().insert(day);
    assert!(is_new, "{reference} was charged twice on {day}");
}

/// The charges of one subscription, as its provider lists them and as the service made them.
async fn compare_with_the_ledger(simulator: &Simulator, client: &PagoFacil, id: &SubscriptionId) {
    let listed: Page<Charge> = client.charges(id).try_collect().await.unwrap();
    let view = simulator.pagofacil().subscription(id.as_str()).unwrap();
    assert_eq!(listed.items.len(), view.charges.len());
    let approved = listed
        .items
        .iter()
        .filter(|charge| charge.outcome == ChargeOutcome::Approved)
        .count();
    let held = view.charges.iter().filter(|charge| charge.is_approved());
    assert_eq!(approved, held.count());
}
