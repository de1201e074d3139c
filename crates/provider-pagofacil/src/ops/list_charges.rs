//! The charges of one subscription, out of the reports.
//!
//! Reports cannot be searched by subscription. So the subscription is looked up for its contract
//! number, and of each page of the account's transactions those are kept that are its own: by the
//! form of their number, or else by the contract number. A page of it may be empty and not be the
//! last.

use payments_core::{
    Charge, ErrorKind, Operation, Outcome, Page, PageRequest, PageToken, Result, SubscriptionId,
    Violations,
};

use super::{get_subscription, search_transactions};
use crate::service::Service;
use crate::{NAME, Transaction, TransactionFilter, error};

const OPERATION: Operation = Operation::LIST_CHARGES;

pub(crate) async fn list_charges(
    service: &Service,
    id: &SubscriptionId,
    page: &PageRequest,
) -> Result<Page<Charge>> {
    let mut violations = Violations::new();
    get_subscription::check_id(id, &mut violations);
    service.keys().require_api_secret(&mut violations);
    violations.into_result(NAME, OPERATION)?;

    // A token remembers the contract number, so that it is looked up once.
    let (number, reference) = match page.token().map(|token| token.as_str().split_once(':')) {
        None => (1, contract_number(service, id).await?),
        Some(Some((number, reference))) => {
            let number = search_transactions::read_token(OPERATION, number)?;
            (
                number,
                Some(reference.to_owned()).filter(|text| !text.is_empty()),
            )
        }
        Some(None) => (search_transactions::read_token(OPERATION, "")?, None),
    };
    let reference = reference.as_deref();
    let filter = TransactionFilter::new();
    let found = search_transactions::fetch(service, OPERATION, &filter, number).await?;
    let mut charges = Vec::new();
    for transaction in found.transactions {
        if belongs(&transaction, id, reference)? {
            charges.push(transaction.into_charge());
        }
    }
    let token = |next: u32| PageToken::new(format!("{next}:{}", reference.unwrap_or_default()));
    Ok(Page {
        items: charges,
        next: found.next.map(token),
        // What the service counts are all transactions of the account.
        total: None,
    })
}

async fn contract_number(service: &Service, id: &SubscriptionId) -> Result<Option<String>> {
    let subscription = get_subscription::fetch(service, OPERATION, id).await?;
    let reference = subscription.reference();
    Ok(reference.map(|reference| reference.as_str().to_owned()))
}

/// Two subscriptions may share a contract number, so the number of the charge counts first.
fn belongs(
    transaction: &Transaction,
    id: &SubscriptionId,
    reference: Option<&str>,
) -> Result<bool> {
    if !transaction.is_recurring() {
        return Ok(false);
    }
    if let Some(subscription) = transaction.subscription() {
        return Ok(subscription == *id);
    }
    let contract = transaction.reference.as_ref();
    match (contract.map(|contract| contract.as_str()), reference) {
        (Some(contract), Some(reference)) => Ok(contract == reference),
        _ => {
            let detail = format!(
                "nothing tells which subscription transaction {} belongs to",
                transaction.id
            );
            Err(
                error::error(OPERATION, ErrorKind::UnreadableResponse, Outcome::Unknown)
                    .with_detail(detail),
            )
        }
    }
}
