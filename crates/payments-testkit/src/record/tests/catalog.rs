//! What is known of the services, recorded once more.

use http::Method;
use http::header::AUTHORIZATION;
use payments_core::redact::Secrets;
use payments_kit::http::{HttpRequest, HttpTransport, SecretBytes};
use tempfile::TempDir;

use super::*;
use crate::{Fixture, Replay};

/// Who the fixtures are about, and invented people in their place: a replay expects those.
const PEOPLE: [(&str, &str); 6] = [
    ("user@gmail.com", "ana@example.com"),
    ("user%40gmail.com", "ana%40example.com"),
    ("developer@mpandco.com", "ana@example.com"),
    ("5555555555", "5555550155"),
    ("5555111111", "5555550111"),
    ("4244569686", "5555550186"),
];

fn with_invented_people(text: &[u8]) -> String {
    let text = String::from_utf8(text.to_vec()).unwrap();
    let replace = |text: String, (old, new): &(&str, &str)| text.replace(old, new);
    PEOPLE.iter().fold(text, replace)
}

fn request(fixture: &Fixture) -> HttpRequest {
    let body = with_invented_people(fixture.request_body());
    let path = format!("/ws/{}", fixture.path());
    let mut request = match (fixture.method(), body.trim_start().starts_with('{')) {
        (&Method::GET, _) => get(&path),
        (_, true) => post_to(&path, JSON, &body),
        (_, false) => post_to(&path, FORM, &body),
    };
    if let Some(value) = fixture.request_headers().get(AUTHORIZATION) {
        request = request.with_header(AUTHORIZATION, value.clone());
    }
    let query = SecretBytes::new(with_invented_people(fixture.query()).into_bytes());
    request.with_query(query, &Secrets::new())
}

#[tokio::test]
async fn every_fixture_can_be_recorded_and_replayed() {
    for fixture in Fixture::all().unwrap() {
        let name = fixture.name();
        let folder = TempDir::new().unwrap();
        let recorder = recorder(vec![(request(&fixture), fixture.response())]).await;
        let saved = recorder.save(folder.path(), "shop", "case");
        // What is encrypted cannot be searched for secrets.
        if fixture.path().starts_with("CobroToken/") {
            assert!(matches!(saved, Err(RecordError::Unsafe { .. })), "{name}");
            continue;
        }
        let names = saved.unwrap_or_else(|error| panic!("{name}: {error}"));
        let saved = Fixture::load_from(folder.path(), &names[0]).unwrap();
        let replay = Replay::new(vec![saved]);
        let response = replay.send(request(&fixture)).await;
        replay
            .finish()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(response.unwrap().status(), fixture.status(), "{name}");
    }
}

#[tokio::test]
async fn nothing_of_a_cardholder_is_left_in_a_recorded_charge() {
    for encoding in ["json_rpc", "query_json", "query_xml"] {
        let name = format!("pagofacil/create_payment/approved_{encoding}");
        let fixture = Fixture::load(&name).unwrap();
        let folder = TempDir::new().unwrap();
        let recorder = recorder(vec![(request(&fixture), fixture.response())]).await;
        let recorder = recorder.with_person("Reyes Garza");
        let names = recorder.save(folder.path(), "shop", "case").unwrap();
        let saved = Fixture::load_from(folder.path(), &names[0]).unwrap();
        let texts = [saved.query(), saved.request_body(), saved.response_body()]
            .map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
            .concat();
        let card = format!("5{}", "1".repeat(15));
        let branch = "a30bb30df93a9468b878a51e70eac065497bdaab";
        for secret in [
            &card,
            branch,
            "cvt%5D=222",
            "\"222\"",
            "5550220910",
            "Reyes",
        ] {
            assert!(!texts.contains(secret), "{name}: {secret}");
        }
    }
}
