//! Searching intents by the merchant's reference. The service has no filter, so the whole history
//! is read (chapter 6.6): `GET api/payment-intent/.json`.
//!
//! The absence of a payment needs proof: every page read to a known end, as many different
//! payments as the service states on every page, and a reference for each of their transactions.
//! Anything less is a gap.

use std::collections::HashSet;

use payments_core::{
    Lookup, MerchantReference, Operation, PageRequest, Payment, Result, exact_decimal,
};

use super::list_payments::PATH;
use crate::client::Client;
use crate::convert::{Reader, UnreadableIntent};
use crate::model::Intent;
use crate::{paging, validate};

const OPERATION: Operation = Operation::FIND_PAYMENT;

/// How many gaps are told one by one.
const MOST_GAPS: usize = 10;

/// A service may cut a reference, but none so short.
const SHORTEST_CUT: usize = 16;

pub(crate) async fn find_payment(
    client: &Client,
    reference: &MerchantReference,
) -> Result<Lookup<Payment>> {
    validate::reference(OPERATION, reference)?;
    let clock = client.endpoint.client.clock();
    let (limit, deadline) = (client.search_limit, client.search_deadline);
    let start = clock.now();
    let mut page = PageRequest::first();
    let mut visited = HashSet::new();
    let mut search = Search::new(reference.as_str());
    for _ in 0..limit {
        let read = |reader: &Reader<'_>, entry| reader.listed_intent(entry);
        let listing = paging::page(client, OPERATION, PATH, &page, read).await?;
        search.totals.push(listing.total);
        for flaw in listing.flaws {
            search.gap(flaw);
        }
        for entry in listing.entries {
            search.add(entry);
        }
        let Some(next) = listing.next else {
            search.end();
            return Ok(search.into_lookup());
        };
        if !visited.insert(next.clone()) {
            return Err(paging::cycle(OPERATION));
        }
        if clock.now() - start >= deadline {
            let searched = search.ids.len();
            search.gap(format!(
                "only the newest {searched} payments were searched in the time of {} seconds, and \
                 there are more",
                deadline.whole_seconds()
            ));
            return Ok(search.into_lookup());
        }
        page = PageRequest::after(next);
    }
    let searched = search.ids.len();
    search.gap(format!(
        "only the newest {searched} payments were searched: the limit is {limit} pages, and there \
         are more"
    ));
    Ok(search.into_lookup())
}

/// A search, as far as it has come.
struct Search<'a> {
    reference: &'a str,
    found: Vec<Payment>,
    /// An intent that is created meanwhile pushes others onto the next page, where they are seen
    /// again.
    ids: HashSet<String>,
    /// What each page states.
    totals: Vec<Option<u64>>,
    gaps: Vec<String>,
    more_gaps: usize,
}

impl<'a> Search<'a> {
    fn new(reference: &'a str) -> Self {
        Self {
            reference,
            found: Vec::new(),
            ids: HashSet::new(),
            totals: Vec::new(),
            gaps: Vec::new(),
            more_gaps: 0,
        }
    }

    fn gap(&mut self, gap: impl Into<String>) {
        if self.gaps.len() < MOST_GAPS {
            self.gaps.push(gap.into());
        } else {
            self.more_gaps += 1;
        }
    }

    fn add(&mut self, entry: Result<Intent, UnreadableIntent>) {
        let intent = match entry {
            Ok(intent) => intent,
            Err(unreadable) => return self.add_unreadable(unreadable),
        };
        if !self.ids.insert(intent.id.to_string()) {
            return;
        }
        let references = || {
            let transactions = intent.transactions.iter();
            transactions.flat_map(|one| one.references.iter().map(String::as_str))
        };
        if references().any(|found| found == self.reference) {
            return self.found.push(intent.into_payment());
        }
        if let Some(similar) = references().find(|found| is_similar(found, self.reference)) {
            return self.gap(format!(
                "the payment {} has the similar reference {similar:?}",
                intent.id
            ));
        }
        let mut transactions = intent.transactions.iter();
        let has_reference = !intent.transactions.is_empty()
            && intent.has_all_transactions
            && transactions.all(|one| !one.references.is_empty());
        if !has_reference {
            self.gap(format!(
                "the payment {} has a transaction without a reference",
                intent.id
            ));
        }
    }

    /// One that bears another reference is not the payment, whatever else it is.
    fn add_unreadable(&mut self, unreadable: UnreadableIntent) {
        let is_new = match &unreadable.id {
            Some(id) => self.ids.insert(id.clone()),
            None => true,
        };
        let may_be_ours =
            |found: &String| found == self.reference || is_similar(found, self.reference);
        let references = &unreadable.references;
        if is_new && (references.is_empty() || references.iter().any(may_be_ours)) {
            self.gap(payments_core::Unreadable::from(unreadable).to_string());
        }
    }

    /// The last page was read.
    fn end(&mut self) {
        let mut stated = self.totals.iter().copied();
        let before = stated.next().flatten();
        let Some(before) = before.filter(|_| self.totals.iter().all(Option::is_some)) else {
            return self.gap("the service does not state how many payments there are");
        };
        if let Some(after) = stated.flatten().find(|after| *after != before) {
            return self.gap(format!(
                "the history changed while it was read: there were {before} payments, then {after}"
            ));
        }
        let searched = self.ids.len();
        if u64::try_from(searched) != Ok(before) {
            self.gap(format!(
                "{searched} payments were searched, but the service states that there are {before}"
            ));
        }
    }

    fn into_lookup(self) -> Lookup<Payment> {
        let mut lookup = Lookup::complete(self.found);
        for gap in self.gaps {
            lookup = lookup.with_gap(gap);
        }
        match self.more_gaps {
            0 => lookup,
            more => lookup.with_gap(format!("{more} more entries")),
        }
    }
}

/// Returns whether a reference may be the wanted one, written in another way: with other case,
/// blanks or punctuation, as another number, or cut.
fn is_similar(found: &str, wanted: &str) -> bool {
    let number = |text: &str| exact_decimal(text.trim()).ok();
    if number(found).is_some_and(|found| number(wanted) == Some(found)) {
        return true;
    }
    let bare = |text: &str| -> String {
        let characters = text.chars().filter(|c| c.is_alphanumeric());
        let bare: String = characters.flat_map(char::to_lowercase).collect();
        bare.trim_start_matches('0').to_owned()
    };
    let (found, wanted) = (bare(found), bare(wanted));
    if found.is_empty() || wanted.is_empty() {
        return false;
    }
    found == wanted || (found.len() >= SHORTEST_CUT && wanted.starts_with(&found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_similar_reference_is_not_another_one() {
        let long = "ORDER-2026-11-25-0000017";
        for (found, wanted) in [
            ("order-1", "ORDER-1"),
            ("ORDER 1", "ORDER-1"),
            ("ORDER1", "ORDER-1"),
            ("0017", "17"),
            ("17.0", "17"),
            ("1.7E1", "17"),
            ("ORDER-2026-11-25-0000", long),
        ] {
            assert!(is_similar(found, wanted), "{found} {wanted}");
        }
        for (found, wanted) in [
            ("ORDER-10", "ORDER-1"),
            ("ORDER-1", "ORDER-10"),
            ("17", "170"),
            ("--", "-"),
            ("", "ORDER-1"),
            ("ORDER-2026-11-25-1", long),
        ] {
            assert!(!is_similar(found, wanted), "{found} {wanted}");
        }
    }
}
