//! An access token (chapter 5.2): `POST oauth/v2/token`.

use payments_core::http::{Form, HttpRequest};
use payments_core::{Effect, ErrorKind, Operation, Result};
use secrecy::ExposeSecret;
use time::Duration;

use crate::error;
use crate::oauth::Token;
use crate::service::Service;
use crate::wire::{FORM, TokenAnswer};

/// The operation that fetches an access token. A lost answer costs nothing: the next request
/// gives another token.
pub const TOKEN: Operation = Operation::new("token", Effect::Read);

/// Asks for a token: by the refresh token of the last one, as the manual wants it, and by the
/// application's keys where there is none or it is dead.
pub(crate) async fn token(service: &Service, last: Option<&Token>) -> Result<Token> {
    if let Some(refresh) = last.and_then(Token::refresh) {
        let mut form = grant(service, "refresh_token");
        form.field("refresh_token", refresh.expose_secret());
        match request(service, form).await {
            Err(error) if error.kind() == ErrorKind::Credentials => {}
            answered => return answered,
        }
    }
    request(service, grant(service, "urn:client_apps")).await
}

fn grant(service: &Service, grant_type: &str) -> Form {
    let credentials = service.credentials();
    let mut form = Form::new();
    form.field("client_id", credentials.client_id());
    form.field("client_secret", credentials.client_secret());
    form.field("grant_type", grant_type);
    form
}

async fn request(service: &Service, form: Form) -> Result<Token> {
    let url = service.base_url().join("oauth/v2/token");
    let request = HttpRequest::post(TOKEN, url, FORM, form.finish());
    let response = service.client().send(request).await?;
    let answer: TokenAnswer = error::read(TOKEN, &response)?;
    Ok(Token::new(
        answer.access_token,
        answer.refresh_token,
        Duration::seconds(answer.expires_in),
        service.client().clock().now(),
    ))
}
