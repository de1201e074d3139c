//! The default transport. Only this module knows reqwest.

mod settings;
#[cfg_attr(not(feature = "_tls"), path = "reqwest/no_tls.rs")]
mod tls;

use std::time::Duration;

use ::reqwest::redirect::Policy;
use ::reqwest::{Client, ClientBuilder, Error, Request, Response};
use async_trait::async_trait;

use super::{
    Delivery, HttpRequest, HttpResponse, HttpTransport, SecretBuffer, TransportError,
    TransportFailure,
};
use payments_core::redact::RedactedError;

pub use settings::TransportSettings;

/// Sends requests with reqwest, over rustls and HTTP/1.1.
///
/// TLS comes with the feature `aws-lc` (a default one) or `ring`, which name its cryptography; a
/// provider of cryptography that the program installed for all of rustls goes before either.
///
/// It follows no redirects, repeats nothing, decompresses nothing, and uses no proxy; for a proxy,
/// give the client a transport of your own.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: Client,
    max_response_bytes: usize,
}

impl ReqwestTransport {
    /// A transport with these limits. It trusts the certificates that the machine trusts.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when TLS cannot be set up: the machine may have no certificates, or the
    /// program was built without TLS.
    pub fn new(settings: TransportSettings) -> Result<Self, TransportError> {
        Self::of(tls::trusting_what_this_machine_trusts()?, settings)
    }

    /// A transport for a service on this machine, reached by http. It trusts no certificate at
    /// all, so it needs none: an https call fails before anything is sent.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when TLS cannot be set up.
    pub fn for_this_machine(settings: TransportSettings) -> Result<Self, TransportError> {
        Self::of(tls::trusting_nobody()?, settings)
    }

    fn of(builder: ClientBuilder, settings: TransportSettings) -> Result<Self, TransportError> {
        let client = builder
            .user_agent(concat!(
                env!("CARGO_PKG_NAME"),
                "/",
                env!("CARGO_PKG_VERSION")
            ))
            .redirect(Policy::none())
            .retry(::reqwest::retry::never())
            .no_proxy()
            // Any crate of the program may have switched these features of reqwest on.
            .http1_only()
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .referer(false)
            .connect_timeout(settings.connect_timeout)
            .read_timeout(settings.read_timeout)
            .timeout(settings.total_timeout)
            // A connection that the provider closes while it idles costs the next call its answer.
            .pool_idle_timeout(Duration::from_secs(10))
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
        let response = self.client.execute(convert(request)?).await;
        self.read(response.map_err(interrupted)?).await
    }
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

/// What a failure after the request was handed over means. Only a connection that was never made
/// proves that nothing was sent.
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
