//! What only the sandbox has.

use std::fmt;

use payments_core::{PayerId, PaymentId, Result};
use secrecy::SecretString;

use crate::ops;
use crate::service::Service;

/// The service's tools for tests, which exist in the sandbox only; from
/// [`Mpandco::sandbox_tools`](crate::Mpandco::sandbox_tools).
///
/// They take a token of their own, which the service's manual and SDK publish for the sandbox. It
/// goes in the query, and is never printed.
#[derive(Clone, Copy, Debug)]
pub struct SandboxTools<'a> {
    service: &'a Service,
}

/// Codes to open accounts in the sandbox with (chapter 4.1).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AffiliationCodes {
    /// For any account.
    pub regular: String,
    /// For the account of a shop.
    pub commercial: String,
}

// Each code opens one account.
impl fmt::Debug for AffiliationCodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AffiliationCodes([codes])")
    }
}

impl<'a> SandboxTools<'a> {
    pub(crate) fn new(service: &'a Service) -> Self {
        Self { service }
    }

    /// Approves a sale as its payer would on the approval page, and answers who that is.
    ///
    /// # Errors
    ///
    /// [`NotFound`](payments_core::ErrorKind::NotFound) for an unknown id. It is sent once; after
    /// [`Unknown`](payments_core::Outcome::Unknown), get the payment.
    pub async fn authorize_intent(&self, token: &SecretString, id: &PaymentId) -> Result<PayerId> {
        ops::authorize_intent(self.service, token, id).await
    }

    /// Fetches new codes to open accounts in the sandbox with.
    ///
    /// # Errors
    ///
    /// [`Credentials`](payments_core::ErrorKind::Credentials) or
    /// [`Forbidden`](payments_core::ErrorKind::Forbidden) when the token is wrong.
    pub async fn affiliation_codes(&self, token: &SecretString) -> Result<AffiliationCodes> {
        ops::affiliation_codes(self.service, token).await
    }
}
