//! Default transport, on reqwest. No other module uses reqwest.

mod builder;
mod tls;

use std::time::Duration;

use ::reqwest::redirect::Policy;
pub use ::reqwest::{Client as ReqwestClient, ClientBuilder as ReqwestClientBuilder};
use ::reqwest::{Client, ClientBuilder, Error, Request, Response};
use async_trait::async_trait;
use url::Url;

use super::{
    Delivery, HttpRequest, HttpResponse, HttpTransport, SecretBuffer, TransportError,
    TransportFailure,
};
use payments_core::redact::RedactedError;

pub use builder::ReqwestBuilder;

/// How long a connection is kept for the next call. A connection that the provider closes while it
/// idles loses the response to that call, so this is shorter than what servers wait.
const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(4);

/// Limits of the default transport. They always apply; only their values can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransportSettings {
    /// To connect, TLS included (10 seconds).
    pub connect_timeout: Duration,
    /// Between two pieces of a response (30 seconds).
    pub read_timeout: Duration,
    /// For a complete attempt, from connecting to the last byte of the response (60 seconds).
    pub total_timeout: Duration,
    /// The longest body that is read, in bytes (8 MiB).
    pub max_response_bytes: usize,
}

impl Default for TransportSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(60),
            max_response_bytes: 8 * 1024 * 1024,
        }
    }
}

/// Sends requests with reqwest, over rustls and HTTP/1.1.
///
/// TLS comes with the feature `aws-lc` (a default one) or `ring`, named after its cryptography; a
/// `CryptoProvider` that the program installed for all of rustls takes precedence.
///
/// It follows no redirects, repeats nothing and decompresses nothing. It uses a proxy only where
/// [one is set](ReqwestBuilder::with_proxy), never one of the environment.
///
/// # Memory
///
/// This crate wipes its own copies of a request. Of the query of a GET, reqwest and hyper keep the
/// URL in memory that is not wiped; of a body and of headers, the buffers of the connection. Where
/// card numbers are sent, prefer a request body.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: Client,
    max_response_bytes: usize,
}

impl ReqwestTransport {
    /// A transport with these limits. It trusts the certificates that the platform trusts.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when TLS cannot be set up: the platform may have no certificates, or
    /// the program was built without TLS.
    pub fn new(settings: TransportSettings) -> Result<Self, TransportError> {
        Self::builder().with_settings(settings).build()
    }

    /// A transport for a service at a loopback address, reached by http. It trusts no certificate,
    /// so it needs none: an https call fails before anything is sent.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when TLS cannot be set up.
    pub fn for_loopback(settings: TransportSettings) -> Result<Self, TransportError> {
        Self::from_builder(tls::trusting_none()?.no_proxy(), settings)
    }

    /// Options beyond the limits: a proxy and additional root certificates.
    pub fn builder() -> ReqwestBuilder {
        ReqwestBuilder::default()
    }

    /// A transport with the connections of an existing client.
    ///
    /// The client's own settings apply, and this crate cannot change them: it must follow no
    /// redirect, retry nothing, decompress nothing, verify certificates and have timeouts. A response
    /// that comes from another URL than the request's is an error. Where possible, give the
    /// [builder](Self::from_builder) of a client instead, for which this crate ensures all that.
    ///
    /// This crate enables no cryptography in reqwest itself. A program whose own dependency on
    /// reqwest has no TLS feature either installs a `CryptoProvider` of rustls before it builds a
    /// client: reqwest panics without one.
    pub fn from_client(client: Client, max_response_bytes: usize) -> Self {
        Self {
            client,
            max_response_bytes,
        }
    }

    /// A transport with the settings of a builder, such as its proxy, its TLS and its DNS. Redirects,
    /// retries, decompression, HTTP/2, the referer and the limits are set by this crate.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when the client cannot be built.
    pub fn from_builder(
        builder: ClientBuilder,
        settings: TransportSettings,
    ) -> Result<Self, TransportError> {
        let client = builder
            .user_agent(concat!(
                env!("CARGO_PKG_NAME"),
                "/",
                env!("CARGO_PKG_VERSION")
            ))
            .redirect(Policy::none())
            .retry(::reqwest::retry::never())
            // Any crate of the program may have enabled these features of reqwest.
            .http1_only()
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .referer(false)
            .connect_timeout(settings.connect_timeout)
            .read_timeout(settings.read_timeout)
            .timeout(settings.total_timeout)
            .pool_idle_timeout(POOL_IDLE_TIMEOUT)
            .build()
            .map_err(|error| failed(error, TransportFailure::Unsendable, Delivery::NotSent))?;
        Ok(Self {
            client,
            max_response_bytes: settings.max_response_bytes,
        })
    }

    async fn read(&self, mut response: Response) -> Result<HttpResponse, TransportError> {
        let too_large = || TransportError::new(TransportFailure::TooLarge, Delivery::Possible);
        let mut body = SecretBuffer::new();
        let mut left = self.max_response_bytes;
        while let Some(chunk) = response.chunk().await.map_err(interrupted)? {
            left = left.checked_sub(chunk.len()).ok_or_else(too_large)?;
            body.push(&chunk);
        }
        let headers = std::mem::take(response.headers_mut());
        Ok(HttpResponse::new(response.status(), headers, body.finish()))
    }
}

#[async_trait]
impl HttpTransport for ReqwestTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let url = request.url().clone();
        let response = self.client.execute(convert(request)?).await;
        let response = response.map_err(interrupted)?;
        if !is_of_same_place(response.url(), &url) {
            let error = TransportError::new(TransportFailure::Broken, Delivery::Possible);
            return Err(error.with_source("the client followed a redirect"));
        }
        self.read(response).await
    }
}

/// Whether two URLs differ in their queries only.
fn is_of_same_place(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host() == other.host()
        && one.port() == other.port()
        && one.path() == other.path()
}

fn convert(request: HttpRequest) -> Result<Request, TransportError> {
    let request = request.into_parts();
    let mut url = request.url;
    if !request.query.is_empty() {
        let query = std::str::from_utf8(request.query.expose())
            .map_err(|_| TransportError::new(TransportFailure::Unsendable, Delivery::NotSent))?;
        url.set_query(Some(query));
    }
    let mut converted = Request::new(request.method, url);
    *converted.headers_mut() = request.headers;
    if !request.body.is_empty() {
        *converted.body_mut() = Some(request.body.to_bytes().into());
    }
    Ok(converted)
}

/// Classifies a failure of reqwest. Only a connection that was never made proves that nothing was
/// sent.
fn interrupted(error: Error) -> TransportError {
    if error.is_connect() {
        failed(error, TransportFailure::Connect, Delivery::NotSent)
    } else if error.is_timeout() {
        failed(error, TransportFailure::Timeout, Delivery::Possible)
    } else {
        failed(error, TransportFailure::Broken, Delivery::Possible)
    }
}

fn failed(error: Error, failure: TransportFailure, delivery: Delivery) -> TransportError {
    // The URL of a request may hold a card number, and the `Debug` of a cause names the server.
    TransportError::new(failure, delivery).with_source(RedactedError::of(&error.without_url()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_given_up_before_its_server_closes_it() {
        // Apache and Node wait for five seconds unless they are configured otherwise; the other
        // common servers wait longer.
        assert!(POOL_IDLE_TIMEOUT < Duration::from_secs(5));
    }
}
