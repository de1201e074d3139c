//! Searching the refund of a payment: an annulled intent is its own refund (chapters 6.5 and 6.9).

use payments_core::{
    Lookup, MerchantReference, Operation, PaymentId, PaymentStatus, Refund, RefundId, RefundStatus,
    Result,
};

use super::get_intent::fetch;
use crate::client::Client;
use crate::model::Intent;
use crate::validate;

const OPERATION: Operation = Operation::FIND_REFUND;

/// Finds the refund of a payment, whose id is the reference.
pub(crate) async fn find_refund(
    client: &Client,
    reference: &MerchantReference,
) -> Result<Lookup<Refund>> {
    let id = PaymentId::new(reference.as_str());
    validate::id(OPERATION, &id)?;
    // A payment that is not found proves nothing of its refund.
    let intent = fetch(client, OPERATION, &id).await?;
    if !intent.conflicts.is_empty() {
        let gap = format!(
            "the response contradicts itself: {}",
            intent.conflicts.join("; ")
        );
        return Ok(Lookup::partial(Vec::new(), gap));
    }
    Ok(match &intent.status {
        PaymentStatus::Voided => Lookup::complete(vec![refund(&intent)]),
        PaymentStatus::Paid
        | PaymentStatus::AwaitingApproval
        | PaymentStatus::Approved
        | PaymentStatus::Cancelled => Lookup::complete(Vec::new()),
        status => Lookup::partial(Vec::new(), format!("the status {status} is not documented")),
    })
}

/// The refund that an annulled intent is.
pub(super) fn refund(intent: &Intent) -> Refund {
    let id = RefundId::new(intent.id.as_str());
    Refund::new(id, intent.id.clone(), RefundStatus::Refunded)
        .with_reference(Some(MerchantReference::new(intent.id.as_str())))
        .with_amount(intent.amount)
}
