//! Building a client.

use std::sync::Arc;
use std::time::Duration;

use payments_core::{Environment, Result, Violations};
use payments_kit::builder::Setup;
use payments_kit::http::ClientConfig;

use crate::client::Client;
use crate::credentials::Credentials;
use crate::error::NAME;
use crate::ops::TokenRequests;
use crate::provider::Mpandco;
use crate::tokens::{InMemoryTokenStore, TokenStore, Tokens};

const SANDBOX: &str = "https://test.mpandco.com/";
const PRODUCTION: &str = "https://app.mpandco.com/";

/// How many pages of the history a search reads by default.
const DEFAULT_SEARCH_LIMIT: u32 = 20;

/// How long a search takes by default before it stops.
const DEFAULT_SEARCH_DEADLINE: Duration = Duration::from_mins(2);

/// How long before its expiry a token is renewed by default.
const DEFAULT_EXPIRY_MARGIN: Duration = Duration::from_secs(60);

/// Builds an [`Mpandco`]; from [`Mpandco::sandbox`] or [`Mpandco::production`].
#[derive(Clone, Debug)]
pub struct MpandcoBuilder {
    setup: Setup,
    credentials: Credentials,
    search_limit: u32,
    search_deadline: Duration,
    token_store: Option<Arc<dyn TokenStore>>,
    expiry_margin: Duration,
}

impl Mpandco {
    /// Starts a client of the sandbox, `test.mpandco.com`.
    pub fn sandbox(credentials: Credentials) -> MpandcoBuilder {
        MpandcoBuilder::new(Environment::Sandbox, SANDBOX, credentials)
    }

    /// Starts a client of production, `app.mpandco.com`: real money.
    pub fn production(credentials: Credentials) -> MpandcoBuilder {
        MpandcoBuilder::new(Environment::Production, PRODUCTION, credentials)
    }
}

impl MpandcoBuilder {
    fn new(environment: Environment, base_url: &str, credentials: Credentials) -> Self {
        Self {
            setup: Setup::new(NAME, environment, base_url),
            credentials,
            search_limit: DEFAULT_SEARCH_LIMIT,
            search_deadline: DEFAULT_SEARCH_DEADLINE,
            token_store: None,
            expiry_margin: DEFAULT_EXPIRY_MARGIN,
        }
    }

    /// Sets the base URL (default: that of the environment). It must be https, or a loopback
    /// address.
    #[must_use]
    pub fn with_base_url(mut self, base_url: impl Into<String>) -> Self {
        self.setup = self.setup.with_base_url(base_url);
        self
    }

    /// Sets the transport, timeouts, retry policy and clock.
    #[doc(alias = "timeout")]
    #[doc(alias = "retry")]
    #[must_use]
    pub fn with_client(mut self, client: ClientConfig) -> Self {
        self.setup = self.setup.with_client(client);
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

    /// Sets how long a search by reference goes on reading pages before it returns what it found
    /// with a gap (default: 2 minutes). The page that is being read at that time is read to its
    /// end.
    #[must_use]
    pub fn with_search_deadline(mut self, deadline: Duration) -> Self {
        self.search_deadline = deadline;
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
        let endpoint = self.setup.build(&[PRODUCTION], violations)?;
        let source = TokenRequests {
            endpoint: endpoint.clone(),
            credentials: self.credentials,
        };
        let store = self.token_store;
        let store = store.unwrap_or_else(|| Arc::new(InMemoryTokenStore::default()));
        let at_most = |duration: Duration| duration.try_into().unwrap_or(time::Duration::MAX);
        Ok(Mpandco {
            client: Arc::new(Client {
                endpoint,
                tokens: Tokens::new(source, store, at_most(self.expiry_margin)),
                search_limit: self.search_limit,
                search_deadline: at_most(self.search_deadline),
            }),
        })
    }
}
