//! Fetching a payment of the wallet (chapter 6.11): `GET api/payment/find.json`.

use payments_core::{Effect, Operation, Result};
use payments_kit::http::HttpRequest;

use crate::client::Client;
use crate::model::{WalletPayment, WalletPaymentId};
use crate::wire::id_query;
use crate::{error, validate};

/// Fetches a payment of the wallet.
pub const GET_WALLET_PAYMENT: Operation = Operation::new("get_wallet_payment", Effect::Read);

pub(crate) async fn get_wallet_payment(
    client: &Client,
    id: &WalletPaymentId,
) -> Result<WalletPayment> {
    validate::wallet_id(GET_WALLET_PAYMENT, id)?;
    let url = client.base_url().join("api/payment/find.json");
    let query = id_query(id.as_str());
    let request = HttpRequest::get(GET_WALLET_PAYMENT, url).with_query_form(query);
    let payment = client.call(request, |reader, payment| reader.wallet_payment(payment));
    let payment = payment.await?;
    if payment.id == *id {
        Ok(payment)
    } else {
        let reason = "the response is about another payment";
        Err(error::unreadable(GET_WALLET_PAYMENT, reason))
    }
}
