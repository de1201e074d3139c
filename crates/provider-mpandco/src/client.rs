//! The authenticated client: sends a bearer token, renews it once after a 401, and reads the
//! response.

use http::StatusCode;
use payments_core::{Operation, PaymentId, Result};
use payments_kit::builder::Endpoint;
use payments_kit::http::{BaseUrl, HttpRequest, HttpResponse};
use secrecy::SecretString;
use serde::de::DeserializeOwned;
use time::Duration;

use crate::convert::Reader;
use crate::error;
use crate::model::Intent;
use crate::tokens::Tokens;
use crate::wire;

/// A connection to the service with everything that calls share.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) endpoint: Endpoint,
    pub(crate) tokens: Tokens,
    /// How many pages a search reads at most.
    pub(crate) search_limit: u32,
    /// How long a search takes before it stops.
    pub(crate) search_deadline: Duration,
}

impl Client {
    pub(crate) fn base_url(&self) -> &BaseUrl {
        &self.endpoint.base_url
    }

    /// Sends a request with a token and reads the intent in the response.
    pub(crate) async fn intent(&self, request: HttpRequest) -> Result<Intent> {
        self.call(request, |reader, intent| reader.intent(intent))
            .await
    }

    /// Sends a request with a token and reads the response.
    ///
    /// The service refuses a token before it does anything, so even a call that moves money is
    /// made once more with a new token. A 401 from any other server repeats only a call that
    /// reads.
    pub(crate) async fn call<T: DeserializeOwned, U>(
        &self,
        request: HttpRequest,
        read: impl FnOnce(&Reader<'_>, T) -> Result<U>,
    ) -> Result<U> {
        let operation = request.operation();
        let token = self.tokens.current(operation).await?;
        let request = request.with_bearer(token.access());
        let mut response = self.endpoint.client.send(request.clone()).await?;
        let is_refused = response.status() == StatusCode::UNAUTHORIZED;
        if is_refused && (!operation.moves_money() || error::refuses_token(&response)) {
            let token = self.tokens.renewed(operation, &token).await?;
            let request = request.with_bearer(token.access());
            response = self.endpoint.client.send(request).await?;
        }
        self.read(operation, &response, read)
    }

    /// Calls a tool of the sandbox, with the token in the query instead of a bearer token.
    pub(crate) async fn call_sandbox<T: DeserializeOwned, U>(
        &self,
        operation: Operation,
        path: &str,
        token: &SecretString,
        id: Option<&PaymentId>,
        read: impl FnOnce(&Reader<'_>, T) -> Result<U>,
    ) -> Result<U> {
        let query = wire::sandbox_query(token, id);
        let request =
            HttpRequest::get(operation, self.base_url().join(path)).with_query_form(query);
        let response = self.endpoint.client.send(request).await?;
        self.read(operation, &response, read)
    }

    fn read<T: DeserializeOwned, U>(
        &self,
        operation: Operation,
        response: &HttpResponse,
        read: impl FnOnce(&Reader<'_>, T) -> Result<U>,
    ) -> Result<U> {
        response.read(|response| {
            let (value, notice) = error::read(operation, response)?;
            let reader = Reader::new(
                operation,
                self.base_url(),
                response.secrets(),
                notice.as_deref(),
            );
            read(&reader, value)
        })
    }
}
