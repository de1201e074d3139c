//! Searching intents by the merchant's reference. The service has no filter, so its history is
//! walked (chapter 6.6): `GET api/payment-intent/.json`.

use std::collections::HashSet;

use payments_core::{
    Lookup, MerchantReference, Operation, PageRequest, Payment, Result, Violations,
};

use super::list_payments::intents;
use crate::model::Intent;
use crate::service::Service;
use crate::{NAME, paging};

const OPERATION: Operation = Operation::FIND_PAYMENT;

pub(crate) async fn find_payment(
    service: &Service,
    reference: &MerchantReference,
) -> Result<Lookup<Payment>> {
    let mut violations = Violations::new();
    reference.check("reference", &mut violations);
    violations.into_result(NAME, OPERATION)?;

    let limit = service.search_limit();
    let mut page = PageRequest::first();
    let mut visited = HashSet::new();
    let mut found = Vec::new();
    // An intent that is created meanwhile pushes others onto the next page.
    let mut searched = HashSet::new();
    for _ in 0..limit {
        let listed = intents(service, OPERATION, &page).await?;
        for intent in listed.items {
            if searched.insert(intent.id.clone()) && bears(&intent, reference) {
                found.push(intent.into_payment());
            }
        }
        let Some(next) = listed.next else {
            return Ok(Lookup::complete(found));
        };
        if !visited.insert(next.clone()) {
            return Err(paging::going_round(OPERATION));
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

/// Every transaction has an invoice number of its own.
fn bears(intent: &Intent, reference: &MerchantReference) -> bool {
    let mut transactions = intent.transactions.iter();
    transactions.any(|transaction| transaction.reference.as_ref() == Some(reference))
}
