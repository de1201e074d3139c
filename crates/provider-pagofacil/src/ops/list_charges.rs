//! Lists the charges of one subscription from the reports.
//!
//! Reports cannot be searched by subscription. So the subscription is looked up for its contract
//! number, and each page of the account's transactions is filtered: by the form of their number, or
//! else by the contract number. A page may be empty without being the last.

use payments_core::{
    Charge, Entry, Operation, Page, PageRequest, PageToken, Result, SubscriptionId, Unreadable,
};

use super::{get_subscription, search_transactions};
use crate::client::Client;
use crate::model::{Transaction, TransactionFilter};
use crate::validate;

const OPERATION: Operation = Operation::LIST_CHARGES;

pub(crate) async fn list_charges(
    client: &Client,
    id: &SubscriptionId,
    page: &PageRequest,
) -> Result<Page<Charge>> {
    validate::subscription_with_secret(OPERATION, client.keys(), id)?;
    // A token keeps the contract number, so that it is looked up once.
    let (number, reference) = match page.token() {
        None => (1, contract_number(client, id).await?),
        Some(token) => {
            let (number, reference) = validate::charges_token(token)?;
            (number, reference.map(str::to_owned))
        }
    };
    let reference = reference.as_deref();
    let filter = TransactionFilter::new();
    let found = search_transactions::fetch(client, OPERATION, &filter, number).await?;
    let mut charges = Page::default();
    for entry in found.entries {
        match entry {
            Entry::Readable(transaction) => match belongs(&transaction, id, reference) {
                Some(true) => charges.items.push(transaction.into_charge()),
                Some(false) => {}
                None => charges.unreadable.push(unattributed(&transaction)),
            },
            // It may belong to the subscription.
            Entry::Unreadable(entry) => {
                let other = entry.reference.as_deref().zip(reference);
                if other.is_none_or(|(other, ours)| other == ours) {
                    charges.unreadable.push(entry);
                }
            }
        }
    }
    let token = |next: u32| PageToken::new(format!("{next}:{}", reference.unwrap_or_default()));
    Ok(charges.with_next(found.next.map(token)))
}

async fn contract_number(client: &Client, id: &SubscriptionId) -> Result<Option<String>> {
    let subscription = get_subscription::fetch(client, OPERATION, id).await?;
    let reference = subscription.reference();
    Ok(reference.map(|reference| reference.as_str().to_owned()))
}

/// Whether a transaction belongs to a subscription, if the response says so. Two subscriptions may
/// share a contract number, so the number of the charge decides first.
fn belongs(
    transaction: &Transaction,
    id: &SubscriptionId,
    reference: Option<&str>,
) -> Option<bool> {
    if !transaction.is_recurring() {
        return Some(false);
    }
    if let Some(subscription) = transaction.subscription() {
        return Some(subscription == *id);
    }
    let contract = transaction.reference.as_ref();
    Some(contract?.as_str() == reference?)
}

fn unattributed(transaction: &Transaction) -> Unreadable {
    let reference = transaction.reference.as_ref();
    Unreadable::new("the response does not say to which subscription it belongs")
        .with_id(Some(transaction.id.clone()))
        .with_reference(reference.map(|reference| reference.as_str().to_owned()))
}
