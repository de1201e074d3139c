//! The client builder.

use payments_core::url::Url;
use payments_core::{Environment, Operation, Result, Violations};
use payments_kit::builder::Setup;
use payments_kit::http::{BaseUrl, ClientConfig};

use crate::client::{Client, Encoding, Options};
use crate::credentials::{Keys, ServiceIds};
use crate::error::NAME;
use crate::model::{Hosts, Place, place_of};
use crate::provider::PagoFacil;

/// Builds a [`PagoFacil`]. Start with [`PagoFacil::sandbox`] or [`PagoFacil::production`].
#[derive(Clone, Debug)]
pub struct PagoFacilBuilder {
    setup: Setup,
    base_url: String,
    keys: Keys,
    encoding: Encoding,
    card_numbers_in_urls: bool,
    takes_dollars: bool,
    takes_cash: bool,
    cash_hosts: Option<Hosts>,
    #[cfg(feature = "unverified-card-tokens")]
    token_hosts: Option<Hosts>,
    service_ids: ServiceIds,
}

impl PagoFacilBuilder {
    pub(crate) fn new(environment: Environment, keys: Keys) -> Self {
        let base_url = Hosts::default().base_url(environment);
        Self {
            setup: Setup::new(NAME, environment, base_url),
            base_url: base_url.to_owned(),
            keys,
            encoding: Encoding::default(),
            card_numbers_in_urls: false,
            takes_dollars: false,
            takes_cash: false,
            cash_hosts: None,
            // No document shows stored cards on the later hosts.
            #[cfg(feature = "unverified-card-tokens")]
            token_hosts: Some(Hosts::Guide),
            service_ids: ServiceIds::default(),
        }
    }

    /// Uses other hosts of the service than those of its newest documents.
    #[must_use]
    pub fn with_hosts(self, hosts: Hosts) -> Self {
        let base_url = hosts.base_url(self.setup.environment());
        self.at(base_url.to_owned())
    }

    fn at(mut self, base_url: String) -> Self {
        self.base_url = base_url;
        self.setup = self.setup.with_base_url(&self.base_url);
        self
    }

    /// Uses another base URL than the environment's. It must be https, or on this machine, and must
    /// not be that of the other environment: on `www.pagofacil.net` the path tells (`/st/` and
    /// `/ws/`), elsewhere the host.
    #[must_use]
    pub fn with_base_url(self, base_url: impl Into<String>) -> Self {
        let builder = self.at(base_url.into());
        #[cfg(feature = "unverified-card-tokens")]
        let builder = Self {
            token_hosts: None,
            ..builder
        };
        builder
    }

    /// Selects the endpoint and the encoding of requests.
    #[must_use]
    pub fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Accepts that a GET puts card numbers and security codes, and to cancel a subscription the
    /// API secret, into URLs, which proxies and servers log. Without this, no production client is
    /// built on [`Encoding::QueryJson`] or [`Encoding::QueryXml`].
    /// [`Encoding::FormJson`] and [`Encoding::FormXml`] reach the same endpoints without that risk.
    #[must_use]
    pub fn with_card_numbers_in_urls_accepted(mut self) -> Self {
        self.card_numbers_in_urls = true;
        self
    }

    /// Takes one-time charges in dollars, which are sent with `divisa=USD`.
    ///
    /// The service's documents contradict each other: a table says that the engine converts such an
    /// amount at its rate, and a later page of the company that every amount is in pesos and that
    /// the merchant converts. No response shows the pesos that were charged. Ask the service's
    /// support before you switch it on. Without it, a charge in dollars is refused before it is
    /// sent; with it, amounts that the service names no currency for are left out.
    #[doc(alias = "USD")]
    #[must_use]
    pub fn with_dollars_accepted(mut self) -> Self {
        self.takes_dollars = true;
        self
    }

    /// Takes cash orders, which a buyer pays with a voucher at a store. It needs the API secret.
    ///
    /// The account must be enabled for them. No document shows how a look-up tells that an order is
    /// paid: the client reads the number of the webhooks there, 4, and nothing else as paid. Try it
    /// with the service's test environment before you rely on it. Another client, without this,
    /// is better for card charges alone: with it, a look-up by reference that finds nothing always
    /// has a gap, for no document shows the list of orders either.
    ///
    /// Resolve and settle cash orders with a client that has this, too: one without it does not search
    /// them, and would report a lost order as one that did not happen.
    #[doc(alias = "voucher")]
    #[doc(alias = "OXXO")]
    #[must_use]
    pub fn with_cash_orders(mut self) -> Self {
        self.takes_cash = true;
        self
    }

    /// Uses other hosts for cash orders than for everything else.
    #[must_use]
    pub fn with_cash_hosts(mut self, hosts: Hosts) -> Self {
        self.cash_hosts = Some(hosts);
        self
    }

    /// Stores cards at the service, charges and deletes them. `cipher_key` is the key that the
    /// service's support sends for them, of 16 bytes.
    ///
    /// **Unverified**: the calls and their members are documented, and no document shows a response
    /// or says which hosts serve them today. Without [other hosts](Self::with_card_token_hosts), or
    /// another [base URL](Self::with_base_url), they go to those of the guide. The scheme that the
    /// service prescribes encrypts with a fixed initialization vector, the key itself, and detects
    /// no change: TLS is the protection. After a lost response to storing a card, a card may be
    /// stored under a token that is not known. With this, a look-up by reference that finds nothing
    /// always has a gap.
    ///
    /// Resolve charges of stored cards with a client that has this, too.
    #[cfg(feature = "unverified-card-tokens")]
    #[must_use]
    pub fn with_card_tokens(mut self, cipher_key: impl Into<secrecy::SecretString>) -> Self {
        self.keys.set_cipher_key(cipher_key.into());
        self
    }

    /// Uses other hosts for stored cards. Call it after [`with_base_url`](Self::with_base_url).
    #[cfg(feature = "unverified-card-tokens")]
    #[must_use]
    pub fn with_card_token_hosts(mut self, hosts: Hosts) -> Self {
        self.token_hosts = Some(hosts);
        self
    }

    /// Sends another `idServicio` with an operation than 3.
    ///
    /// The service's documents disagree on it: its API reference says 3 for one-time charges and
    /// subscriptions alike, its older guide 2 for registering a subscription. Operations that send
    /// one are [`CREATE_PAYMENT`](Operation::CREATE_PAYMENT) with a card,
    /// [`REGISTER_SUBSCRIPTION`](Operation::REGISTER_SUBSCRIPTION) and
    /// [`CANCEL_SUBSCRIPTION`](Operation::CANCEL_SUBSCRIPTION).
    #[must_use]
    pub fn with_service_id(mut self, operation: Operation, service_id: u32) -> Self {
        self.service_ids.set(operation, service_id);
        self
    }

    /// Sets the transport, clock, randomness or retry policy.
    #[must_use]
    pub fn with_client(mut self, client: ClientConfig) -> Self {
        self.setup = self.setup.with_client(client);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// [`Configuration`](payments_core::ErrorKind::Configuration), with the violations `base_url`,
    /// `encoding`, `keys.branch_id`, `keys.user_id`, `keys.api_secret`, `keys.cipher_key` and
    /// `service_id`.
    pub fn build(self) -> Result<PagoFacil> {
        let mut violations = Violations::new();
        self.keys.check(&mut violations);
        self.service_ids.check(&mut violations);
        let in_urls = self.encoding.is_get() && !self.card_numbers_in_urls;
        if self.setup.environment() == Environment::Production && in_urls {
            violations.push(
                "encoding",
                "puts card numbers into URLs, which proxies and servers log: use Encoding::FormJson \
                 or Encoding::FormXml for the same endpoint, or accept it with \
                 with_card_numbers_in_urls_accepted()",
            );
        }
        if self.takes_cash {
            self.keys.require_api_secret(&mut violations);
        }
        check_place(
            "base_url",
            &self.base_url,
            self.setup.environment(),
            &mut violations,
        );
        // The check above knows the hosts of both environments.
        let endpoint = self.setup.build(&[], violations)?;
        let environment = endpoint.environment;
        let base_of = |hosts: Hosts| BaseUrl::parse(hosts.base_url(environment)).ok();
        let options = Options {
            encoding: self.encoding,
            takes_dollars: self.takes_dollars,
            takes_cash: self.takes_cash,
            cash_base: self.cash_hosts.and_then(base_of),
            #[cfg(feature = "unverified-card-tokens")]
            token_base: self.token_hosts.and_then(base_of),
        };
        let credentials = (self.keys, self.service_ids);
        Ok(PagoFacil::of(Client::new(endpoint, credentials, options)))
    }
}

/// Refuses a base URL of the other environment. One that cannot be read is refused elsewhere.
fn check_place(field: &str, url: &str, environment: Environment, violations: &mut Violations) {
    let Ok(url) = url.parse::<Url>() else {
        return;
    };
    let (keys, other) = match environment {
        Environment::Production => ("production", "the test environment"),
        Environment::Sandbox => ("the test environment", "production"),
    };
    match place_of(&url) {
        Place::Known(found) if found != environment => violations.push(
            field,
            format!("must not be that of {other}, for the keys are those of {keys}"),
        ),
        Place::Neither => violations.push(
            field,
            "is below neither /st/ nor /ws/, which tell tests and production apart on this host",
        ),
        Place::Known(_) | Place::Elsewhere => {}
    }
}
