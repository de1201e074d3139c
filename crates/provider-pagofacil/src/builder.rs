//! The client builder.

use payments_core::{Environment, Operation, Result, Violations};
use payments_kit::http::{BaseUrl, ClientConfig};

use crate::client::{Client, Encoding};
use crate::credentials::{Keys, ServiceIds};
use crate::error::NAME;
use crate::model::Hosts;
use crate::provider::PagoFacil;

/// Builds a [`PagoFacil`]. Start with [`PagoFacil::sandbox`] or [`PagoFacil::production`].
#[derive(Clone, Debug)]
pub struct PagoFacilBuilder {
    environment: Environment,
    keys: Keys,
    base_url: String,
    encoding: Encoding,
    card_numbers_in_urls: bool,
    service_ids: ServiceIds,
    client: ClientConfig,
}

impl PagoFacilBuilder {
    pub(crate) fn new(environment: Environment, keys: Keys) -> Self {
        Self {
            environment,
            keys,
            base_url: Hosts::default().base_url(environment).to_owned(),
            encoding: Encoding::default(),
            card_numbers_in_urls: false,
            service_ids: ServiceIds::default(),
            client: ClientConfig::new(),
        }
    }

    /// Uses other hosts of the service than those of its guide.
    #[must_use]
    pub fn with_hosts(mut self, hosts: Hosts) -> Self {
        self.base_url = hosts.base_url(self.environment).to_owned();
        self
    }

    /// Uses another base URL than the environment's. It must be https, or on this machine.
    #[must_use]
    pub fn with_base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
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

    /// Sends another `idServicio` with an operation. The service's documents disagree on it; the
    /// defaults are 2 with
    /// [`REGISTER_SUBSCRIPTION`](Operation::REGISTER_SUBSCRIPTION), 3 with
    /// [`CANCEL_SUBSCRIPTION`](Operation::CANCEL_SUBSCRIPTION) and with
    /// [`CREATE_PAYMENT`](Operation::CREATE_PAYMENT). No other operation sends one.
    #[must_use]
    pub fn with_service_id(mut self, operation: Operation, service_id: u32) -> Self {
        self.service_ids.set(operation, service_id);
        self
    }

    /// Sets the transport, clock, randomness or retry policy.
    #[must_use]
    pub fn with_client(mut self, client: ClientConfig) -> Self {
        self.client = client;
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// [`Configuration`](payments_core::ErrorKind::Configuration), with the violations `base_url`,
    /// `encoding`, `keys.branch_id`, `keys.user_id`, `keys.api_secret` and `service_id`.
    pub fn build(self) -> Result<PagoFacil> {
        let mut violations = Violations::new();
        self.keys.check(&mut violations);
        self.service_ids.check(&mut violations);
        let in_urls = self.encoding.is_get() && !self.card_numbers_in_urls;
        if self.environment == Environment::Production && in_urls {
            violations.push(
                "encoding",
                "puts card numbers into URLs, which proxies and servers log: use Encoding::FormJson \
                 or Encoding::FormXml for the same endpoint, or accept it with \
                 with_card_numbers_in_urls_accepted()",
            );
        }
        let base_url = violations.keep("base_url", BaseUrl::parse(&self.base_url));
        if self.environment == Environment::Sandbox && base_url.as_ref().is_some_and(is_production)
        {
            let message = "must not be that of production, for this is a client of the sandbox";
            violations.push("base_url", message);
        }
        let base_url = violations.into_value(NAME, Operation::BUILD, base_url)?;
        let client = self.client.build(NAME, &base_url)?;
        let credentials = (self.keys, self.service_ids);
        let http = (client, &base_url);
        let client = Client::new(self.environment, credentials, http, self.encoding);
        Ok(PagoFacil::of(client))
    }
}

/// Whether a base URL is that of production on any of the hosts.
fn is_production(base_url: &BaseUrl) -> bool {
    let base_url = base_url.join("");
    Hosts::ALL.iter().any(|hosts| {
        let production = BaseUrl::parse(hosts.base_url(Environment::Production));
        production.is_ok_and(|production| {
            let production = production.join("");
            let same_host = base_url.host_str() == production.host_str();
            same_host && base_url.path().starts_with(production.path())
        })
    })
}
