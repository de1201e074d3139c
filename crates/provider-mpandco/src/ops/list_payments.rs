//! The history of intents (chapter 6.6): `GET api/payment-intent/.json`.

use payments_core::{Operation, Page, PageRequest, Payment, Result};

use crate::client::Client;
use crate::convert::Reader;
use crate::model::Intent;
use crate::paging;

const OPERATION: Operation = Operation::LIST_PAYMENTS;

pub(crate) async fn list_payments(client: &Client, page: &PageRequest) -> Result<Page<Payment>> {
    let page = intents(client, OPERATION, page).await?;
    Ok(Page::new(page.items.iter().map(Intent::payment).collect())
        .with_next(page.next)
        .with_total(page.total))
}

/// Fetches a page of intents for any operation that needs it.
pub(super) async fn intents(
    client: &Client,
    operation: Operation,
    page: &PageRequest,
) -> Result<Page<Intent>> {
    let path = "api/payment-intent/.json";
    let read = |reader: &Reader<'_>, intent| reader.intent(intent);
    paging::page(client, operation, path, page, read).await
}
