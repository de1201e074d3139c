//! The history of the wallet's payments (chapter 6.7): `GET api/payment/.json`.

use payments_core::{Effect, Operation, Page, PageRequest, Result};

use crate::client::Client;
use crate::model::WalletPayment;
use crate::paging;

/// Lists the payments of the wallet.
pub const LIST_WALLET_PAYMENTS: Operation = Operation::new("list_wallet_payments", Effect::Read);

pub(crate) async fn list_wallet_payments(
    client: &Client,
    page: &PageRequest,
) -> Result<Page<WalletPayment>> {
    let page = paging::page(client, LIST_WALLET_PAYMENTS, "api/payment/.json", page).await?;
    let reader = client.reader(LIST_WALLET_PAYMENTS);
    let payments = page.items.into_iter();
    Ok(Page {
        items: payments
            .map(|payment| reader.wallet_payment(payment))
            .collect::<Result<_>>()?,
        next: page.next,
        total: page.total,
    })
}
