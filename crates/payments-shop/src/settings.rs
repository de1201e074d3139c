//! The configuration: which provider, whose credentials, which database. It is the only file that
//! names a provider.

use std::fmt;
use std::sync::Arc;

use payments_core::{Clock, PaymentProvider, SystemClock};
use provider_mpandco::http::ClientConfig;
use provider_mpandco::{Credentials, Mpandco};
use provider_pagofacil::{PagoFacil, SandboxKeys};
use secrecy::SecretString;
use url::Url;

use crate::ShopError;

/// The configuration of a shop.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// Where payers reach the shop, such as `https://shop.example/`. Return URLs begin with it.
    pub public_url: Url,
    /// A path for SQLite, or a URL `postgres://user:password@host/database`.
    pub database: SecretString,
    /// The password of the admin page.
    pub admin_password: SecretString,
    /// The provider, and the account with it.
    pub account: Account,
    /// The base URL of the provider's service. `None` for its sandbox.
    pub service: Option<Url>,
}

/// An account with a provider. It is not printable.
#[derive(Clone)]
#[non_exhaustive]
pub enum Account {
    /// A client of mPandco's sandbox.
    Mpandco {
        /// `client_id`.
        client_id: String,
        /// `client_secret`.
        client_secret: String,
    },
    /// A branch in PagoFácil's sandbox.
    PagoFacil {
        /// `idSucursal`.
        branch_id: String,
        /// `idUsuario`.
        user_id: String,
        /// The API secret, where the account has one: it makes searches complete, and cash
        /// orders possible.
        api_secret: Option<String>,
    },
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mpandco { .. } => "Mpandco([secret])",
            Self::PagoFacil { .. } => "PagoFacil([secret])",
        })
    }
}

impl Settings {
    /// A shop at this address, with a database and an account.
    pub fn new(
        public_url: Url,
        database: impl Into<SecretString>,
        admin_password: impl Into<SecretString>,
        account: Account,
    ) -> Self {
        Self {
            public_url,
            database: database.into(),
            admin_password: admin_password.into(),
            account,
            service: None,
        }
    }

    /// Talks to a service at another address: a simulator.
    #[must_use]
    pub fn with_service(mut self, base_url: Url) -> Self {
        self.service = Some(base_url);
        self
    }

    /// The provider. Nothing is sent.
    ///
    /// # Errors
    /// What is wrong with the credentials or the base URL.
    pub fn provider(&self) -> Result<Arc<dyn PaymentProvider>, ShopError> {
        self.provider_with_clock(SystemClock)
    }

    /// The provider, which goes by this clock: a test does not wait for half an hour.
    ///
    /// # Errors
    /// As [`provider`](Self::provider).
    pub fn provider_with_clock(
        &self,
        clock: impl Clock,
    ) -> Result<Arc<dyn PaymentProvider>, ShopError> {
        let client = ClientConfig::new().with_clock(clock);
        Ok(match &self.account {
            Account::Mpandco {
                client_id,
                client_secret,
            } => {
                let credentials = Credentials::new(client_id.as_str(), client_secret.as_str());
                // A search reads this many pages: enough that "not found" is the truth.
                let builder = Mpandco::sandbox(credentials).with_search_limit(1_000);
                let builder = match &self.service {
                    Some(base_url) => builder.with_base_url(base_url.as_str()),
                    None => builder,
                };
                Arc::new(builder.with_client(client).build()?)
            }
            Account::PagoFacil {
                branch_id,
                user_id,
                api_secret,
            } => {
                let keys = SandboxKeys::new(branch_id.as_str(), user_id.as_str());
                let keys = match api_secret {
                    Some(secret) => keys.with_api_secret(secret.as_str()),
                    None => keys,
                };
                let mut builder = PagoFacil::sandbox(keys);
                // Cash orders need the secret too.
                if api_secret.is_some() {
                    builder = builder.with_cash_orders();
                }
                let builder = match &self.service {
                    Some(base_url) => builder.with_base_url(base_url.as_str()),
                    None => builder,
                };
                Arc::new(builder.with_client(client).build()?)
            }
        })
    }
}

/// What payers call a provider.
pub(crate) fn brand(provider: &'static str) -> &'static str {
    match provider {
        "mpandco" => "mPandco",
        "pagofacil" => "PagoFácil",
        other => other,
    }
}

/// A random password for the admin page of a shop that was given none.
///
/// # Errors
/// [`ShopError::Random`] where the operating system gives no random numbers.
pub fn random_password() -> Result<String, ShopError> {
    crate::secrets::random_id()
}
