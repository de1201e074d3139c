//! One token for several clients.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use http::StatusCode;
use http::header::AUTHORIZATION;
use payments_kit::http::{HttpRequest, HttpResponse};
use payments_sim::SimClock;
use payments_testkit::Canned;
use provider_mpandco::{InMemoryTokenStore, Mpandco, StoredToken, TokenStore};
use secrecy::{ExposeSecret, SecretString};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::support::{builder_at, clock};

const NOW: OffsetDateTime = datetime!(2021-05-19 22:26:34 UTC);

fn token(access: &str, refresh: Option<&str>, expires_at: OffsetDateTime) -> StoredToken {
    StoredToken::new(access.into(), refresh.map(SecretString::from), expires_at)
}

fn json(status: StatusCode, body: &str) -> HttpResponse {
    Canned::response(status, "application/json", body)
}

/// A service that grants the tokens `granted-1`, `granted-2` and so on, accepts only the grants of
/// these types, and refuses the bearer `refused`.
fn service(grants: &'static [&'static str]) -> Canned {
    let mut granted = 0;
    Canned::with(move |request: &HttpRequest| {
        if request.url().path().ends_with("oauth/v2/token") {
            let form = String::from_utf8_lossy(request.body().expose()).into_owned();
            if !grants.iter().any(|grant| form.contains(&grant_type(grant))) {
                let body = r#"{"error":"invalid_grant"}"#;
                return Ok(json(StatusCode::BAD_REQUEST, body));
            }
            granted += 1;
            let body = format!(
                r#"{{"access_token":"granted-{granted}","expires_in":3600,"refresh_token":"r-{granted}"}}"#
            );
            return Ok(json(StatusCode::OK, &body));
        }
        let status = match &*bearer(request) {
            "Bearer refused" => StatusCode::UNAUTHORIZED,
            _ => StatusCode::OK,
        };
        Ok(json(status, "{}"))
    })
}

fn grant_type(grant: &str) -> String {
    format!("grant_type={}", grant.replace(':', "%3A"))
}

fn bearer(request: &HttpRequest) -> String {
    let header = request.headers().get(AUTHORIZATION);
    header.map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
}

/// What was sent: the grant of each token request, and the bearer of each other call.
fn sent(service: &Canned) -> Vec<String> {
    let line = |request: &HttpRequest| {
        let form = String::from_utf8_lossy(request.body().expose()).into_owned();
        match form.split_once("grant_type=") {
            Some((_, grant)) => grant.replace("%3A", ":"),
            None => bearer(request),
        }
    };
    let sent = service.sent();
    sent.iter().map(|sent| line(sent.request())).collect()
}

fn client(service: &Canned, store: impl TokenStore, clock: SimClock) -> Mpandco {
    let builder = builder_at(service.clone(), clock);
    builder.with_token_store(store).build().unwrap()
}

const KEYS: &str = "urn:client_apps";
const REFRESH: &str = "refresh_token";

#[tokio::test]
async fn a_second_client_uses_the_token_of_the_first() {
    let service = service(&[KEYS, REFRESH]);
    let store = InMemoryTokenStore::default();
    for _ in 0..2 {
        let client = client(&service, store.clone(), clock());
        client.check_credentials().await.unwrap();
    }
    let expected = [KEYS, "Bearer granted-1", "Bearer granted-1"];
    assert_eq!(sent(&service), expected);
    let kept = store.load().await.unwrap();
    assert_eq!(kept.expires_at(), Some(NOW + Duration::HOUR));
    assert_eq!(kept.refresh().unwrap().expose_secret(), "r-1");
}

#[tokio::test]
async fn a_token_that_another_process_renewed_is_used_instead_of_renewing_it_again() {
    let service = service(&[KEYS, REFRESH]);
    let store = InMemoryTokenStore::default();
    let clock = clock();
    let client = client(&service, store.clone(), clock.clone());
    client.check_credentials().await.unwrap();
    clock.advance(Duration::hours(1));
    let renewed = token("renewed", Some("r"), NOW + Duration::hours(2));
    store.save(&renewed).await;
    client.check_credentials().await.unwrap();
    assert_eq!(sent(&service), [KEYS, "Bearer granted-1", "Bearer renewed"]);
}

#[tokio::test]
async fn a_refused_token_gives_way_to_another_in_the_store_or_is_renewed() {
    let service = service(&[KEYS, REFRESH]);
    let store = InMemoryTokenStore::default();
    store
        .save(&token("refused", Some("r"), NOW + Duration::HOUR))
        .await;
    let client = client(&service, store.clone(), clock());
    client.check_credentials().await.unwrap();
    let expected = [
        "Bearer refused",
        "refresh_token&refresh_token=r",
        "Bearer granted-1",
    ];
    assert_eq!(sent(&service), expected);
    let kept = store.load().await.unwrap();
    assert_eq!(kept.access().expose_secret(), "granted-1");
}

/// Returns these tokens one after another, as if other processes were writing.
#[derive(Debug)]
struct Busy(Mutex<Vec<StoredToken>>);

#[async_trait]
impl TokenStore for Busy {
    async fn load(&self) -> Option<StoredToken> {
        self.0.lock().unwrap().pop()
    }

    async fn save(&self, _: &StoredToken) {}
}

#[tokio::test]
async fn a_refresh_token_that_another_process_has_just_used_is_no_reason_to_start_anew() {
    let service = service(&[KEYS]);
    let store = Busy(Mutex::new(vec![
        token("renewed", Some("r-2"), NOW + Duration::HOUR),
        token("expired", Some("used-up"), NOW),
    ]));
    let client = client(&service, store, clock());
    client.check_credentials().await.unwrap();
    let expected = ["refresh_token&refresh_token=used-up", "Bearer renewed"];
    assert_eq!(sent(&service), expected);
}

#[tokio::test]
async fn a_dead_refresh_token_falls_back_to_the_keys_once() {
    let service = service(&[KEYS]);
    let store = InMemoryTokenStore::default();
    store.save(&token("expired", Some("dead"), NOW)).await;
    let client = client(&service, Arc::new(store), clock());
    client.check_credentials().await.unwrap();
    let expected = ["refresh_token&refresh_token=dead", KEYS, "Bearer granted-1"];
    assert_eq!(sent(&service), expected);
}

#[tokio::test]
async fn the_margin_before_the_end_is_the_callers() {
    let service = service(&[KEYS]);
    let store = InMemoryTokenStore::default();
    store
        .save(&token("stored", None, NOW + Duration::minutes(5)))
        .await;
    for margin in [299, 300] {
        let builder = builder_at(service.clone(), clock()).with_token_store(store.clone());
        let margin = std::time::Duration::from_secs(margin);
        let client = builder.with_expiry_margin(margin).build().unwrap();
        client.check_credentials().await.unwrap();
    }
    assert_eq!(sent(&service), ["Bearer stored", KEYS, "Bearer granted-1"]);
}

#[tokio::test]
async fn a_stored_token_is_not_printed() {
    let store = InMemoryTokenStore::default();
    store.save(&token("canary-a", Some("canary-r"), NOW)).await;
    let client = client(&service(&[KEYS]), store.clone(), clock());
    let printed = format!("{store:?} {client:#?} {:?}", store.load().await);
    assert!(printed.contains("StoredToken"));
    assert!(!printed.contains("canary"), "{printed}");
}

/// Never returns.
#[derive(Debug)]
struct Stuck;

#[async_trait]
impl TokenStore for Stuck {
    async fn load(&self) -> Option<StoredToken> {
        std::future::pending().await
    }

    async fn save(&self, _: &StoredToken) {
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_store_that_hangs_holds_no_call_up() {
    let service = service(&[KEYS]);
    let client = client(&service, Stuck, clock());
    client.check_credentials().await.unwrap();
    assert_eq!(sent(&service), [KEYS, "Bearer granted-1"]);
}

#[tokio::test]
async fn a_token_without_an_expiry_is_used_until_the_service_refuses_it() {
    let service = service(&[KEYS]);
    let store = InMemoryTokenStore::default();
    store
        .save(&StoredToken::new("endless".into(), None, None))
        .await;
    let clock = clock();
    let endless = client(&service, store.clone(), clock.clone());
    endless.check_credentials().await.unwrap();
    clock.advance(Duration::days(365));
    endless.check_credentials().await.unwrap();
    assert_eq!(sent(&service), ["Bearer endless", "Bearer endless"]);
    assert_eq!(store.load().await.unwrap().expires_at(), None);
}
