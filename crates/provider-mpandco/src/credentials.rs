//! The credentials of a merchant's application.

use std::fmt;

use payments_core::Violations;
use payments_kit::builder::check_credentials;
use secrecy::{ExposeSecret, SecretString};

/// The credentials of an application registered with mPandco (chapter 5.1). They are wiped from
/// memory when dropped, and never printed.
#[doc(alias = "api key")]
#[derive(Clone)]
pub struct Credentials {
    client_id: SecretString,
    client_secret: SecretString,
}

impl Credentials {
    /// Takes the application's `client_id` and `client_secret`.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        Self {
            client_id: SecretString::from(client_id.into()),
            client_secret: SecretString::from(client_secret.into()),
        }
    }

    pub(crate) fn client_id(&self) -> &str {
        self.client_id.expose_secret()
    }

    pub(crate) fn client_secret(&self) -> &str {
        self.client_secret.expose_secret()
    }

    pub(crate) fn check(&self, violations: &mut Violations) {
        let keys = [
            ("credentials.client_id", &self.client_id),
            ("credentials.client_secret", &self.client_secret),
        ];
        check_credentials(keys, violations);
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials([secret])")
    }
}
