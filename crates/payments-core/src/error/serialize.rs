//! Errors as data, for logs and programs.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::{Error, Recourse};

/// The error's parts and its whole text. As safe to keep as everything else in it.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut error = serializer.serialize_struct("Error", 10)?;
        error.serialize_field("provider", &self.provider())?;
        error.serialize_field("operation", &self.operation())?;
        error.serialize_field("kind", &self.kind())?;
        error.serialize_field("outcome", &self.outcome())?;
        error.serialize_field("safe_to_repeat", &self.is_safe_to_repeat())?;
        error.serialize_field("detail", &self.detail())?;
        error.serialize_field("reply", &self.reply())?;
        error.serialize_field("violations", &self.violations())?;
        error.serialize_field("recourse", &self.recourse())?;
        error.serialize_field("message", &self.to_string())?;
        error.end()
    }
}

impl Serialize for Recourse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
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
          "detail": null,
          "reply": {
            "status": 503,
            "code": null,
            "message": null
          },
          "violations": [],
          "recourse": "find out first with get_payment(\"P-1\")",
          "message": "example void_payment: the provider is unavailable (the provider answered 503). Money may have moved: do not repeat the call before you know; find out with resolve_void, which asks get_payment(\"P-1\")"
        }
        "#);
    }
}
