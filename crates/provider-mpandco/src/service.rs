//! The way of an authorized call: a bearer token on the way out, one renewal on a 401, and an
//! answer on the way back.

use std::borrow::Cow;

use ::http::StatusCode;
use payments_core::redact;
use payments_core::{Environment, Operation, PaymentId, Result};
use payments_kit::http::{BaseUrl, HttpClient, HttpRequest, HttpResponse, SecretBytes};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;

use crate::convert::Reader;
use crate::model::Intent;
use crate::oauth::Tokens;
use crate::{Credentials, error, wire};

#[derive(Debug)]
pub(crate) struct Service {
    environment: Environment,
    base_url: BaseUrl,
    credentials: Credentials,
    client: HttpClient,
    tokens: Tokens,
    /// How many pages a search reads at most.
    search_limit: u32,
}

impl Service {
    pub(crate) fn new(
        environment: Environment,
        base_url: BaseUrl,
        credentials: Credentials,
        client: HttpClient,
        tokens: Tokens,
        search_limit: u32,
    ) -> Self {
        Self {
            environment,
            base_url,
            credentials,
            client,
            tokens,
            search_limit,
        }
    }

    pub(crate) fn environment(&self) -> Environment {
        self.environment
    }

    pub(crate) fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    pub(crate) fn search_limit(&self) -> u32 {
        self.search_limit
    }

    pub(crate) fn client(&self) -> &HttpClient {
        &self.client
    }

    /// Reads what this service answers to an operation that bears no secrets.
    pub(crate) fn reader(&self, operation: Operation) -> Reader<'_> {
        Reader::new(operation, &self.base_url, &[])
    }

    /// Sends a request with a token and reads the intent it answers, in which nothing repeats the
    /// `secrets` of the request.
    pub(crate) async fn intent(&self, request: HttpRequest, secrets: &[&str]) -> Result<Intent> {
        let reader = Reader::new(request.operation(), &self.base_url, secrets);
        reader.intent(self.answer(request, secrets).await?)
    }

    /// Sends a request with a token and reads what it answers. No error repeats the `secrets` of the
    /// request, should the service echo them.
    ///
    /// The service refuses a token before it does anything, so even a call that moves money is made
    /// once more with a new one. A 401 of anybody else is a reason only for a call that reads.
    pub(crate) async fn answer<T: DeserializeOwned>(
        &self,
        request: HttpRequest,
        secrets: &[&str],
    ) -> Result<T> {
        let operation = request.operation();
        let mut token = self.tokens.current(self, operation).await?;
        let request = request.with_bearer(token.access());
        let mut response = self.client.send(request.clone()).await?;
        let is_refused = response.status() == StatusCode::UNAUTHORIZED;
        if is_refused && (!operation.moves_money() || error::refuses_the_token(&response)) {
            token = self.tokens.renewed(self, operation, &token).await?;
            let request = request.with_bearer(token.access());
            response = self.client.send(request).await?;
        }
        let secrets = [secrets, &[token.access().expose_secret()]].concat();
        let response = without(&secrets, response);
        error::read(operation, &response, &secrets)
    }

    /// Calls a tool of the sandbox, with the token in its query in place of a bearer token.
    pub(crate) async fn sandbox<T: DeserializeOwned>(
        &self,
        operation: Operation,
        path: &str,
        token: &SecretString,
        id: Option<&PaymentId>,
    ) -> Result<T> {
        let query = wire::sandbox_query(token, id);
        let request = HttpRequest::get(operation, self.base_url.join(path)).with_query(query);
        let response = self.client.send(request).await?;
        let secrets = [token.expose_secret()];
        let response = without(&secrets, response);
        error::read(operation, &response, &secrets)
    }
}

/// An answer in whose texts the service does not repeat what the call bore.
fn without(secrets: &[&str], response: HttpResponse) -> HttpResponse {
    match redact::body_without(secrets, response.body()) {
        Cow::Borrowed(_) => response,
        Cow::Owned(body) => {
            let headers = response.headers().clone();
            HttpResponse::new(response.status(), headers, SecretBytes::new(body))
        }
    }
}
