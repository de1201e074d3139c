//! `POST oauth/v2/token`, and the check of the token that every other call bears.

use std::sync::Arc;

use axum::extract::{Request, State as Shared};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Serialize;

use crate::php::form::Php;

use crate::mpandco::state::State;
use crate::mpandco::state::tokens::LIFETIME;
use crate::mpandco::wire::errors::oauth;
use crate::mpandco::wire::reply::JsonReply;
use crate::mpandco::wire::request::FormRequest;

const CLIENT_APPS: &str = "urn:client_apps";
const PASSWORD: &str = "password";
const REFRESH: &str = "refresh_token";

#[derive(Serialize)]
struct TokenBody {
    access_token: String,
    expires_in: i64,
    token_type: &'static str,
    scope: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

impl State {
    pub(crate) fn token(&self, form: &Php) -> JsonReply {
        let text = |name: &str| form.text(&[name]).unwrap_or_default();
        let refuse = |error, description| oauth(StatusCode::BAD_REQUEST, error, description);
        let now = self.clock.now();
        let records = &mut *self.lock();
        let grant_type = text("grant_type");
        records.tokens.count_request(grant_type);
        let sent = |name, secret| (text(name).to_owned(), text(secret).to_owned());
        if sent("client_id", "client_secret") != records.settings.client {
            return refuse("invalid_client", "The client credentials are invalid");
        }
        match grant_type {
            CLIENT_APPS => {}
            REFRESH if records.tokens.spend_refresh(text(REFRESH)) => {}
            REFRESH => return refuse("invalid_grant", "Invalid refresh token"),
            PASSWORD if sent("username", "password") == records.settings.user => {}
            PASSWORD => {
                return refuse("invalid_grant", "Invalid username and password combination");
            }
            "" => return refuse("invalid_request", "The grant_type parameter is missing"),
            _ => return refuse("unsupported_grant_type", "The grant type is not supported"),
        }
        let issued = records.tokens.issue(&mut records.ids, now);
        JsonReply::ok(&TokenBody {
            access_token: issued.access,
            expires_in: LIFETIME.whole_seconds(),
            token_type: "bearer",
            scope: "API",
            refresh_token: issued.refresh,
        })
    }

    pub(crate) fn admits(&self, token: &str) -> bool {
        self.lock().tokens.is_valid(token, self.clock.now())
    }
}

pub(crate) async fn handle(Shared(state): Shared<Arc<State>>, request: FormRequest) -> Response {
    let unstored = [(header::CACHE_CONTROL, "no-store, private")];
    (unstored, state.token(&request.form)).into_response()
}

/// Lets a request through only when it bears a good token.
pub(crate) async fn require(
    Shared(state): Shared<Arc<State>>,
    request: Request,
    next: Next,
) -> Response {
    let admitted = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .is_some_and(|(scheme, token)| {
            scheme.eq_ignore_ascii_case("bearer") && state.admits(token.trim())
        });
    if admitted {
        return next.run(request).await;
    }
    let description = "The access token provided is invalid.";
    oauth(StatusCode::UNAUTHORIZED, "invalid_grant", description).into_response()
}

#[cfg(test)]
mod tests {
    use crate::mpandco::state::settings::{self, CLIENT_ID, CLIENT_SECRET, USERNAME};
    use serde_json::{Value, json};
    use time::Duration;

    use super::*;
    use crate::mpandco::testing::service;
    use crate::php::form::parse_str;

    fn ask(state: &State, grant: &str) -> (StatusCode, Value) {
        let form = format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&{grant}");
        let reply = state.token(&parse_str(&form));
        (reply.status, serde_json::from_str(&reply.body).unwrap())
    }

    fn main_token(state: &State) -> Value {
        let (status, response) = ask(state, "grant_type=urn:client_apps");
        assert_eq!(status, StatusCode::OK);
        response
    }

    #[test]
    fn a_token_is_valid_for_an_hour_of_simulated_time() {
        let state = service();
        let response = main_token(&state);
        let token = response["access_token"].as_str().unwrap();
        let refresh = &response["refresh_token"];
        assert_eq!(
            response,
            json!({
                "access_token": token,
                "expires_in": 3600,
                "token_type": "bearer",
                "scope": "API",
                "refresh_token": refresh,
            })
        );
        assert_eq!(token.len(), 86);
        state.clock.advance(Duration::minutes(59));
        assert!(state.admits(token));
        state.clock.advance(Duration::minutes(1));
        assert!(!state.admits(token));
    }

    #[test]
    fn a_refresh_token_works_once() {
        let state = service();
        let response = main_token(&state);
        let refresh = response["refresh_token"].as_str().unwrap();
        let grant = format!("grant_type=refresh_token&refresh_token={refresh}");
        let (status, renewed) = ask(&state, &grant);
        assert_eq!(status, StatusCode::OK);
        assert_ne!(renewed["refresh_token"], response["refresh_token"]);
        let (status, refused) = ask(&state, &grant);
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(refused["error"], "invalid_grant");
        assert_eq!(state.token_requests("refresh_token"), 2);
        assert_eq!(state.token_requests("urn:client_apps"), 1);
    }

    #[test]
    fn a_wrong_secret_spends_no_refresh_token() {
        let state = service();
        let response = main_token(&state);
        let refresh = response["refresh_token"].as_str().unwrap();
        let grant = format!("grant_type=refresh_token&refresh_token={refresh}");
        let (_, refused) = ask(&state, &format!("{grant}&client_secret=wrong"));
        assert_eq!(refused["error"], "invalid_client");
        assert_eq!(ask(&state, &grant).0, StatusCode::OK);
    }

    #[test]
    fn a_test_can_invalidate_tokens() {
        let state = service();
        let response = main_token(&state);
        state.expire_tokens();
        assert!(!state.admits(response["access_token"].as_str().unwrap()));
        state.revoke_refresh_tokens();
        let refresh = response["refresh_token"].as_str().unwrap();
        let grant = format!("grant_type=refresh_token&refresh_token={refresh}");
        assert_eq!(ask(&state, &grant).1["error"], "invalid_grant");
        state.set_refresh_tokens(false);
        assert!(main_token(&state).get("refresh_token").is_none());
        let other = ask(&state, "grant_type=authorization_code").1;
        assert_eq!(other["error"], "unsupported_grant_type");
    }

    #[test]
    fn the_password_grant_knows_one_user() {
        let state = service();
        let grant = |user: &str, password: &str| {
            format!("grant_type=password&username={user}&password={password}")
        };
        let (status, granted) = ask(&state, &grant(USERNAME, settings::PASSWORD));
        assert_eq!(status, StatusCode::OK);
        assert!(granted["refresh_token"].is_string());
        for (user, password) in [("", ""), (USERNAME, "wrong"), ("other", settings::PASSWORD)] {
            let (status, refused) = ask(&state, &grant(user, password));
            assert_eq!(status, StatusCode::BAD_REQUEST);
            assert_eq!(refused["error"], "invalid_grant");
        }
        state.set_user("other", "word");
        assert_eq!(ask(&state, &grant("other", "word")).0, StatusCode::OK);
    }

    #[test]
    fn a_test_can_name_the_client() {
        let state = service();
        state.set_client("another", "secret");
        assert_eq!(
            ask(&state, "grant_type=urn:client_apps").1["error"],
            "invalid_client"
        );
        let own = "client_id=another&client_secret=secret";
        let (status, _) = ask(&state, &format!("{own}&grant_type=urn:client_apps"));
        assert_eq!(status, StatusCode::OK);
    }

    #[test]
    fn debug_shows_no_token() {
        let state = service();
        main_token(&state);
        assert!(!format!("{state:?}").contains("Token"));
    }
}
