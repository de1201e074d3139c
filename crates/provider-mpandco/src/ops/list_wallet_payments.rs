//! The history of the wallet's payments (chapter 6.7): `GET api/payment/.json`.

use payments_core::{Effect, Operation, Page, PageRequest, Result};

use crate::client::Client;
use crate::convert::Reader;
use crate::model::WalletPayment;
use crate::paging;

/// Lists the payments of the wallet.
pub const LIST_WALLET_PAYMENTS: Operation = Operation::new("list_wallet_payments", Effect::Read);

pub(crate) async fn list_wallet_payments(
    client: &Client,
    page: &PageRequest,
) -> Result<Page<WalletPayment>> {
    let path = "api/payment/.json";
    let read = |reader: &Reader<'_>, entry| reader.listed_wallet_payment(entry);
    let listing = paging::page(client, LIST_WALLET_PAYMENTS, path, page, read).await?;
    listing.into_page(LIST_WALLET_PAYMENTS)
}
