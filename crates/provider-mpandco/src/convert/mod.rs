//! From what the service wrote to what it means. An amount that cannot be read fails the whole
//! answer; anything else that is odd is left out or kept as it is.

mod intent;
mod reader;
mod transaction;
mod wallet_payment;

pub(crate) use reader::Reader;

use payments_core::{Operation, Payment, PaymentId, PaymentStatus, Result};

use crate::error::unreadable;
use crate::model::Intent;

/// The intent, if it is the one asked for.
pub(crate) fn intent_of(operation: Operation, intent: Intent, id: &PaymentId) -> Result<Intent> {
    if intent.id == *id {
        Ok(intent)
    } else {
        Err(unreadable(operation, "the answer is about another payment"))
    }
}

/// A call that changed a payment has done so only when the answer says it.
pub(crate) fn must_be(
    operation: Operation,
    intent: Intent,
    wanted: &PaymentStatus,
) -> Result<Payment> {
    if intent.status == *wanted {
        return Ok(intent.into_payment());
    }
    let status = intent.status;
    let detail = format!("the answer says that the payment is {status:?}, not {wanted:?}");
    Err(unreadable(operation, detail))
}
