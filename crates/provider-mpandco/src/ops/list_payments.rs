//! The history of intents (chapter 6.6): `GET api/payment-intent/.json`.

use payments_core::{Operation, Page, PageRequest, Payment, Result};

use crate::client::Client;
use crate::convert::{Reader, UnreadableIntent};
use crate::model::Intent;
use crate::paging;
use crate::wire::{self, Entry};

const OPERATION: Operation = Operation::LIST_PAYMENTS;

pub(super) const PATH: &str = "api/payment-intent/.json";

pub(crate) async fn list_payments(client: &Client, page: &PageRequest) -> Result<Page<Payment>> {
    let read = |reader: &Reader<'_>, entry: Entry<wire::Intent>| {
        let intent = reader.listed_intent(entry)?;
        match intent.amount {
            Some(_) => Ok(Intent::into_payment(intent)),
            None => Err(UnreadableIntent::without_amount(&intent)),
        }
    };
    let listing = paging::page(client, OPERATION, PATH, page, read).await?;
    listing.into_page(OPERATION)
}
