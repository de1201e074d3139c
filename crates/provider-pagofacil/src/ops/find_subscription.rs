//! Finding the subscriptions of a contract number, out of the reports.
//!
//! No method searches subscriptions. Reports show their charges with the contract number, and a
//! charge's number has the form of its subscription's id; each id found so is checked with the
//! service before it counts. A subscription that was never charged is in no report, so this search
//! is never complete.

use std::collections::BTreeSet;

use payments_core::{
    ErrorKind, Lookup, MerchantReference, Operation, Result, Subscription, SubscriptionId,
    Violations,
};

use super::{get_subscription, search_transactions};
use crate::service::Service;
use crate::{NAME, Transaction, TransactionFilter};

const OPERATION: Operation = Operation::FIND_SUBSCRIPTION;

/// The service puts 500 transactions on a page.
const MOST_PAGES: u32 = 20;

pub(crate) async fn find_subscription(
    service: &Service,
    reference: &MerchantReference,
) -> Result<Lookup<Subscription>> {
    let mut violations = Violations::new();
    reference.check("reference", &mut violations);
    service.keys().require_api_secret(&mut violations);
    violations.into_result(NAME, OPERATION)?;

    let mut gaps = vec!["subscriptions that were not charged yet are in no report".to_owned()];
    let mut ids = BTreeSet::new();
    let mut unnamed = 0_usize;
    let filter = TransactionFilter::new();
    let mut next = Some(1);
    while let Some(number) = next.filter(|number| *number <= MOST_PAGES) {
        let found = search_transactions::fetch(service, OPERATION, &filter, number).await?;
        for transaction in &found.transactions {
            if transaction.is_recurring() && transaction.reference.as_ref() == Some(reference) {
                match candidate(transaction) {
                    Some(id) => _ = ids.insert(id),
                    None => unnamed += 1,
                }
            }
        }
        next = found.next;
    }
    if next.is_some() {
        gaps.push(format!("only the first {MOST_PAGES} pages were read"));
    }
    if unnamed > 0 {
        gaps.push(format!(
            "{unnamed} charges bear the contract number without naming their subscription"
        ));
    }

    let mut matches: Vec<Subscription> = Vec::new();
    for id in ids {
        match get_subscription::fetch(service, OPERATION, &id).await {
            Ok(subscription) => match subscription.reference() {
                Some(other) if other != reference => gaps.push(mistaken(&id)),
                _ => matches.push(subscription.with_reference(Some(reference.clone()))),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => gaps.push(mistaken(&id)),
            Err(error) => return Err(error),
        }
    }
    matches.sort_by_key(|found| std::cmp::Reverse(found.registered_at().map(|time| time.at())));
    Ok(Lookup::partial(matches, gaps.join("; ")))
}

fn candidate(transaction: &Transaction) -> Option<SubscriptionId> {
    transaction.subscription().filter(|id| {
        let mut violations = Violations::new();
        get_subscription::check_id(id, &mut violations);
        violations.is_empty()
    })
}

fn mistaken(id: &SubscriptionId) -> String {
    format!("charges bear the contract number and speak of {id}, which is not its subscription")
}
