//! Errors as data, for logs and programs.

use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde::{Deserialize, Deserializer};

use super::{Error, ErrorKind, Outcome, ProviderReply, Recourse};
use crate::violation::Violation;
use crate::{Decline, Operation, PaymentId, ProviderName, Repeatability};

/// The error's parts and its text, all of them redacted.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut error = serializer.serialize_struct("Error", 14)?;
        error.serialize_field("provider", &self.provider())?;
        error.serialize_field("operation", &self.operation())?;
        error.serialize_field("kind", &self.kind())?;
        error.serialize_field("outcome", &self.outcome())?;
        error.serialize_field("safe_to_repeat", &self.is_safe_to_repeat())?;
        error.serialize_field("repeatability", &self.repeatability())?;
        error.serialize_field("payment", &self.payment())?;
        error.serialize_field("detail", &self.detail())?;
        error.serialize_field("reply", &self.reply())?;
        error.serialize_field("violations", &self.violations())?;
        error.serialize_field("decline", &self.decline())?;
        error.serialize_field("recourse", &self.recourse())?;
        error.serialize_field("causes", &self.causes())?;
        error.serialize_field("message", &self.to_string())?;
        error.end()
    }
}

/// A stored error is loaded with the same parts. Its message and whether it is safe to repeat follow
/// from them again.
impl<'de> Deserialize<'de> for Error {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Stored {
            provider: ProviderName,
            operation: Operation,
            kind: ErrorKind,
            outcome: Outcome,
            #[serde(default)]
            repeatability: Repeatability,
            #[serde(default)]
            payment: Option<PaymentId>,
            #[serde(default)]
            detail: Option<String>,
            #[serde(default)]
            reply: Option<ProviderReply>,
            #[serde(default)]
            violations: Vec<Violation>,
            #[serde(default)]
            decline: Option<Decline>,
            #[serde(default)]
            recourse: Option<Recourse>,
            #[serde(default)]
            causes: Vec<String>,
        }

        let stored = Stored::deserialize(deserializer)?;
        let mut error = Self::new(
            stored.provider,
            stored.operation,
            stored.kind,
            stored.outcome,
        )
        .with_repeatability(stored.repeatability)
        .with_violations(stored.violations)
        .with_causes(&stored.causes);
        if let Some(payment) = stored.payment {
            error = error.with_payment(payment);
        }
        if let Some(detail) = stored.detail {
            error = error.with_detail(detail);
        }
        if let Some(reply) = stored.reply {
            error = error.with_reply(reply);
        }
        if let Some(decline) = stored.decline {
            error = error.with_decline(decline);
        }
        if let Some(recourse) = stored.recourse {
            error = error.with_recourse(recourse);
        }
        Ok(error)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Error, ErrorKind, Operation, Outcome, ProviderName, ProviderReply, Recourse};

    #[test]
    fn a_program_gets_every_part() {
        let error = Error::new(
            ProviderName::new("example"),
            Operation::VOID_PAYMENT,
            ErrorKind::Unavailable,
            Outcome::Unknown,
        )
        .with_reply(ProviderReply::of_status(503))
        .with_recourse(Recourse::call(Operation::GET_PAYMENT, "P-1"));
        insta::assert_snapshot!(serde_json::to_string_pretty(&error).unwrap(), @r#"
        {
          "provider": "example",
          "operation": "void_payment",
          "kind": "unavailable",
          "outcome": "unknown",
          "safe_to_repeat": false,
          "repeatability": "never",
          "payment": null,
          "detail": null,
          "reply": {
            "status": 503,
            "code": null,
            "message": null
          },
          "violations": [],
          "decline": null,
          "recourse": {
            "call": {
              "operation": "get_payment",
              "key": "P-1"
            }
          },
          "causes": [],
          "message": "example void_payment: the provider is unavailable (the provider responded 503). Money may have moved: do not repeat the call before it is resolved; resolve it with resolve_void, which calls get_payment(\"P-1\")"
        }
        "#);
    }
}
