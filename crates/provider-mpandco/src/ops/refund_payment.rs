//! Refunding a payment: its annulment (chapter 6.9) is the whole refund within 24 hours.

use payments_core::{
    Error, ErrorKind, Operation, Outcome, Recourse, Refund, RefundRequest, Result,
};

use super::find_refund::refund;
use super::void_payment::{annul, before_annulment};
use crate::client::Client;
use crate::error::NAME;
use crate::provider::REFUND_ADVICE;
use crate::validate;

const OPERATION: Operation = Operation::REFUND_PAYMENT;

pub(crate) async fn refund_payment(client: &Client, request: &RefundRequest) -> Result<Refund> {
    let part = validate::refund(OPERATION, request)?;
    let id = &request.payment;
    let before = before_annulment(client, OPERATION, id).await?;
    let refused = |detail: String| {
        Error::new(NAME, OPERATION, ErrorKind::Refused, Outcome::NotSent).with_detail(detail)
    };
    if let Some(part) = part
        && before.amount != Some(part)
    {
        let detail =
            format!("only the whole payment can be refunded, and {part} is not; otherwise");
        return Err(refused(format!("{detail} {REFUND_ADVICE}")));
    }
    let annulled = annul(client, OPERATION, &before).await;
    annulled
        .map(|intent| refund(&intent))
        .map_err(|error| match error.outcome() {
            Outcome::Unknown => error.with_recourse(Recourse::call(Operation::FIND_REFUND, id)),
            _ => error,
        })
}
