//! Putting a client together.

use std::sync::Arc;
use std::time::Duration;

use payments_core::{Environment, Operation, Result, Violations};
use payments_kit::http::{BaseUrl, ClientConfig};

use crate::oauth::{InMemoryTokenStore, TokenStore, Tokens};
use crate::service::Service;
use crate::{Credentials, Mpandco, NAME};

/// How many pages of the history a search reads unless told.
const DEFAULT_SEARCH_LIMIT: u32 = 20;

/// How long before its end a token is renewed unless told.
const DEFAULT_EXPIRY_MARGIN: Duration = Duration::from_secs(60);

/// Puts an [`Mpandco`] together; made by [`Mpandco::sandbox`] or [`Mpandco::production`].
#[derive(Clone, Debug)]
pub struct MpandcoBuilder {
    environment: Environment,
    credentials: Credentials,
    base_url: String,
    client: ClientConfig,
    search_limit: u32,
    token_store: Option<Arc<dyn TokenStore>>,
    expiry_margin: Duration,
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
            token_store: None,
            expiry_margin: DEFAULT_EXPIRY_MARGIN,
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

    /// Keeps the access token in this store, to share it with other clients or processes of the
    /// same application (in memory, for this client and its clones, unless told).
    #[must_use]
    pub fn with_token_store(mut self, store: impl TokenStore) -> Self {
        self.token_store = Some(Arc::new(store));
        self
    }

    /// Renews the access token this long before it expires (60 seconds unless told). A token lasts
    /// an hour; with a longer margin, every call fetches one.
    #[must_use]
    pub fn with_expiry_margin(mut self, margin: Duration) -> Self {
        self.expiry_margin = margin;
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
        if self.environment == Environment::Sandbox && base_url.as_ref().is_some_and(is_production)
        {
            let message = "must not be that of production, for this is a client of the sandbox";
            violations.push("base_url", message);
        }
        let base_url = violations.into_value(NAME, Operation::BUILD, base_url)?;
        let client = self.client.build(NAME, &base_url)?;
        let store = self.token_store;
        let store = store.unwrap_or_else(|| Arc::new(InMemoryTokenStore::default()));
        // Longer than any token lasts is as long as can be.
        let margin = self.expiry_margin.try_into().unwrap_or(time::Duration::MAX);
        let service = Service::new(
            self.environment,
            base_url,
            self.credentials,
            client,
            Tokens::new(store, margin),
            self.search_limit,
        );
        Ok(Mpandco::of(service))
    }
}

/// Whether this is the host of production, at whatever path or port.
fn is_production(base_url: &BaseUrl) -> bool {
    base_url.join("").host_str() == Some("app.mpandco.com")
}
