//! The answer to a token request (chapter 5.2).

use secrecy::SecretString;
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct TokenAnswer {
    pub(crate) access_token: SecretString,
    /// Seconds.
    pub(crate) expires_in: i64,
    pub(crate) refresh_token: Option<SecretString>,
}
