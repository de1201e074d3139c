//! Putting a client together.

use payments_core::http::{BaseUrl, ClientConfig};
use payments_core::{Environment, Operation, Result, Violations};

use crate::channel::{Channel, Encoding};
use crate::config::Keys;
use crate::service::Service;
use crate::{NAME, PagoFacil};

/// What the guide fixes for recurring charges in its examples and notes. (One of its tables says
/// 1, and the Spanish reference 3.)
const RECURRING_SERVICE_ID: u32 = 2;

/// Puts a [`PagoFacil`] together; made by [`PagoFacil::sandbox`] or [`PagoFacil::production`].
#[derive(Clone, Debug)]
pub struct PagoFacilBuilder {
    environment: Environment,
    keys: Keys,
    base_url: String,
    encoding: Encoding,
    card_numbers_in_urls: bool,
    service_id: u32,
    client: ClientConfig,
}

impl PagoFacilBuilder {
    pub(crate) fn new(environment: Environment, keys: Keys) -> Self {
        let base_url = match environment {
            Environment::Sandbox => "https://www.pagofacil.net/st/public/",
            Environment::Production => "https://www.pagofacil.net/ws/public/",
        };
        Self {
            environment,
            keys,
            base_url: base_url.to_owned(),
            encoding: Encoding::default(),
            card_numbers_in_urls: false,
            service_id: RECURRING_SERVICE_ID,
            client: ClientConfig::new(),
        }
    }

    /// Calls another base URL than the environment's own. It must be https, or on this machine.
    #[must_use]
    pub fn with_base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Chooses the endpoint and how requests are written to it.
    #[must_use]
    pub fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Accepts that a GET puts card numbers and security codes into URLs, where proxies and
    /// servers keep them in their logs. Without this, no production client is built on
    /// [`Encoding::QueryJson`] or [`Encoding::QueryXml`]. [`Encoding::FormJson`] and
    /// [`Encoding::FormXml`] reach the same endpoints without that risk.
    #[must_use]
    pub fn with_card_numbers_in_urls_accepted(mut self) -> Self {
        self.card_numbers_in_urls = true;
        self
    }

    /// Sends another `idServicio` with registrations than 2, on which the service's documents
    /// disagree.
    #[must_use]
    pub fn with_service_id(mut self, service_id: u32) -> Self {
        self.service_id = service_id;
        self
    }

    /// Reaches the service by another transport, clock or retry policy.
    #[must_use]
    pub fn with_client(mut self, client: ClientConfig) -> Self {
        self.client = client;
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`Configuration`](payments_core::ErrorKind::Configuration), with the violations `base_url`,
    /// `encoding`, `keys.branch_id` and `keys.user_id`.
    pub fn build(self) -> Result<PagoFacil> {
        let mut violations = Violations::new();
        self.keys.check(&mut violations);
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
        let base_url = violations.into_value(NAME, Operation::BUILD, base_url)?;
        let client = self.client.build(NAME, &base_url)?;
        let channel = Channel::new(client, base_url, self.encoding);
        let service = Service::new(self.environment, self.keys, self.service_id, channel);
        Ok(PagoFacil::of(service))
    }
}
