//! `POST oauth/v2/token`, and the check of the token that every other call bears.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Serialize;
use time::{Duration, OffsetDateTime};

use crate::php::form::Php;

use super::errors::oauth;
use super::ids::Ids;
use super::json::JsonReply;
use super::submitted::Submitted;
use super::world::{CLIENT_ID, CLIENT_SECRET, World};

const LIFETIME: Duration = Duration::hours(1);
const CLIENT_APPS: &str = "urn:client_apps";
const REFRESH: &str = "refresh_token";

/// The tokens that are good, and how they were asked for.
#[derive(Default)]
pub(super) struct Tokens {
    expiries: HashMap<String, OffsetDateTime>,
    refresh: HashSet<String>,
    requests: HashMap<String, usize>,
    no_refresh: bool,
}

#[derive(Serialize)]
struct TokenAnswer {
    access_token: String,
    expires_in: i64,
    token_type: &'static str,
    scope: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

impl Tokens {
    pub(super) fn requests(&self, grant_type: &str) -> usize {
        self.requests.get(grant_type).copied().unwrap_or_default()
    }

    pub(super) fn expire_access(&mut self) {
        self.expiries.clear();
    }

    pub(super) fn revoke_refresh(&mut self) {
        self.refresh.clear();
    }

    pub(super) fn set_refresh(&mut self, handed_out: bool) {
        self.no_refresh = !handed_out;
    }

    fn is_good(&self, token: &str, now: OffsetDateTime) -> bool {
        self.expiries.get(token).is_some_and(|expiry| now < *expiry)
    }

    fn hand_out(&mut self, ids: &mut Ids, now: OffsetDateTime) -> TokenAnswer {
        let access_token = ids.token("Access");
        self.expiries.insert(access_token.clone(), now + LIFETIME);
        let refresh_token = (!self.no_refresh).then(|| ids.token("Refresh"));
        self.refresh.extend(refresh_token.clone());
        TokenAnswer {
            access_token,
            expires_in: LIFETIME.whole_seconds(),
            token_type: "bearer",
            scope: "API",
            refresh_token,
        }
    }
}

impl World {
    pub(super) fn token(&self, form: &Php) -> JsonReply {
        let text = |name: &str| form.text(&[name]).unwrap_or_default();
        let refuse = |error, description| oauth(StatusCode::BAD_REQUEST, error, description);
        let now = self.clock.now();
        let state = &mut *self.lock();
        let grant_type = text("grant_type");
        *state
            .tokens
            .requests
            .entry(grant_type.to_owned())
            .or_default() += 1;
        if (text("client_id"), text("client_secret")) != (CLIENT_ID, CLIENT_SECRET) {
            return refuse("invalid_client", "The client credentials are invalid");
        }
        match grant_type {
            CLIENT_APPS => {}
            // A refresh token works once.
            REFRESH if state.tokens.refresh.remove(text(REFRESH)) => {}
            REFRESH => return refuse("invalid_grant", "Invalid refresh token"),
            "" => return refuse("invalid_request", "The grant_type parameter is missing"),
            _ => return refuse("unsupported_grant_type", "The grant type is not supported"),
        }
        JsonReply::ok(&state.tokens.hand_out(&mut state.ids, now))
    }

    pub(super) fn admits(&self, token: &str) -> bool {
        self.lock().tokens.is_good(token, self.clock.now())
    }
}

pub(super) async fn handle(State(world): State<Arc<World>>, submitted: Submitted) -> Response {
    let unstored = [(header::CACHE_CONTROL, "no-store, private")];
    (unstored, world.token(&submitted.form)).into_response()
}

/// Lets a request through only when it bears a good token.
pub(super) async fn require(
    State(world): State<Arc<World>>,
    request: Request,
    next: Next,
) -> Response {
    let admitted = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .is_some_and(|(scheme, token)| {
            scheme.eq_ignore_ascii_case("bearer") && world.admits(token.trim())
        });
    if admitted {
        return next.run(request).await;
    }
    let description = "The access token provided is invalid.";
    oauth(StatusCode::UNAUTHORIZED, "invalid_grant", description).into_response()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::world;
    use super::*;
    use crate::php::form::parse_str;

    fn ask(world: &World, grant: &str) -> (StatusCode, Value) {
        let form = format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&{grant}");
        let reply = world.token(&parse_str(&form));
        (reply.status, serde_json::from_str(&reply.body).unwrap())
    }

    fn main_token(world: &World) -> Value {
        let (status, answer) = ask(world, "grant_type=urn:client_apps");
        assert_eq!(status, StatusCode::OK);
        answer
    }

    #[test]
    fn a_token_is_good_for_an_hour_of_simulated_time() {
        let world = world();
        let answer = main_token(&world);
        let token = answer["access_token"].as_str().unwrap();
        let refresh = &answer["refresh_token"];
        assert_eq!(
            answer,
            json!({
                "access_token": token,
                "expires_in": 3600,
                "token_type": "bearer",
                "scope": "API",
                "refresh_token": refresh,
            })
        );
        assert_eq!(token.len(), 86);
        world.clock.advance(Duration::minutes(59));
        assert!(world.admits(token));
        world.clock.advance(Duration::minutes(1));
        assert!(!world.admits(token));
    }

    #[test]
    fn a_refresh_token_works_once() {
        let world = world();
        let answer = main_token(&world);
        let refresh = answer["refresh_token"].as_str().unwrap();
        let grant = format!("grant_type=refresh_token&refresh_token={refresh}");
        let (status, renewed) = ask(&world, &grant);
        assert_eq!(status, StatusCode::OK);
        assert_ne!(renewed["refresh_token"], answer["refresh_token"]);
        let (status, refused) = ask(&world, &grant);
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(refused["error"], "invalid_grant");
        assert_eq!(world.token_requests("refresh_token"), 2);
        assert_eq!(world.token_requests("urn:client_apps"), 1);
    }

    #[test]
    fn a_wrong_secret_spends_no_refresh_token() {
        let world = world();
        let answer = main_token(&world);
        let refresh = answer["refresh_token"].as_str().unwrap();
        let grant = format!("grant_type=refresh_token&refresh_token={refresh}");
        let (_, refused) = ask(&world, &format!("{grant}&client_secret=wrong"));
        assert_eq!(refused["error"], "invalid_client");
        assert_eq!(ask(&world, &grant).0, StatusCode::OK);
    }

    #[test]
    fn a_test_can_take_tokens_away() {
        let world = world();
        let answer = main_token(&world);
        world.expire_tokens();
        assert!(!world.admits(answer["access_token"].as_str().unwrap()));
        world.revoke_refresh_tokens();
        let refresh = answer["refresh_token"].as_str().unwrap();
        let grant = format!("grant_type=refresh_token&refresh_token={refresh}");
        assert_eq!(ask(&world, &grant).1["error"], "invalid_grant");
        world.set_refresh_tokens(false);
        assert!(main_token(&world).get("refresh_token").is_none());
        let password = ask(&world, "grant_type=password").1;
        assert_eq!(password["error"], "unsupported_grant_type");
    }

    #[test]
    fn nothing_of_the_tokens_shows_in_debug() {
        let world = world();
        main_token(&world);
        assert!(!format!("{world:?}").contains("Token"));
    }
}
