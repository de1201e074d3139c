//! Several transactions in one intent (chapters 6.1 and 6.3): `POST api/payment-intent/.json`.

use payments_core::{Effect, MerchantReference, Operation, PaymentRequest, Result};

use super::create_payment::send;
use crate::client::Client;
use crate::model::Intent;
use crate::validate;

/// Creates one intent for several invoices.
pub const CREATE_TRANSACTIONS: Operation =
    Operation::new("create_transactions", Effect::MovesMoney);

pub(crate) async fn create_transactions(
    client: &Client,
    requests: &[PaymentRequest],
) -> Result<Intent> {
    let valid = validate::transactions(CREATE_TRANSACTIONS, requests)?;
    let first = requests.first().map(PaymentRequest::reference).cloned();
    let reference = first.unwrap_or_else(|| MerchantReference::new(""));
    send(client, CREATE_TRANSACTIONS, &valid, &reference).await
}
