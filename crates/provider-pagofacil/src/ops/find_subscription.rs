//! Finds the subscriptions of a contract number in the reports.
//!
//! No method searches subscriptions. Reports show their charges with the contract number, and the
//! number of a charge contains the id of its subscription; each id is checked with the service
//! before it counts. A subscription that was never charged is in no report, so this search always
//! has a gap.

use std::collections::BTreeSet;

use payments_core::{
    Entry, ErrorKind, Lookup, MerchantReference, Operation, Result, Subscription, SubscriptionId,
};

use super::{get_subscription, search_transactions};
use crate::client::Client;
use crate::model::Transaction;
use crate::validate;

const OPERATION: Operation = Operation::FIND_SUBSCRIPTION;

/// How many subscriptions of one contract number are checked with the service.
const MOST_CHECKED: usize = 20;

pub(crate) async fn find_subscription(
    client: &Client,
    reference: &MerchantReference,
) -> Result<Lookup<Subscription>> {
    validate::contract(OPERATION, client.keys(), reference)?;
    let mut gaps = vec!["subscriptions without a charge are in no report".to_owned()];
    let mut ids = BTreeSet::new();
    let (mut unnamed, mut unreadable) = (0_usize, Vec::new());
    let each = |entry: Entry<Transaction>| match entry {
        Entry::Readable(transaction) => {
            if transaction.is_recurring() && transaction.reference.as_ref() == Some(reference) {
                match candidate(&transaction) {
                    Some(id) => _ = ids.insert(id),
                    None => unnamed += 1,
                }
            }
        }
        Entry::Unreadable(entry) => {
            let other = entry.reference.as_deref();
            if other.is_none_or(|other| other == reference.as_str()) {
                unreadable.push(entry.to_string());
            }
        }
    };
    gaps.extend(search_transactions::walk(client, OPERATION, each).await?);
    gaps.extend(unreadable);
    if unnamed > 0 {
        gaps.push(format!(
            "{unnamed} charges have the contract number but do not name their subscription"
        ));
    }
    if ids.len() > MOST_CHECKED {
        let left = ids.len() - MOST_CHECKED;
        gaps.push(format!(
            "{left} more subscriptions that charges name were not checked"
        ));
    }

    let mut matches: Vec<Subscription> = Vec::new();
    for id in ids.into_iter().take(MOST_CHECKED) {
        match get_subscription::fetch(client, OPERATION, &id).await {
            Ok(subscription) => match subscription.reference() {
                Some(other) if other != reference => gaps.push(mistaken(&id)),
                _ => matches.push(subscription.with_reference(Some(reference.clone()))),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => gaps.push(mistaken(&id)),
            Err(error) if error.kind() == ErrorKind::UnreadableResponse => {
                let reason = error.detail().unwrap_or_default();
                gaps.push(format!("subscription {id} could not be read: {reason}"));
            }
            Err(error) => return Err(error),
        }
    }
    matches.sort_by_key(|found| std::cmp::Reverse(found.registered_at().map(|time| time.at())));
    Ok(gaps
        .into_iter()
        .fold(Lookup::complete(matches), Lookup::with_gap))
}

fn candidate(transaction: &Transaction) -> Option<SubscriptionId> {
    transaction.subscription().filter(validate::is_id)
}

fn mistaken(id: &SubscriptionId) -> String {
    format!("charges with the contract number name {id}, which has another contract number")
}
