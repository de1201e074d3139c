//! The client builder.

use payments_core::{Environment, Operation, Result, Violations};
use payments_kit::builder::Setup;
use payments_kit::http::ClientConfig;

use crate::client::{Client, Encoding};
use crate::credentials::{Keys, ServiceIds};
use crate::error::NAME;
use crate::model::Hosts;
use crate::provider::PagoFacil;

/// Builds a [`PagoFacil`]. Start with [`PagoFacil::sandbox`] or [`PagoFacil::production`].
#[derive(Clone, Debug)]
pub struct PagoFacilBuilder {
    setup: Setup,
    keys: Keys,
    encoding: Encoding,
    card_numbers_in_urls: bool,
    takes_dollars: bool,
    service_ids: ServiceIds,
}

impl PagoFacilBuilder {
    pub(crate) fn new(environment: Environment, keys: Keys) -> Self {
        Self {
            setup: Setup::new(NAME, environment, Hosts::default().base_url(environment)),
            keys,
            encoding: Encoding::default(),
            card_numbers_in_urls: false,
            takes_dollars: false,
            service_ids: ServiceIds::default(),
        }
    }

    /// Uses other hosts of the service than those of its guide.
    #[must_use]
    pub fn with_hosts(mut self, hosts: Hosts) -> Self {
        let base_url = hosts.base_url(self.setup.environment());
        self.setup = self.setup.with_base_url(base_url);
        self
    }

    /// Uses another base URL than the environment's. It must be https, or on this machine.
    #[must_use]
    pub fn with_base_url(mut self, base_url: impl Into<String>) -> Self {
        self.setup = self.setup.with_base_url(base_url);
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
        self.setup = self.setup.with_client(client);
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
        if self.setup.environment() == Environment::Production && in_urls {
            violations.push(
                "encoding",
                "puts card numbers into URLs, which proxies and servers log: use Encoding::FormJson \
                 or Encoding::FormXml for the same endpoint, or accept it with \
                 with_card_numbers_in_urls_accepted()",
            );
        }
        let production = Hosts::ALL.map(|hosts| hosts.base_url(Environment::Production));
        let endpoint = self.setup.build(&production, violations)?;
        let credentials = (self.keys, self.service_ids);
        Ok(PagoFacil::of(Client::new(
            endpoint,
            credentials,
            (self.encoding, self.takes_dollars),
        )))
    }
}
