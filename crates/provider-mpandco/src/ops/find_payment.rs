//! Searching intents by the merchant's reference. The service has no filter, so the whole history
//! is read (chapter 6.6): `GET api/payment-intent/.json`.

use std::collections::HashSet;

use payments_core::{Lookup, MerchantReference, Operation, PageRequest, Payment, Result};

use super::list_payments::intents;
use crate::client::Client;
use crate::model::Intent;
use crate::{paging, validate};

const OPERATION: Operation = Operation::FIND_PAYMENT;

pub(crate) async fn find_payment(
    client: &Client,
    reference: &MerchantReference,
) -> Result<Lookup<Payment>> {
    validate::reference(OPERATION, reference)?;
    let limit = client.search_limit;
    let mut page = PageRequest::first();
    let mut visited = HashSet::new();
    let mut found = Vec::new();
    // An intent that is created meanwhile pushes others onto the next page.
    let mut searched = HashSet::new();
    for _ in 0..limit {
        let listed = intents(client, OPERATION, &page).await?;
        for intent in listed.items {
            if searched.insert(intent.id.clone()) && bears(&intent, reference) {
                found.push(intent.into_payment());
            }
        }
        let Some(next) = listed.next else {
            return Ok(Lookup::complete(found));
        };
        if !visited.insert(next.clone()) {
            return Err(paging::cycle(OPERATION));
        }
        page = PageRequest::after(next);
    }
    let searched = searched.len();
    let gap = format!(
        "only the newest {searched} payments were searched: the limit is {limit} pages, and there \
         are more"
    );
    Ok(Lookup::partial(found, gap))
}

/// Returns whether a transaction has this invoice number.
fn bears(intent: &Intent, reference: &MerchantReference) -> bool {
    let mut transactions = intent.transactions.iter();
    transactions.any(|transaction| transaction.reference.as_ref() == Some(reference))
}
