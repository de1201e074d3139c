//! Settling an order on a callback (chapters 6.2 and 6.3): `GET api/payment-intent/show.json`,
//! and execution if the intent is approved.

use payments_core::{
    Effect, Error, ErrorKind, Operation, Outcome, PayerId, PaymentStatus, Result, Violation,
};

use super::confirm_payment;
use super::get_intent::fetch;
use crate::callback::{Callback, Expected, InvalidReturn, PayerReturn, ServerCall, Settlement};
use crate::client::Client;
use crate::error::{self, NAME};
use crate::evidence::{self, Known};
use crate::model::{Intent, IntentKind};
use crate::validate::{self, ValidApproval};

/// Settles an order on a callback.
pub const SETTLE_PAYMENT: Operation = Operation::new("settle_payment", Effect::MovesMoney);

pub(crate) async fn settle_payment(
    client: &Client,
    expected: &Expected,
    callback: &Callback,
) -> Result<Settlement> {
    validate::expected(SETTLE_PAYMENT, expected)?;
    if callback.payment() != expected.payment() {
        let other = Violation::new("id", "the callback is about another payment");
        return Err(mismatch(vec![other]));
    }

    let intent = fetch(client, Operation::GET_PAYMENT, expected.payment()).await;
    let intent = intent.map_err(|error| error.before_sending(SETTLE_PAYMENT))?;
    let differences = differences(&intent, expected, callback);
    if !differences.is_empty() {
        return Err(mismatch(differences));
    }
    let payment = intent.payment();
    Ok(match &intent.status {
        PaymentStatus::Paid => Settlement::AlreadyPaid(payment),
        PaymentStatus::AwaitingApproval => Settlement::NotApproved(payment),
        PaymentStatus::Cancelled => Settlement::Cancelled(payment),
        PaymentStatus::Voided => Settlement::Voided(payment),
        // Only the payer's PIN executes a request.
        PaymentStatus::Approved if intent.kind == IntentKind::Request => {
            Settlement::NotApproved(payment)
        }
        PaymentStatus::Approved => {
            return execute(client, &intent, expected, callback).await;
        }
        _ => Settlement::Other(payment),
    })
}

/// Settles an order on a callback as the traits have it.
pub(crate) async fn settle_callback(
    client: &Client,
    expected: &payments_core::Expected,
    callback: &payments_core::Callback,
) -> Result<payments_core::Settlement> {
    let parsed = match callback {
        payments_core::Callback::BrowserReturn { url } => {
            PayerReturn::from_url(url).map(Callback::from)
        }
        payments_core::Callback::Webhook(webhook) => {
            ServerCall::from_query(&webhook.query).map(Callback::from)
        }
        _ => Err(InvalidReturn::NoPayment),
    };
    let callback = parsed.map_err(|reason| {
        let reason = Violation::new("callback", reason.to_string());
        mismatch(vec![reason])
    })?;
    let (payment, reference) = (expected.payment().as_str(), expected.reference().as_str());
    let expected = Expected::new(payment, reference, expected.amount());
    let settlement = settle_payment(client, &expected, &callback).await?;
    Ok(match settlement {
        Settlement::Paid(payment) => payments_core::Settlement::Paid(payment),
        Settlement::AlreadyPaid(payment) => payments_core::Settlement::AlreadyPaid(payment),
        Settlement::NotApproved(payment) => payments_core::Settlement::Pending(payment),
        Settlement::Cancelled(payment) => payments_core::Settlement::Cancelled(payment),
        Settlement::Voided(payment) => payments_core::Settlement::Returned(payment),
        Settlement::Other(payment) => payments_core::Settlement::Other(payment),
    })
}

async fn execute(
    client: &Client,
    intent: &Intent,
    expected: &Expected,
    callback: &Callback,
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
        && differences(&intent, expected, callback).is_empty()
    {
        return Ok(Settlement::AlreadyPaid(intent.into_payment()));
    }
    Err(error)
}

/// Lists where the intent differs from the expected order and from the callback.
fn differences(intent: &Intent, expected: &Expected, callback: &Callback) -> Vec<Violation> {
    let mut found = evidence::differences(intent, expected.reference(), expected.amount());
    let known = intent.payer.as_ref().map(|payer| &payer.id);
    if let (Some(known), Some(claimed)) = (known, callback.payer())
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
        error::unreadable(Operation::GET_PAYMENT, reason).before_sending(SETTLE_PAYMENT)
    })
}

fn mismatch(differences: Vec<Violation>) -> Error {
    let kind = ErrorKind::Mismatch;
    Error::new(NAME, SETTLE_PAYMENT, kind, Outcome::NotSent).with_violations(differences)
}
