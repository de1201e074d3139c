//! An access token (chapter 5.2): `POST oauth/v2/token`.

use async_trait::async_trait;
use http::Method;
use payments_core::{Effect, ErrorKind, Operation, Result};
use payments_kit::builder::Endpoint;
use payments_kit::codec::from_json;
use payments_kit::http::{Fields, Form, HttpRequest, HttpResponse};
use secrecy::ExposeSecret;
use time::{Duration, OffsetDateTime};

use crate::credentials::Credentials;
use crate::error;
use crate::tokens::{StoredToken, TokenSource};
use crate::wire::TokenResponse;

/// Fetches an access token. A lost response costs nothing: the next request gives another token.
#[doc(alias = "oauth")]
pub const TOKEN: Operation = Operation::new("token", Effect::Read);

/// Requests the tokens of an application.
#[derive(Debug)]
pub(crate) struct TokenRequests {
    pub(crate) endpoint: Endpoint,
    pub(crate) credentials: Credentials,
}

#[async_trait]
impl TokenSource for TokenRequests {
    async fn grant(&self) -> Result<StoredToken> {
        self.send(self.form("urn:client_apps")).await
    }

    async fn renew(&self, token: &StoredToken) -> Result<Option<StoredToken>> {
        let Some(refresh) = token.refresh() else {
            return Ok(None);
        };
        let mut form = self.form("refresh_token");
        form.secret("refresh_token", refresh.expose_secret());
        match self.send(form).await {
            Err(error) if error.kind() == ErrorKind::Credentials => Ok(None),
            result => result.map(Some),
        }
    }

    fn now(&self) -> OffsetDateTime {
        self.endpoint.client.clock().now()
    }
}

impl TokenRequests {
    fn form(&self, grant_type: &str) -> Form {
        let mut form = Form::new();
        form.secret("client_id", self.credentials.client_id());
        form.secret("client_secret", self.credentials.client_secret());
        form.field("grant_type", grant_type);
        form
    }

    async fn send(&self, form: Form) -> Result<StoredToken> {
        let url = self.endpoint.base_url.join("oauth/v2/token");
        let request = HttpRequest::new(TOKEN, Method::POST, url).with_body(form);
        let response = self.endpoint.client.send(request).await?;
        response.read(|response| self.token(response))
    }

    fn token(&self, response: &HttpResponse) -> Result<StoredToken> {
        if !response.status().is_success() {
            return Err(error::refusal(TOKEN, response));
        }
        // It may repeat the refresh token that was sent.
        let token: TokenResponse = from_json(response.unredacted_body())
            .map_err(|reason| error::unreadable(TOKEN, reason.to_string()))?;
        let lifetime = Duration::seconds(token.expires_in);
        Ok(StoredToken::new(
            token.access_token,
            token.refresh_token,
            self.now().saturating_add(lifetime),
        ))
    }
}
