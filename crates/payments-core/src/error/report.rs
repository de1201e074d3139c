//! The one error of the SDK.

use std::fmt;
use std::sync::Arc;

use super::{ErrorKind, Outcome, ProviderReply, Recourse};
use crate::redact::{self, RedactedError, Secrets};
use crate::violation::Violation;
use crate::{Decline, Operation, PaymentId, ProviderName, Repeatability};

/// A failed call.
///
/// It says which provider and operation it was, [what](Self::kind) happened, whether money
/// [may have moved](Self::outcome), and what to do now. Everything in it is safe to print and to
/// log. Clones are cheap and show the same error.
///
/// ```
/// use payments_core::{Error, ErrorKind, Operation, Outcome, ProviderName};
///
/// let error = Error::new(
///     ProviderName::new("example"),
///     Operation::CONFIRM_PAYMENT,
///     ErrorKind::Timeout,
///     Outcome::Unknown,
/// );
/// assert!(!error.is_safe_to_repeat());
/// assert_eq!(
///     error.to_string(),
///     "example confirm_payment: no response came in time. \
///      Money may have moved: do not repeat the call before it is resolved",
/// );
/// ```
#[derive(Clone)]
pub struct Error(Arc<Parts>);

#[derive(Clone)]
struct Parts {
    provider: ProviderName,
    operation: Operation,
    kind: ErrorKind,
    outcome: Outcome,
    detail: Option<String>,
    reply: Option<ProviderReply>,
    violations: Vec<Violation>,
    decline: Option<Decline>,
    payment: Option<PaymentId>,
    repeatability: Repeatability,
    recourse: Option<Recourse>,
    cause: Option<RedactedError>,
}

impl Error {
    /// An error of a call.
    pub fn new(
        provider: ProviderName,
        operation: Operation,
        kind: ErrorKind,
        outcome: Outcome,
    ) -> Self {
        Self(Arc::new(Parts {
            provider,
            operation,
            kind,
            outcome,
            detail: None,
            reply: None,
            violations: Vec::new(),
            decline: None,
            payment: None,
            repeatability: Repeatability::Never,
            recourse: None,
            cause: None,
        }))
    }

    /// The result of a call that the provider does not have. Nothing was sent.
    pub fn unsupported(provider: ProviderName, operation: Operation) -> Self {
        Self::new(
            provider,
            operation,
            ErrorKind::Unsupported,
            Outcome::NotSent,
        )
    }

    fn change(mut self, change: impl FnOnce(&mut Parts)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Adds what happened in this case, in a sentence without its full stop. It is redacted.
    #[must_use]
    pub fn with_detail(self, detail: impl AsRef<str>) -> Self {
        self.change(|parts| parts.detail = Some(redact::own_words(detail.as_ref())))
    }

    /// Adds what the provider responded.
    #[must_use]
    pub fn with_reply(self, reply: ProviderReply) -> Self {
        self.change(|parts| parts.reply = Some(reply))
    }

    /// Adds what is wrong with which field.
    #[must_use]
    pub fn with_violations(self, violations: Vec<Violation>) -> Self {
        self.change(|parts| parts.violations = violations)
    }

    /// Adds how to resolve an unknown outcome.
    #[must_use]
    pub fn with_recourse(self, recourse: Recourse) -> Self {
        self.change(|parts| parts.recourse = Some(recourse))
    }

    /// Adds the payment that the error is about, whose id is then not redacted.
    #[must_use]
    pub fn with_payment(self, payment: PaymentId) -> Self {
        self.change(|parts| parts.payment = Some(payment))
    }

    /// Adds why the payment was declined.
    #[must_use]
    pub fn with_decline(self, decline: Decline) -> Self {
        self.change(|parts| parts.decline = Some(decline))
    }

    /// Adds that a repetition of the same call is harmless although it moves money, because the
    /// provider guarantees it.
    #[must_use]
    pub fn with_repeatability(self, repeatability: Repeatability) -> Self {
        self.change(|parts| parts.repeatability = repeatability)
    }

    /// The texts of a stored error's causes.
    pub(super) fn with_causes(self, causes: &[String]) -> Self {
        match RedactedError::of_texts(causes) {
            Some(cause) => self.change(|parts| parts.cause = Some(cause)),
            None => self,
        }
    }

    /// Adds the cause. Its texts are kept, redacted; the cause itself is not.
    #[must_use]
    pub fn with_source(self, source: &(dyn std::error::Error + 'static)) -> Self {
        self.change(|parts| parts.cause = Some(RedactedError::of(source)))
    }

    /// Redacts the sensitive values of the call in every text of the error: the last barrier, for
    /// what was not redacted where the text was taken from the response.
    #[must_use]
    pub fn without(self, secrets: &Secrets) -> Self {
        let mut secrets = secrets.clone();
        if let Some(payment) = self.payment() {
            secrets.add_own(payment.as_str());
        }
        let secrets = &secrets;
        self.change(|parts| {
            parts.detail = parts.detail.take().map(|detail| secrets.redact(detail));
            parts.reply = parts.reply.take().map(|reply| reply.without(secrets));
            parts.cause = parts.cause.take().map(|cause| cause.without(secrets));
            for violation in &mut parts.violations {
                *violation = violation.without(secrets);
            }
        })
    }

    /// Turns the failure of a call that comes first (such as the one for a token) into the
    /// failure of `operation`, of which nothing was sent.
    #[must_use]
    pub fn before_sending(self, operation: Operation) -> Self {
        self.change(|parts| {
            let first = std::mem::replace(&mut parts.operation, operation);
            let detail = parts.detail.take();
            parts.detail = Some(match detail {
                Some(detail) => format!("{first}, which comes before it, failed: {detail}"),
                None => format!("{first}, which comes before it, failed"),
            });
            parts.outcome = Outcome::NotSent;
            parts.recourse = None;
        })
    }

    /// The provider that was called.
    pub fn provider(&self) -> ProviderName {
        self.0.provider
    }

    /// The operation that was called.
    pub fn operation(&self) -> Operation {
        self.0.operation
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether money may have moved.
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// What happened in this case.
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// What the provider responded.
    pub fn reply(&self) -> Option<&ProviderReply> {
        self.0.reply.as_ref()
    }

    /// Everything that is wrong with the request.
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }

    /// How to resolve an unknown outcome.
    pub fn recourse(&self) -> Option<&Recourse> {
        self.0.recourse.as_ref()
    }

    /// The payment that the error is about.
    pub fn payment(&self) -> Option<&PaymentId> {
        self.0.payment.as_ref()
    }

    /// Why the payment was declined.
    pub fn decline(&self) -> Option<Decline> {
        self.0.decline
    }

    /// Whether the provider makes a repetition of the same call harmless.
    pub fn repeatability(&self) -> Repeatability {
        self.0.repeatability
    }

    /// The texts of the causes, outermost first.
    pub(super) fn causes(&self) -> Vec<String> {
        let first = self
            .0
            .cause
            .as_ref()
            .map(|cause| cause as &dyn std::error::Error);
        std::iter::successors(first, |cause| cause.source())
            .map(ToString::to_string)
            .collect()
    }

    /// Whether the same call can be made again without moving money twice: nothing of it was sent,
    /// it moves no money, or the provider guarantees that it takes effect once. With
    /// [`Repeatability::ByKey`] the call must carry the same idempotency key. It need not succeed
    /// then.
    pub fn is_safe_to_repeat(&self) -> bool {
        self.0.outcome == Outcome::NotSent
            || !self.0.operation.moves_money()
            || (self.0.outcome == Outcome::Unknown && self.0.repeatability != Repeatability::Never)
    }

    fn advice(&self) -> &'static str {
        match (self.0.outcome, self.0.operation.moves_money()) {
            (Outcome::NotSent, _) => "Nothing was sent",
            (Outcome::Rejected, true) if self.0.kind == ErrorKind::DuplicateReference => {
                "This call did nothing, but an earlier call with this reference may have moved \
                 money: look it up before you charge again"
            }
            (Outcome::Rejected, true) => "The provider did not do it: no money moved",
            (Outcome::Rejected, false) => "The provider refused it",
            (Outcome::Unknown, true) if self.0.repeatability == Repeatability::ByKey => {
                "Money may have moved: repeat the call only with the same idempotency key"
            }
            (Outcome::Unknown, true) if self.0.repeatability == Repeatability::OncePerId => {
                "Money may have moved: the provider executes it once, so repeating the same call is \
                 safe"
            }
            (Outcome::Unknown, true) => {
                "Money may have moved: do not repeat the call before it is resolved"
            }
            (Outcome::Unknown, false) => "It only reads: repeating it is safe",
        }
    }
}

impl Error {
    /// What happened, to which call: everything but the advice.
    fn describe(&self) -> String {
        let parts = &*self.0;
        let mut text = format!("{} {}: {}", parts.provider, parts.operation, parts.kind);
        if let Some(decline) = parts.decline {
            text.push_str(&format!(": {decline}"));
        }
        if let Some(payment) = &parts.payment {
            text.push_str(&format!(" (payment {payment})"));
        }
        if let Some(detail) = &parts.detail {
            text.push_str(&format!(": {detail}"));
        }
        if let Some(reply) = &parts.reply {
            text.push_str(&format!(" ({reply})"));
        }
        for violation in &parts.violations {
            text.push_str(&format!("; {violation}"));
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The message of a provider may end in a full stop.
        let description = self.describe();
        let description = description.trim_end_matches('.');
        write!(f, "{description}. {}", self.advice())?;
        let names_an_earlier_call = self.0.kind == ErrorKind::DuplicateReference;
        if self.0.outcome != Outcome::Unknown && !names_an_earlier_call {
            return Ok(());
        }
        match (&self.0.recourse, self.0.operation.resolver()) {
            (None, _) => Ok(()),
            (Some(Recourse::Call { operation, key }), Some(resolver)) => {
                write!(
                    f,
                    "; resolve it with {resolver}, which calls {operation}({key:?})"
                )
            }
            (Some(recourse), _) => write!(f, "; {recourse}"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &*self.0;
        f.debug_struct("Error")
            .field("provider", &parts.provider)
            .field("operation", &parts.operation)
            .field("kind", &parts.kind)
            .field("outcome", &parts.outcome)
            .field("detail", &parts.detail)
            .field("reply", &parts.reply)
            .field("violations", &parts.violations)
            .field("decline", &parts.decline)
            .field("payment", &parts.payment)
            .field("repeatability", &parts.repeatability)
            .field("recourse", &parts.recourse)
            .field("cause", &parts.cause)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_ref().map(|cause| cause as _)
    }
}

#[cfg(test)]
mod tests;
