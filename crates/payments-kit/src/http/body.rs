//! Request bodies that know which of their values are sensitive.

use payments_core::redact::Secrets;

use super::SecretBytes;

/// A finished request body: its bytes, its content type, and the sensitive values in it.
///
/// [`Form`](super::Form) and [`JsonBody`](super::JsonBody) turn into one. `Debug` prints lengths
/// and counts only.
#[derive(Clone, Debug)]
pub struct Body {
    pub(super) content_type: &'static str,
    pub(super) bytes: SecretBytes,
    pub(super) secrets: Secrets,
}

impl Body {
    /// A body that was serialized elsewhere. `secrets` must hold every sensitive value in it.
    pub fn new(content_type: &'static str, bytes: SecretBytes, secrets: Secrets) -> Self {
        Self {
            content_type,
            bytes,
            secrets,
        }
    }

    /// The content type.
    pub fn content_type(&self) -> &'static str {
        self.content_type
    }

    /// The bytes.
    pub fn bytes(&self) -> &SecretBytes {
        &self.bytes
    }

    /// The sensitive values in it.
    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }
}

/// Writes named values to a request, whatever its encoding. Each value is written once, and how it
/// is written says how sensitive it is.
pub trait Fields {
    /// Writes a value that may be shown in texts and errors. An id or a reference among them
    /// [stays readable](Secrets::add_own).
    fn field(&mut self, name: &str, value: &str);

    /// Writes a value that gives access or can be charged: a key, a token, a card number, a
    /// security code, a PIN.
    fn secret(&mut self, name: &str, value: &str);

    /// Writes a value about a person: a name, an address, a phone number, an account.
    fn personal(&mut self, name: &str, value: &str);

    /// Writes a number that may be shown. JSON has it without quotes.
    fn number(&mut self, name: &str, value: u64);
}
