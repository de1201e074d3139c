//! Putting a client together.

use payments_core::http::{BaseUrl, ClientConfig};
use payments_core::{Environment, Operation, Result, Violations};

use crate::service::Service;
use crate::{Credentials, Mpandco, NAME};

/// How many pages of the history a search reads unless told.
const DEFAULT_SEARCH_LIMIT: u32 = 20;

/// Puts an [`Mpandco`] together; made by [`Mpandco::sandbox`] or [`Mpandco::production`].
#[derive(Clone, Debug)]
pub struct MpandcoBuilder {
    environment: Environment,
    credentials: Credentials,
    base_url: String,
    client: ClientConfig,
    search_limit: u32,
}

impl MpandcoBuilder {
    pub(crate) fn new(environment: Environment, credentials: Credentials) -> Self {
        let base_url = match environment {
            Environment::Sandbox => "https://test.mpandco.com/",
            Environment::Production => "https://app.mpandco.com/",
        };
        Self {
            environment,
            credentials,
            base_url: base_url.to_owned(),
            client: ClientConfig::new(),
            search_limit: DEFAULT_SEARCH_LIMIT,
        }
    }

    /// Calls another base URL than the environment's own. It must be https, or on this machine.
    #[must_use]
    pub fn with_base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Reaches the service by another transport, clock or retry policy.
    #[must_use]
    pub fn with_client(mut self, client: ClientConfig) -> Self {
        self.client = client;
        self
    }

    /// How many pages of the history a
    /// [search by reference](payments_core::PaymentProvider::find_payment) reads before it gives
    /// up with a partial answer (20 unless told). The service puts ten payments on a page.
    #[must_use]
    pub fn with_search_limit(mut self, pages: u32) -> Self {
        self.search_limit = pages;
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`Configuration`](payments_core::ErrorKind::Configuration), with the violations
    /// `base_url`, `credentials.client_id`, `credentials.client_secret` and `search_limit`.
    pub fn build(self) -> Result<Mpandco> {
        let mut violations = Violations::new();
        self.credentials.check(&mut violations);
        if self.search_limit == 0 {
            violations.push("search_limit", "must be at least 1");
        }
        let base_url = violations.keep("base_url", BaseUrl::parse(&self.base_url));
        let base_url = violations.into_value(NAME, Operation::BUILD, base_url)?;
        let client = self.client.build(NAME, &base_url)?;
        let service = Service::new(
            self.environment,
            base_url,
            self.credentials,
            client,
            self.search_limit,
        );
        Ok(Mpandco::of(service))
    }
}
