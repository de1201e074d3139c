//! Several transactions in one intent (chapters 6.1 and 6.3): `POST api/payment-intent/.json`.

use payments_core::{Effect, MerchantReference, Operation, PaymentRequest, Result};

use super::create_payment::send;
use crate::draft::Draft;
use crate::model::Intent;
use crate::service::Service;

/// The operation that creates one intent for several invoices.
pub const CREATE_TRANSACTIONS: Operation =
    Operation::new("create_transactions", Effect::MovesMoney);

pub(crate) async fn create_transactions(
    service: &Service,
    requests: &[PaymentRequest],
) -> Result<Intent> {
    let draft = Draft::of_several(CREATE_TRANSACTIONS, requests)?;
    let first = requests.first().map(PaymentRequest::reference).cloned();
    let reference = first.unwrap_or_else(|| MerchantReference::new(""));
    send(service, CREATE_TRANSACTIONS, &draft, &reference).await
}
