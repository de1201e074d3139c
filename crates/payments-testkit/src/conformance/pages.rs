//! Listings, page by page.

use std::collections::BTreeSet;

use payments_core::{FirstCharge, Operation, Page, PageRequest, Result};

use super::Run;
use super::money_call::{approved, recurring, registered};
use super::support::{expected, given, offers, working};

/// How many payments are listed.
const PAYMENTS: usize = 25;

/// How many payments are listed for their order.
const ORDERED: usize = 7;

/// How many pages a listing may have before it counts as endless.
const MOST_PAGES: usize = 100;

/// Every payment is on one page, once. It holds for providers that list payments.
pub async fn pages_list_every_payment_once(harness: &Run<'_>) {
    let provider = working(harness);
    if !offers(&*provider, Operation::LIST_PAYMENTS) {
        return;
    }
    let mut created = BTreeSet::new();
    for number in 0..PAYMENTS {
        let reference = format!("ORDER-{number}");
        let id = approved(harness, &*provider, &reference).await.0;
        created.insert(id);
    }
    let mut listing = Listing::new();
    while let Some(request) = listing.next.take() {
        listing.add(provider.list_payments(&request).await);
    }
    let listed = listing.items;
    let unique: BTreeSet<_> = listed.iter().map(|payment| payment.id().clone()).collect();
    assert_eq!(unique.len(), listed.len(), "payments are listed twice");
    assert_eq!(unique, created, "the payments listed and those created");
}

/// Payments are listed newest first, over all pages. It holds for providers that list payments.
pub async fn payments_are_listed_newest_first(harness: &Run<'_>) {
    let provider = working(harness);
    if !offers(&*provider, Operation::LIST_PAYMENTS) {
        return;
    }
    let mut newest_first = Vec::new();
    for number in 0..ORDERED {
        let reference = format!("ORDERED-{number}");
        newest_first.insert(0, approved(harness, &*provider, &reference).await.0);
    }
    // Whether each is listed once is another behavior's to check.
    let mut listed = Vec::new();
    let mut next = Some(PageRequest::first());
    for _ in 0..MOST_PAGES {
        let Some(request) = next.take() else {
            break;
        };
        let page = expected("listing a page", provider.list_payments(&request).await);
        for payment in page.items {
            if !listed.contains(payment.id()) {
                listed.push(payment.id().clone());
            }
        }
        next = page.next.map(PageRequest::after);
    }
    assert_eq!(listed, newest_first, "payments must be listed newest first");
}

/// Every charge that a subscription had is on one page, once. It holds for providers that list
/// charges.
pub async fn pages_list_every_charge_once(harness: &Run<'_>) {
    let provider = working(harness);
    if !offers(&*provider, Operation::LIST_CHARGES) {
        return;
    }
    registered(harness, &*provider, "ORDER-2").await;
    let request = harness.subscription_request("ORDER-1");
    let request = given("a subscription request", request);
    let recurring = recurring(&*provider);
    let registration = recurring.register_subscription(&request).await;
    let registration = expected("registering a subscription", registration);
    let first = matches!(registration.first_charge, FirstCharge::Made(_));
    let id = registration.subscription.id();
    let made = harness.charge(id).await + usize::from(first);
    assert!(made > 1, "the harness made no charges that fill a page");
    let mut listing = Listing::new();
    while let Some(request) = listing.next.take() {
        listing.add(recurring.list_charges(id, &request).await);
    }
    let listed = listing.items;
    let ids: Vec<_> = listed.iter().filter_map(|one| one.id.as_ref()).collect();
    let unique: BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "charges are listed twice");
    assert_eq!(listed.len(), made, "the charges listed and those made");
}

/// The pages of a listing that were fetched so far.
struct Listing<T> {
    items: Vec<T>,
    next: Option<PageRequest>,
    pages: usize,
}

impl<T> Listing<T> {
    fn new() -> Self {
        Self {
            items: Vec::new(),
            next: Some(PageRequest::first()),
            pages: 0,
        }
    }

    fn add(&mut self, page: Result<Page<T>>) {
        let page = expected("listing a page", page);
        self.items.extend(page.items);
        self.pages += 1;
        assert!(self.pages < MOST_PAGES, "the listing does not end");
        self.next = page.next.map(PageRequest::after);
        let listed = u64::try_from(self.items.len()).ok();
        assert!(
            self.next.is_some() || page.total.is_none() || page.total == listed,
            "the pages hold {listed:?} of a total of {:?}",
            page.total
        );
    }
}
