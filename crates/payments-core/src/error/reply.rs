//! What a provider said when it refused.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::redact::{self, Secrets};

/// What an error keeps of a provider's response: its status, its code and its message. The texts are
/// redacted when they are set; a raw body is never kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderReply {
    status: Option<u16>,
    code: Option<String>,
    message: Option<String>,
}

impl ProviderReply {
    /// A reply of which nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A reply with this HTTP status.
    pub fn of_status(status: u16) -> Self {
        Self::default().with_status(status)
    }

    /// Sets the HTTP status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets the provider's error code, such as `invalid_client`; an empty one counts as none.
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        self.code = Some(redact::own_words(code)).filter(|text| !text.is_empty());
        self
    }

    /// Sets the provider's message; an empty one counts as none.
    #[must_use]
    pub fn with_message(mut self, message: &str) -> Self {
        self.message = Some(redact::own_words(message)).filter(|text| !text.is_empty());
        self
    }

    pub(super) fn without(self, secrets: &Secrets) -> Self {
        Self {
            status: self.status,
            code: self.code.map(|code| secrets.redact(code)),
            message: self.message.map(|message| secrets.redact(message)),
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The provider's error code.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The provider's message, in its own language.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }
}

impl fmt::Display for ProviderReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the provider responded")?;
        if let Some(status) = self.status {
            write!(f, " {status}")?;
        }
        if let Some(code) = &self.code {
            write!(f, " {code}")?;
        }
        if let Some(message) = &self.message {
            write!(f, " {message:?}")?;
        }
        Ok(())
    }
}
