//! Finds the subscriptions of a contract number in the reports.
//!
//! No method searches subscriptions. Reports show their charges with the contract number, and the
//! number of a charge contains the id of its subscription; each id is checked with the service
//! before it counts. A subscription that was never charged is in no report, so this search always
//! has a gap.

use std::collections::BTreeSet;

use payments_core::{
    ErrorKind, Lookup, MerchantReference, Operation, Result, Subscription, SubscriptionId,
};

use super::{get_subscription, search_transactions};
use crate::client::Client;
use crate::model::{Transaction, TransactionFilter};
use crate::validate;

const OPERATION: Operation = Operation::FIND_SUBSCRIPTION;

/// The service puts 500 transactions on a page.
const MOST_PAGES: u32 = 20;

pub(crate) async fn find_subscription(
    client: &Client,
    reference: &MerchantReference,
) -> Result<Lookup<Subscription>> {
    validate::contract(OPERATION, client.keys(), reference)?;

    let mut gaps = vec!["subscriptions without a charge are in no report".to_owned()];
    let mut ids = BTreeSet::new();
    let mut unnamed = 0_usize;
    let filter = TransactionFilter::new();
    let mut next = Some(1);
    while let Some(number) = next.filter(|number| *number <= MOST_PAGES) {
        let found = search_transactions::fetch(client, OPERATION, &filter, number).await?;
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
            "{unnamed} charges have the contract number but do not name their subscription"
        ));
    }

    let mut matches: Vec<Subscription> = Vec::new();
    for id in ids {
        match get_subscription::fetch(client, OPERATION, &id).await {
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
    transaction.subscription().filter(validate::is_id)
}

fn mistaken(id: &SubscriptionId) -> String {
    format!("charges with the contract number name {id}, which has another contract number")
}
