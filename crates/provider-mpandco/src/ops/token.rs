//! An access token (chapter 5.2): `POST oauth/v2/token`.

use payments_core::{Effect, ErrorKind, Operation, Result};
use payments_kit::http::{Form, HttpRequest};
use secrecy::{ExposeSecret, SecretString};
use time::Duration;

use crate::error;
use crate::oauth::StoredToken;
use crate::service::Service;
use crate::wire::{FORM, TokenAnswer};

/// The operation that fetches an access token. A lost answer costs nothing: the next request
/// gives another token.
pub const TOKEN: Operation = Operation::new("token", Effect::Read);

/// Asks for a token by the application's keys.
pub(crate) async fn token(service: &Service) -> Result<StoredToken> {
    request(service, grant(service, "urn:client_apps"), &[]).await
}

/// Asks for a token by a refresh token; nothing if it is dead.
pub(crate) async fn renew_token(
    service: &Service,
    refresh: &SecretString,
) -> Result<Option<StoredToken>> {
    let mut form = grant(service, "refresh_token");
    form.field("refresh_token", refresh.expose_secret());
    match request(service, form, &[refresh.expose_secret()]).await {
        Err(error) if error.kind() == ErrorKind::Credentials => Ok(None),
        answered => answered.map(Some),
    }
}

fn grant(service: &Service, grant_type: &str) -> Form {
    let credentials = service.credentials();
    let mut form = Form::new();
    form.field("client_id", credentials.client_id());
    form.field("client_secret", credentials.client_secret());
    form.field("grant_type", grant_type);
    form
}

async fn request(service: &Service, form: Form, secrets: &[&str]) -> Result<StoredToken> {
    let url = service.base_url().join("oauth/v2/token");
    let request = HttpRequest::post(TOKEN, url, FORM, form.finish());
    let response = service.client().send(request).await?;
    let secrets = [secrets, &[service.credentials().client_secret()]].concat();
    let answer: TokenAnswer = error::read(TOKEN, &response, &secrets)?;
    let now = service.client().clock().now();
    let expires_at = now.saturating_add(Duration::seconds(answer.expires_in));
    Ok(StoredToken::new(
        answer.access_token,
        answer.refresh_token,
        expires_at,
    ))
}
