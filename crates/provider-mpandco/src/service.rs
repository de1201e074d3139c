//! The way of an authorized call: a bearer token on the way out, one renewal on a 401, and an
//! intent on the way back.

use ::http::StatusCode;
use payments_core::http::{BaseUrl, HttpClient, HttpRequest, HttpResponse};
use payments_core::{Environment, Result};

use crate::oauth::Tokens;
use crate::wire::Intent;
use crate::{Credentials, error};

#[derive(Debug)]
pub(crate) struct Service {
    environment: Environment,
    base_url: BaseUrl,
    credentials: Credentials,
    client: HttpClient,
    tokens: Tokens,
}

impl Service {
    pub(crate) fn new(
        environment: Environment,
        base_url: BaseUrl,
        credentials: Credentials,
        client: HttpClient,
    ) -> Self {
        Self {
            environment,
            base_url,
            credentials,
            client,
            tokens: Tokens::default(),
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

    pub(crate) fn client(&self) -> &HttpClient {
        &self.client
    }

    /// Sends a request with a token and reads the intent it answers.
    ///
    /// A 401 was answered before the call did anything, so even a call that moves money is made
    /// once more with a new token.
    pub(crate) async fn intent(&self, request: HttpRequest) -> Result<Intent> {
        let operation = request.operation();
        let token = self.tokens.current(self, operation).await?;
        let response = self.send(&request, token.bearer()).await?;
        let response = if response.status() == StatusCode::UNAUTHORIZED {
            let token = self.tokens.renewed(self, operation, &token).await?;
            self.send(&request, token.bearer()).await?
        } else {
            response
        };
        error::read(operation, &response)
    }

    async fn send(
        &self,
        request: &HttpRequest,
        bearer: &secrecy::SecretString,
    ) -> Result<HttpResponse> {
        self.client.send(request.clone().with_bearer(bearer)).await
    }
}
