//! Fixtures on their way in from files, and recordings on their way out.

use std::fs;
use std::path::Path;

use http::{Method, StatusCode};
use payments_core::Operation;
use payments_core::redact::Secrets;
use payments_kit::http::{Body, HttpRequest, HttpTransport, SecretBytes};
use payments_testkit::{Canned, Fixture, Recorder, samples};
use time::macros::date;
use url::Url;

use super::calls::{SEPARATOR, run};

/// The names of the files beside a manifest.
pub(super) const RESPONSE: &str = "response.json";
pub(super) const REQUEST: &str = "request.form";

/// A secret that is registered with a recorder.
const SECRET: &str = "canary-of-a-recording";

/// A folder of a fixture: its manifest, its response and its request, where they are given.
pub fn fixtures(data: &[u8]) {
    let folder = tempfile::tempdir().expect("there is a place for it");
    let own = folder.path().join("shop/pay/well");
    fs::create_dir_all(&own).expect("the folder is made");
    let mut parts = data.splitn(3, |byte| *byte == SEPARATOR);
    for name in ["fixture.json", RESPONSE, REQUEST] {
        if let Some(bytes) = parts.next() {
            fs::write(own.join(name), bytes).expect("the file is written");
        }
    }
    match Fixture::load_from(folder.path(), "shop/pay/well") {
        Ok(fixture) => {
            assert!([Method::GET, Method::POST].contains(fixture.method()));
            assert!(!fixture.path().starts_with('/') && !fixture.path().contains('?'));
            assert!(!fixture.provenance().source().trim().is_empty());
            // Every file is used, and nothing else is.
            let response = fixture.response();
            let holds = [fixture.query(), fixture.request_body(), response.body()];
            for part in data.split(|byte| *byte == SEPARATOR).take(3).skip(1) {
                let found = holds.iter().any(|held| held.starts_with(part));
                assert!(found, "{fixture:?}");
            }
            assert_eq!(fixture.name(), "shop/pay/well");
        }
        Err(error) => assert!(!format!("{error} {error:?}").is_empty()),
    }
}

/// A recording: a byte for what the bodies are said to be, a request and its response.
pub fn recorder(data: &[u8]) {
    let [kind, bodies @ ..] = data else { return };
    let mut parts = bodies.splitn(2, |byte| *byte == SEPARATOR);
    let sent = parts.next().unwrap_or_default();
    let response = parts.next().unwrap_or_default();
    let (asks, responses) = match kind % 4 {
        0 => ("application/json", "application/json"),
        1 => ("application/x-www-form-urlencoded", "text/xml"),
        2 => ("application/x-www-form-urlencoded", "text/html"),
        _ => ("text/plain", "text/plain"),
    };
    let live = Canned::returning(StatusCode::OK, responses, response);
    let recorder = Recorder::new(live, date!(2026 - 03 - 01)).with_secret(SECRET, "[canary]");
    let url = Url::parse("https://pay.example/pay").expect("it is a URL");
    let body = SecretBytes::new(sent.to_vec());
    let request = HttpRequest::post(
        Operation::CREATE_PAYMENT,
        url,
        Body::new(asks, body, Secrets::new()),
    );
    run(recorder.send(request)).expect("it has a response");

    let folder = tempfile::tempdir().expect("there is a place for it");
    match recorder.save(folder.path(), "shop", "well") {
        Ok(names) => {
            for name in names {
                Fixture::load_from(folder.path(), &name).expect("what is saved can be loaded");
                check_saved(&folder.path().join(name));
            }
        }
        Err(error) => {
            let printed = format!("{error} {error:?}");
            assert!(
                !holds_card(&printed) && !printed.contains(SECRET),
                "{printed}"
            );
            let mut left = fs::read_dir(folder.path()).expect("the folder is there");
            assert!(left.next().is_none(), "{error} left something behind");
        }
    }
}

fn check_saved(folder: &Path) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let file = entry.expect("it can be read").path();
        let bytes = fs::read(&file).expect("it can be read");
        let text = String::from_utf8_lossy(&bytes);
        assert!(!holds_card(&text), "a card is in {text}");
        assert!(!text.contains(SECRET), "the secret is in {text}");
    }
}

/// Whether the card number is in a text, neither inside a longer number nor as decimals.
fn holds_card(text: &str) -> bool {
    let card = samples::card_number();
    text.match_indices(&card).any(|(place, _)| {
        let (before, after) = text.split_at(place);
        let before = before.chars().next_back();
        let after = after
            .strip_prefix(&*card)
            .and_then(|after| after.chars().next());
        let is_number = |c: Option<char>| c.is_some_and(char::is_numeric);
        !is_number(before) && before != Some('.') && !is_number(after)
    })
}
