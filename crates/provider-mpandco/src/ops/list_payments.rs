//! The history of intents (chapter 6.6): `GET api/payment-intent/.json`.

use payments_core::{Operation, Page, PageRequest, Payment, Result};

use crate::model::Intent;
use crate::paging;
use crate::service::Service;

const OPERATION: Operation = Operation::LIST_PAYMENTS;

pub(crate) async fn list_payments(service: &Service, page: &PageRequest) -> Result<Page<Payment>> {
    let page = intents(service, OPERATION, page).await?;
    Ok(Page {
        items: page.items.iter().map(Intent::payment).collect(),
        next: page.next,
        total: page.total,
    })
}

/// A page of intents, for whichever operation needs it.
pub(super) async fn intents(
    service: &Service,
    operation: Operation,
    page: &PageRequest,
) -> Result<Page<Intent>> {
    let page = paging::page(service, operation, "api/payment-intent/.json", page).await?;
    let reader = service.reader(operation);
    let intents = page.items.into_iter().map(|intent| reader.intent(intent));
    Ok(Page {
        items: intents.collect::<Result<_>>()?,
        next: page.next,
        total: page.total,
    })
}
