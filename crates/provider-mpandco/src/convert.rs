//! From the service's intent to a payment.

use payments_core::codec::{Scalar, exact_decimal, parse_civil};
use payments_core::http::{BaseUrl, redact};
use payments_core::{
    Currency, MerchantReference, Money, NextAction, Operation, PayerId, Payment, PaymentId,
    PaymentStatus, Result,
};

use crate::error::unreadable;
use crate::wire::{Intent, Transaction};

/// The manual's times bear no zone; the service runs in Venezuela.
const ZONE: &str = "America/Caracas";

/// The payment of an intent.
pub(crate) fn payment(operation: Operation, intent: Intent, base_url: &BaseUrl) -> Result<Payment> {
    let amount = amount(operation, &intent)?;
    let status = status(&intent.state);
    let first = intent.transactions.into_iter().next();
    let Details {
        reference,
        description,
        receipt,
    } = first.map(details).unwrap_or_default();
    let payer = intent
        .payer
        .and_then(|payer| payer.payer_info.id.into_text());
    // The payer's browser is sent to the service that the client was built for, or nowhere.
    let approval = intent
        .links
        .approval_url
        .filter(|_| status == PaymentStatus::AwaitingApproval);
    let approval = approval.and_then(|link| base_url.pin(&link.href));
    let created_at = intent.created_at.and_then(|text| parse_civil(&text, ZONE));
    Ok(Payment::new(PaymentId::new(intent.id), status, amount)
        .with_reference(reference.map(MerchantReference::new))
        .with_description(description)
        .with_payer(payer.map(PayerId::new))
        .with_receipt(receipt)
        .with_created_at(created_at)
        .with_next_action(approval.map(NextAction::RedirectPayer)))
}

/// The payment of an intent that must be the one asked for.
pub(crate) fn payment_of(
    operation: Operation,
    intent: Intent,
    base_url: &BaseUrl,
    id: &PaymentId,
) -> Result<Payment> {
    let payment = payment(operation, intent, base_url)?;
    if payment.id() == id {
        Ok(payment)
    } else {
        Err(unreadable(operation, "the answer is about another payment"))
    }
}

/// A call that changed a payment has done so only when the answer says it.
pub(crate) fn must_be(
    operation: Operation,
    payment: Payment,
    wanted: &PaymentStatus,
) -> Result<Payment> {
    if payment.status() == wanted {
        return Ok(payment);
    }
    let status = payment.status();
    let detail = format!("the answer says that the payment is {status:?}, not {wanted:?}");
    Err(unreadable(operation, detail))
}

fn status(state: &str) -> PaymentStatus {
    match state {
        "created" => PaymentStatus::AwaitingApproval,
        "authorized" => PaymentStatus::Approved,
        "executed" => PaymentStatus::Paid,
        "canceled" => PaymentStatus::Cancelled,
        "annulled" => PaymentStatus::Voided,
        other => PaymentStatus::Other(redact::text(other)),
    }
}

/// What is to be paid: the sum of the transactions. `total.amount` is not always equal in the
/// service's own examples, so it counts only where there are no transactions.
fn amount(operation: Operation, intent: &Intent) -> Result<Money> {
    let mut sum: Option<Money> = None;
    for Transaction { amount, .. } in &intent.transactions {
        let money = money(operation, &amount.total, &amount.currency.id)?;
        sum = Some(match sum {
            None => money,
            Some(sum) => sum
                .checked_add(money)
                .map_err(|reason| unreadable(operation, reason.to_string()))?,
        });
    }
    match (sum, &intent.total) {
        (Some(sum), _) => Ok(sum),
        (None, Some(total)) => money(operation, &total.amount, &total.currency.id),
        (None, None) => Err(unreadable(operation, "the answer has no amount")),
    }
}

fn money(operation: Operation, amount: &Scalar, currency: &str) -> Result<Money> {
    let currency: Currency = currency
        .parse()
        .map_err(|_| unreadable(operation, "the amount has no known currency"))?;
    let amount = exact_decimal(amount.text().unwrap_or_default())
        .map_err(|reason| unreadable(operation, format!("the amount is {reason}")))?;
    Money::new(amount, currency).map_err(|reason| unreadable(operation, reason.to_string()))
}

#[derive(Default)]
struct Details {
    reference: Option<String>,
    description: Option<String>,
    receipt: Option<String>,
}

fn details(transaction: Transaction) -> Details {
    let receipt = transaction
        .related_resources
        .and_then(|resources| resources.sale.or(resources.request));
    Details {
        reference: transaction.invoice_number.into_text(),
        description: transaction.description.into_text(),
        receipt: receipt.and_then(|receipt| receipt.number.into_text()),
    }
}
