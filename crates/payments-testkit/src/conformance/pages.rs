//! Listings, page by page.

use std::collections::BTreeSet;

use payments_core::{Operation, Page, PageRequest, Result};

use super::Harness;
use super::expect::expected;
use super::money_call::{approved, recurring, registered};
use super::watch::working;

/// How many payments are listed.
const PAYMENTS: usize = 25;

/// How many pages a listing may have before it is taken to go round in circles.
const MOST_PAGES: usize = 100;

/// Every payment is on one page, once. It holds for providers that list payments.
pub async fn pages_of_payments_are_whole(harness: &dyn Harness) {
    let provider = working(harness);
    if !provider.capabilities().supports(Operation::LIST_PAYMENTS) {
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

/// Every charge that a subscription has is on one page, once.
pub async fn pages_of_charges_are_whole(harness: &dyn Harness) {
    let provider = working(harness);
    if !provider.capabilities().supports(Operation::LIST_CHARGES) {
        return;
    }
    registered(harness, &*provider, "ORDER-2").await;
    let id = registered(harness, &*provider, "ORDER-1").await;
    let recurring = recurring(&*provider);
    let subscription = recurring.get_subscription(&id).await;
    let subscription = expected("getting a subscription", subscription);
    let mut listing = Listing::new();
    while let Some(request) = listing.next.take() {
        listing.add(recurring.list_charges(&id, &request).await);
    }
    let listed = listing.items;
    let ids = listed.iter().filter_map(|charge| charge.id.as_ref());
    let unique: BTreeSet<_> = ids.clone().collect();
    assert_eq!(unique.len(), ids.count(), "charges are listed twice");
    for charge in subscription.charges() {
        let missing = charge.id.as_ref().filter(|id| !unique.contains(id));
        assert_eq!(missing, None, "a charge of the subscription is not listed");
    }
}

/// A listing, as far as its pages were fetched.
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
        assert!(self.pages < MOST_PAGES, "the pages have no end");
        self.next = page.next.map(PageRequest::after);
        let listed = u64::try_from(self.items.len()).ok();
        assert!(
            self.next.is_some() || page.total.is_none() || page.total == listed,
            "the pages hold {listed:?} of a total of {:?}",
            page.total
        );
    }
}
