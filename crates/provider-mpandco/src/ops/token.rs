//! An access token (chapter 5.2): `POST oauth/v2/token`.

use async_trait::async_trait;
use http::Method;
use payments_core::{Clock, Effect, ErrorKind, Operation, Result, exact_decimal};
use payments_kit::builder::Endpoint;
use payments_kit::codec::{Scalar, from_json_with_output};
use payments_kit::http::{Fields, Form, HttpRequest, HttpResponse};
use secrecy::{ExposeSecret, SecretString};
use time::Duration;

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

    fn clock(&self) -> &dyn Clock {
        self.endpoint.client.clock()
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
        let token = from_json_with_output::<TokenResponse>(response.unredacted_body())
            .map_err(|reason| error::unreadable(TOKEN, reason.to_string()))?;
        let token = token.value;
        let unusable = |reason| error::unreadable(TOKEN, reason);
        let access = token.access_token.0.filter(is_usable);
        let access = access.ok_or_else(|| unusable("the response has no usable access token"))?;
        let kind = token.token_type.text();
        if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
            return Err(unusable("the access token is not a bearer token"));
        }
        Ok(StoredToken::new(
            access,
            token.refresh_token.0.filter(is_usable),
            lifetime(&token.expires_in).map(|lifetime| self.clock().now().saturating_add(lifetime)),
        ))
    }
}

/// Returns whether a token can be sent in a header: it has no blanks, line breaks or other
/// characters that none has.
fn is_usable(token: &SecretString) -> bool {
    let token = token.expose_secret();
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Returns how long a token is valid, if the service says so in whole or fractional seconds.
fn lifetime(expires_in: &Scalar) -> Option<Duration> {
    let seconds = exact_decimal(expires_in.text()?).ok()?.trunc();
    let seconds: i64 = seconds.try_into().unwrap_or(i64::MAX);
    (seconds >= 0).then(|| Duration::seconds(seconds))
}
