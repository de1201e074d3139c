//! Building a client.

use std::sync::Arc;
use std::time::Duration;

use payments_core::{Environment, Operation, Result, Violations};
use payments_kit::http::{BaseUrl, ClientConfig};

use crate::client::Client;
use crate::credentials::Credentials;
use crate::error::NAME;
use crate::ops::TokenRequests;
use crate::provider::Mpandco;
use crate::tokens::{InMemoryTokenStore, TokenStore, Tokens};

/// How many pages of the history a search reads by default.
const DEFAULT_SEARCH_LIMIT: u32 = 20;

/// How long before its expiry a token is renewed by default.
const DEFAULT_EXPIRY_MARGIN: Duration = Duration::from_secs(60);

/// Builds an [`Mpandco`]; from [`Mpandco::sandbox`] or [`Mpandco::production`].
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

impl Mpandco {
    /// Starts a client of the sandbox, `test.mpandco.com`.
    pub fn sandbox(credentials: Credentials) -> MpandcoBuilder {
        MpandcoBuilder::new(Environment::Sandbox, credentials)
    }

    /// Starts a client of production, `app.mpandco.com`: real money.
    pub fn production(credentials: Credentials) -> MpandcoBuilder {
        MpandcoBuilder::new(Environment::Production, credentials)
    }
}

impl MpandcoBuilder {
    fn new(environment: Environment, credentials: Credentials) -> Self {
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

    /// Sets the base URL (default: that of the environment). It must be https, or a loopback
    /// address.
    #[must_use]
    pub fn with_base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Sets the transport, timeouts, retry policy and clock.
    #[doc(alias = "timeout")]
    #[doc(alias = "retry")]
    #[must_use]
    pub fn with_client(mut self, client: ClientConfig) -> Self {
        self.client = client;
        self
    }

    /// Sets how many pages of the history a
    /// [search by reference](payments_core::PaymentProvider::find_payment) reads before it returns
    /// what it found with a gap (default: 20). The service puts ten payments on a page.
    #[must_use]
    pub fn with_search_limit(mut self, pages: u32) -> Self {
        self.search_limit = pages;
        self
    }

    /// Keeps the access token in this store, to share it with other clients or processes of the
    /// same application (default: in memory, for this client and its clones).
    #[must_use]
    pub fn with_token_store(mut self, store: impl TokenStore) -> Self {
        self.token_store = Some(Arc::new(store));
        self
    }

    /// Sets how long before its expiry the access token is renewed (default: 60 seconds). A token
    /// lasts an hour; with a longer margin, every call fetches one.
    #[must_use]
    pub fn with_expiry_margin(mut self, margin: Duration) -> Self {
        self.expiry_margin = margin;
        self
    }

    /// Builds the client.
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
            let message = "must not be that of production, because this client is for the sandbox";
            violations.push("base_url", message);
        }
        let base_url = violations.into_value(NAME, Operation::BUILD, base_url)?;
        let http = self.client.build(NAME, &base_url)?;
        let source = TokenRequests {
            base_url: base_url.clone(),
            http: http.clone(),
            credentials: self.credentials,
        };
        let store = self.token_store;
        let store = store.unwrap_or_else(|| Arc::new(InMemoryTokenStore::default()));
        let margin = self.expiry_margin.try_into().unwrap_or(time::Duration::MAX);
        Ok(Mpandco {
            client: Arc::new(Client {
                environment: self.environment,
                base_url,
                http,
                tokens: Tokens::new(source, store, margin),
                search_limit: self.search_limit,
            }),
        })
    }
}

/// Returns whether this is the host of production, at any path or port.
fn is_production(base_url: &BaseUrl) -> bool {
    base_url.join("").host_str() == Some("app.mpandco.com")
}
