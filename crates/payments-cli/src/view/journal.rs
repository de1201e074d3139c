//! Attempts in the journal, and what was found out about them.

use payments_journal as journal;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use super::basics::Privacy;
use super::{Payment, Payout, Refund, Registration, Subscription};
use crate::output::{Item, Tabular};

/// An instant in ISO 8601, in UTC and to the second.
pub(crate) fn instant(at: OffsetDateTime) -> String {
    let at = at.to_offset(UtcOffset::UTC);
    let at = at.replace_nanosecond(0).unwrap_or(at);
    at.format(&Rfc3339).unwrap_or_default()
}

/// An attempt to make a call that moves money.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Attempt {
    /// The provider.
    provider: String,
    /// `sandbox` or `production`.
    environment: String,
    /// The operation, such as `create_payment`.
    operation: String,
    /// The merchant's reference, or the provider's id of what is changed.
    reference: String,
    /// The number of the attempt, from 1: a further one follows a failed one.
    number: u32,
    /// `dispatched`: in flight, or interrupted; `unknown`; `done`; or `failed`: not done.
    state: String,
    /// The amount of the request.
    amount: Option<String>,
    /// When it was begun, in ISO 8601.
    begun_at: String,
    /// The process that began it.
    begun_by: String,
    /// When it was closed, in ISO 8601.
    closed_at: Option<String>,
    /// What closed it: `response`, `resolution` or `person`.
    decided_by: Option<String>,
    /// The person who closed it.
    closed_by: Option<String>,
    /// Why that person closed it.
    close_reason: Option<String>,
    /// Why it failed or is unknown.
    error: Option<String>,
    /// What a person must do; null where the journal goes on by itself.
    needs_person: Option<String>,
    /// Whether the response contradicts what had been recorded before it.
    contradicted: bool,
    /// When the journal works on it next, in ISO 8601.
    due_at: Option<String>,
    /// How often the current work was tried without success.
    tries: u32,
}

impl Attempt {
    pub(crate) fn of(record: &journal::store::AttemptRecord) -> Self {
        let key = &record.id.key;
        Self {
            provider: key.provider.clone(),
            environment: key.environment.to_string(),
            operation: key.operation.to_string(),
            reference: key.reference.clone(),
            number: record.id.number,
            state: record.state.to_string(),
            amount: record.amount.clone(),
            begun_at: instant(record.begun_at),
            begun_by: record.begun_by.clone(),
            closed_at: record.closed_at.map(instant),
            decided_by: record.decided_by.map(|decided| decided.to_string()),
            closed_by: record.closed_by.clone(),
            close_reason: record.close_reason.clone(),
            error: record.error.as_deref().map(message),
            needs_person: record.needs_person.clone(),
            contradicted: record.contradicted,
            due_at: record.due_at.map(instant),
            tries: record.tries,
        }
    }
}

/// A time in ISO 8601 for a person.
fn readable(instant: &str) -> String {
    instant.replace('T', " ")
}

/// The message of a stored error, which is JSON.
fn message(error: &str) -> String {
    let parsed: Option<Value> = serde_json::from_str(error).ok();
    let message = parsed
        .as_ref()
        .and_then(|error| error.get("message")?.as_str());
    message.unwrap_or(error).to_owned()
}

impl Tabular for Attempt {
    const COLUMNS: &'static [&'static str] = &[
        "reference",
        "operation",
        "state",
        "amount",
        "begun",
        "provider",
    ];

    fn item(&self) -> Item {
        // A closed attempt is due too: its verdict for a handler, its payment for a payer.
        let is_open = self.closed_at.is_none();
        let due = self.due_at.as_deref().filter(|_| is_open);
        let begun = readable(&self.begun_at);
        let minute: String = begun.chars().take("2031-01-31 10:00".len()).collect();
        Item::new()
            .with("provider", &self.provider)
            .with("environment", &self.environment)
            .with("operation", self.operation.replace('_', "-"))
            .with("reference", &self.reference)
            .with("number", self.number.to_string())
            .with("state", &self.state)
            .with("amount", &self.amount)
            .with_short("begun", begun, minute)
            .with("by", &self.begun_by)
            .with("closed", self.closed_at.as_deref().map(readable))
            .with("decided by", &self.decided_by)
            .with("closed by", &self.closed_by)
            .with("reason", &self.close_reason)
            .with("error", &self.error)
            .with("to do", &self.needs_person)
            .with("contradicted", self.contradicted.then_some("yes"))
            .with("due", due.map(readable))
    }
}

/// What was found out about an attempt.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Verdict {
    /// The provider.
    provider: String,
    /// The operation.
    operation: String,
    /// The merchant's reference, or the provider's id of what is changed.
    reference: String,
    /// The number of the attempt.
    number: u32,
    /// Whether the provider did it.
    happened: bool,
    /// What decided it: `response`, `resolution` or `person`.
    decided_by: String,
    /// Whether the provider did what had been resolved as not done.
    contradicted: bool,
    /// Why it was not done, or why a person closed it as done.
    reason: Option<String>,
    /// The payment.
    payment: Option<Payment>,
    /// The registered subscription.
    registration: Option<Registration>,
    /// The changed subscription.
    subscription: Option<Subscription>,
    /// The payout.
    payout: Option<Payout>,
    /// The refund.
    refund: Option<Refund>,
}

impl Verdict {
    pub(crate) fn of(verdict: &journal::Verdict, privacy: Privacy) -> Self {
        let key = &verdict.id.key;
        let mut view = Self {
            provider: key.provider.clone(),
            operation: key.operation.to_string(),
            reference: key.reference.clone(),
            number: verdict.id.number,
            happened: true,
            decided_by: verdict.decided_by.to_string(),
            contradicted: verdict.contradicted,
            reason: None,
            payment: None,
            registration: None,
            subscription: None,
            payout: None,
            refund: None,
        };
        match &verdict.fact {
            journal::Fact::Payment(payment) => view.payment = Some(Payment::of(payment, privacy)),
            journal::Fact::Registration(registration) => {
                view.registration = Some(Registration::of(registration));
            }
            journal::Fact::Subscription(subscription) => {
                view.subscription = Some(Subscription::of(subscription));
            }
            journal::Fact::Refund(refund) => view.refund = Some(Refund::of(refund)),
            journal::Fact::Payout(payout) => view.payout = Some(Payout::of(payout)),
            journal::Fact::DoneByPerson(reason) => view.reason = Some(reason.clone()),
            journal::Fact::DidNotHappen(reason) => {
                view.happened = false;
                view.reason = reason.as_deref().map(message);
            }
            _ => {}
        }
        view
    }

    /// The verdict as one line of text.
    pub(crate) fn line(&self) -> String {
        let happened = match self.happened {
            true => "happened",
            false => "did not happen",
        };
        let operation = self.operation.replace('_', "-");
        let mut line = format!(
            "{} {operation} {}: {happened}",
            self.provider, self.reference
        );
        if let Some(payment) = &self.payment {
            line.push_str(&format!(", {}", payment.summary()));
        }
        if let Some(reason) = &self.reason {
            line.push_str(&format!(", {reason}"));
        }
        if self.contradicted {
            line.push_str(". It had been resolved as not done: compare your records");
        }
        line
    }
}

impl Tabular for Verdict {
    const COLUMNS: &'static [&'static str] = &["reference", "operation", "outcome"];

    fn item(&self) -> Item {
        Item::new().with("verdict", self.line())
    }
}

/// The result of a pass over the journal.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Reconciliation {
    /// Attempts whose outcome is known now.
    pub(crate) resolved: u64,
    /// Verdicts that were printed.
    pub(crate) delivered: u64,
    /// Payments whose status changed after their payer was asked.
    pub(crate) settled: u64,
    /// Attempts to look at again later.
    pub(crate) postponed: u64,
    /// Attempts of all providers whose outcome is still open.
    pub(crate) open: u64,
    /// When the first of the open attempts is due, in ISO 8601: its settle time or backoff ends.
    pub(crate) next_at: Option<String>,
}

impl Reconciliation {
    /// The result as one line of text.
    pub(crate) fn line(&self) -> String {
        let mut line = format!(
            "{} resolved, {} changed, {} postponed; {} open",
            self.resolved, self.settled, self.postponed, self.open
        );
        if let Some(next) = &self.next_at {
            line.push_str(&format!(", the first of them due at {next}"));
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_error_is_shown_by_its_message() {
        assert_eq!(message(r#"{"message":"too late"}"#), "too late");
        assert_eq!(message("too late"), "too late");
    }

    #[test]
    fn an_instant_is_iso_8601_in_utc() {
        let at = time::macros::datetime!(2031-01-31 10:00:00.5 -4);
        assert_eq!(instant(at), "2031-01-31T14:00:00Z");
    }
}
