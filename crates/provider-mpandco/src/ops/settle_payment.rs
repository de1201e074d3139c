//! Settling an order, on a callback (chapters 6.2 and 6.3) or without one: `GET api/payment-intent/show.json`,
//! and execution if the intent is approved.

use payments_core::{
    Callback, Error, ErrorKind, Expected, Operation, Outcome, PayerId, PaymentStatus, Result,
    Settlement, Violation,
};

use super::confirm_payment;
use super::get_intent::fetch;
use crate::callback::Named;
use crate::client::Client;
use crate::error::{self, NAME};
use crate::evidence::{self, Known};
use crate::model::{Intent, IntentKind};
use crate::validate::{self, ValidApproval};

const OPERATION: Operation = Operation::SETTLE_PAYMENT;

pub(crate) async fn settle_payment(
    client: &Client,
    expected: &Expected,
    callback: Option<&Callback>,
) -> Result<Settlement> {
    validate::expected(OPERATION, expected)?;
    let payer = match callback {
        Some(callback) => named_payer(expected, callback)?,
        None => None,
    };

    let intent = fetch(client, Operation::GET_PAYMENT, expected.payment()).await;
    let intent = intent.map_err(|error| error.before_sending(OPERATION))?;
    let differences = differences(&intent, expected, payer.as_ref());
    if !differences.is_empty() {
        return Err(mismatch(differences));
    }
    let payment = intent.payment();
    Ok(match &intent.status {
        PaymentStatus::Paid => Settlement::AlreadyPaid(payment),
        PaymentStatus::AwaitingApproval => Settlement::Pending(payment),
        PaymentStatus::Cancelled => Settlement::Cancelled(payment),
        PaymentStatus::Voided => Settlement::Returned(payment),
        // Only the payer's PIN executes a request.
        PaymentStatus::Approved if intent.kind == IntentKind::Request => {
            Settlement::Pending(payment)
        }
        PaymentStatus::Approved => {
            return execute(client, &intent, expected, payer.as_ref()).await;
        }
        _ => Settlement::Other(payment),
    })
}

/// Returns the payer that a callback about the expected payment names.
fn named_payer(expected: &Expected, callback: &Callback) -> Result<Option<PayerId>> {
    let named = Named::by(callback).map_err(|reason| {
        let reason = Violation::new("callback", reason.to_string());
        mismatch(vec![reason])
    })?;
    if named.payment != *expected.payment() {
        let other = Violation::new("id", "the callback is about another payment");
        return Err(mismatch(vec![other]));
    }
    Ok(named.payer)
}

async fn execute(
    client: &Client,
    intent: &Intent,
    expected: &Expected,
    named: Option<&PayerId>,
) -> Result<Settlement> {
    let payer = approved_by(intent)?;
    let approval = ValidApproval::Sale(payer);
    let known = Known {
        id: expected.payment(),
        reference: Some(expected.reference()),
        amount: Some(expected.amount()),
    };
    let error = match confirm_payment::execute(client, &approval, &known).await {
        Ok(payment) => return Ok(Settlement::Paid(payment)),
        Err(error) => error,
    };
    // Of two concurrent callbacks, one executes the payment, and the service refuses the other.
    if error.outcome() == Outcome::Rejected
        && let Ok(intent) = fetch(client, Operation::GET_PAYMENT, &intent.id).await
        && intent.status == PaymentStatus::Paid
        && differences(&intent, expected, named).is_empty()
    {
        return Ok(Settlement::AlreadyPaid(intent.into_payment()));
    }
    Err(error)
}

/// Lists where the intent differs from the expected order and from the payer that a callback names.
fn differences(intent: &Intent, expected: &Expected, named: Option<&PayerId>) -> Vec<Violation> {
    let mut found = evidence::differences(intent, expected.reference(), expected.amount());
    let known = intent.payer.as_ref().map(|payer| &payer.id);
    if let (Some(known), Some(claimed)) = (known, named)
        && known != claimed
    {
        let message = "is not the one that the callback names";
        found.push(Violation::new("payer", message));
    }
    found
}

/// Returns the payer that the service reports; the one in the callback may be forged.
fn approved_by(intent: &Intent) -> Result<&PayerId> {
    let payer = intent.payer.as_ref().map(|payer| &payer.id);
    payer.ok_or_else(|| {
        let reason = "the response says that the payment is approved, but not by whom";
        error::unreadable(Operation::GET_PAYMENT, reason).before_sending(OPERATION)
    })
}

fn mismatch(differences: Vec<Violation>) -> Error {
    let kind = ErrorKind::Mismatch;
    Error::new(NAME, OPERATION, kind, Outcome::NotSent).with_violations(differences)
}
