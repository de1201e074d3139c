//! Options of the default transport.

use std::fmt;

use ::reqwest::Proxy;
use secrecy::{ExposeSecret, SecretString};

use super::{ReqwestTransport, TransportSettings, tls};
use crate::http::{Delivery, TransportError, TransportFailure};

/// Options of a [`ReqwestTransport`]. `Debug` shows the limits only: a proxy may have a password.
///
/// ```no_run
/// use payments_kit::http::{ClientConfig, ReqwestTransport};
/// use secrecy::SecretString;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let transport = ReqwestTransport::builder()
///     .with_proxy("http://proxy.internal:3128")
///     .with_proxy_credentials("shop", SecretString::from("password"))
///     .with_root_certificates(std::fs::read("proxy-ca.pem")?)
///     .build()?;
/// let config = ClientConfig::new().with_transport(transport);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct ReqwestBuilder {
    settings: TransportSettings,
    proxy: Option<String>,
    credentials: Option<(String, SecretString)>,
    roots: Vec<Vec<u8>>,
}

impl ReqwestBuilder {
    /// Changes the limits.
    #[must_use]
    pub fn with_settings(mut self, settings: TransportSettings) -> Self {
        self.settings = settings;
        self
    }

    /// Connects through a proxy, by `CONNECT`: TLS is between this program and the service.
    #[must_use]
    pub fn with_proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Authenticates at the proxy.
    #[must_use]
    pub fn with_proxy_credentials(
        mut self,
        user: impl Into<String>,
        password: SecretString,
    ) -> Self {
        self.credentials = Some((user.into(), password));
        self
    }

    /// Trusts the certificates in a PEM file too, in addition to those that the platform trusts.
    #[must_use]
    pub fn with_root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots.push(pem.into());
        self
    }

    /// The transport.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when TLS cannot be set up, when a certificate cannot be read, or when the
    /// proxy is not a URL.
    pub fn build(self) -> Result<ReqwestTransport, TransportError> {
        let client = tls::trusting_the_platform(&self.roots)?;
        let client = match self.proxy {
            None => client.no_proxy(),
            Some(url) => {
                // The error would show the URL, which may hold a password.
                let proxy = Proxy::all(url).map_err(|_| {
                    TransportError::new(TransportFailure::Unsendable, Delivery::NotSent)
                        .with_source("the proxy is not a URL")
                })?;
                let proxy = match &self.credentials {
                    Some((user, password)) => proxy.basic_auth(user, password.expose_secret()),
                    None => proxy,
                };
                client.no_proxy().proxy(proxy)
            }
        };
        ReqwestTransport::from_builder(client, self.settings)
    }
}

impl fmt::Debug for ReqwestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestBuilder")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
