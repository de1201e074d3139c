//! The authenticated client: sends a bearer token, renews it once after a 401, and parses the
//! response.

use std::borrow::Cow;

use http::StatusCode;
use payments_core::redact;
use payments_core::{Environment, Operation, PaymentId, Result};
use payments_kit::http::{BaseUrl, HttpClient, HttpRequest, HttpResponse, SecretBytes};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;

use crate::convert::Reader;
use crate::error;
use crate::model::Intent;
use crate::tokens::Tokens;
use crate::wire;

/// A connection to the service with everything that calls share.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) environment: Environment,
    pub(crate) base_url: BaseUrl,
    pub(crate) http: HttpClient,
    pub(crate) tokens: Tokens,
    /// How many pages a search reads at most.
    pub(crate) search_limit: u32,
}

impl Client {
    /// Returns a reader for the response to an operation that bears no secrets.
    pub(crate) fn reader(&self, operation: Operation) -> Reader<'_> {
        Reader::new(operation, &self.base_url, &[])
    }

    /// Sends a request and parses the intent in the response, in which nothing repeats the
    /// `secrets` of the request.
    pub(crate) async fn intent(&self, request: HttpRequest, secrets: &[&str]) -> Result<Intent> {
        let reader = Reader::new(request.operation(), &self.base_url, secrets);
        reader.intent(self.send(request, secrets).await?)
    }

    /// Sends a request with a token and parses the response. No error repeats the `secrets` of
    /// the request, should the service echo them.
    ///
    /// The service refuses a token before it does anything, so even a call that moves money is
    /// made once more with a new token. A 401 from any other server repeats only a call that
    /// reads.
    pub(crate) async fn send<T: DeserializeOwned>(
        &self,
        request: HttpRequest,
        secrets: &[&str],
    ) -> Result<T> {
        let operation = request.operation();
        let mut token = self.tokens.current(operation).await?;
        let request = request.with_bearer(token.access());
        let mut response = self.http.send(request.clone()).await?;
        let is_refused = response.status() == StatusCode::UNAUTHORIZED;
        if is_refused && (!operation.moves_money() || error::refuses_the_token(&response)) {
            token = self.tokens.renewed(operation, &token).await?;
            let request = request.with_bearer(token.access());
            response = self.http.send(request).await?;
        }
        let secrets = [secrets, &[token.access().expose_secret()]].concat();
        let response = redacted(&secrets, response);
        error::read(operation, &response, &secrets)
    }

    /// Calls a tool of the sandbox, with the token in the query instead of a bearer token.
    pub(crate) async fn send_to_sandbox<T: DeserializeOwned>(
        &self,
        operation: Operation,
        path: &str,
        token: &SecretString,
        id: Option<&PaymentId>,
    ) -> Result<T> {
        let query = wire::sandbox_query(token, id);
        let request = HttpRequest::get(operation, self.base_url.join(path)).with_query(query);
        let response = self.http.send(request).await?;
        let secrets = [token.expose_secret()];
        let response = redacted(&secrets, response);
        error::read(operation, &response, &secrets)
    }
}

/// Redacts the secrets of a call from the texts of its response.
fn redacted(secrets: &[&str], response: HttpResponse) -> HttpResponse {
    match redact::body_without(secrets, response.body()) {
        Cow::Borrowed(_) => response,
        Cow::Owned(body) => {
            let headers = response.headers().clone();
            HttpResponse::new(response.status(), headers, SecretBytes::new(body))
        }
    }
}
