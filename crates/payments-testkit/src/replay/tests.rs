use std::error::Error;

use http::header::AUTHORIZATION;
use http::{HeaderValue, StatusCode};
use payments_core::Operation;
use payments_core::redact::Secrets;
use payments_kit::http::{Body, Delivery, SecretBytes, TransportFailure};
use url::Url;

use super::*;
use crate::fixture::testing::TempFixtures;

const FORM: &str = "application/x-www-form-urlencoded";

fn fixture(request: &str, body: &str) -> Fixture {
    let manifest = format!(
        r#"{{"provenance":{{"kind":"derived","source":"this test"}},
        "request":{{{request},"body":"request.txt"}},
        "response":{{"status":200,"headers":{{}},"body":null}}}}"#
    );
    TempFixtures::new()
        .with("shop/pay/well/fixture.json", &manifest)
        .with("shop/pay/well/request.txt", body)
        .load("shop/pay/well")
        .unwrap()
}

fn form_fixture() -> Fixture {
    fixture(
        &format!(
            r#""method":"POST","path":"pay/.json","query":"id=1",
            "headers":{{"content-type":"{FORM}","authorization":"Bearer [token]"}}"#
        ),
        "pay%5Bintent%5D=sale&pay%5Btotal%5D=20",
    )
}

fn url(path: &str) -> Url {
    Url::parse("https://pay.example/ws/")
        .unwrap()
        .join(path)
        .unwrap()
}

fn post(path: &str, content_type: &'static str, body: &str) -> HttpRequest {
    let body = SecretBytes::new(body.as_bytes().to_vec());
    let body = Body::new(content_type, body, Secrets::new());
    HttpRequest::post(Operation::CREATE_PAYMENT, url(path), body)
}

fn bearer(request: HttpRequest) -> HttpRequest {
    request.with_header(AUTHORIZATION, HeaderValue::from_static("Bearer canary"))
}

/// What the replay of one fixture says about a request.
async fn complaint(fixture: Fixture, request: HttpRequest) -> String {
    let replay = Replay::new(vec![fixture]);
    let error = replay.send(request).await.unwrap_err();
    assert_eq!(error.failure(), TransportFailure::Unsendable);
    assert_eq!(error.delivery(), Delivery::NotSent);
    let reported = replay.finish().unwrap_err();
    assert_eq!(reported.left_over(), ["shop/pay/well"]);
    let source = error.source().unwrap().to_string();
    assert_eq!(reported.mismatches()[0].to_string(), source);
    source
}

#[tokio::test]
async fn fixtures_are_returned_in_order() {
    let json = "pagofacil/register_subscription/registered_json_rpc";
    let xml = "pagofacil/get_subscription/found_query_xml";
    let replay = Replay::of(&[json, xml]).unwrap();
    let (json, xml) = (Fixture::load(json).unwrap(), Fixture::load(xml).unwrap());

    let body = std::str::from_utf8(json.request_body()).unwrap();
    let request = post("Wsjrecurrentes/", "application/json", body);
    let response = replay.clone().send(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.body(), json.response_body());
    assert_eq!(format!("{replay:?}"), "Replay { sent: 1, left: 1, .. }");

    let request = HttpRequest::get(Operation::GET_SUBSCRIPTION, url("Wsrrecurrentes/"))
        .with_query(SecretBytes::new(xml.query().to_vec()), &Secrets::new());
    let response = replay.send(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/xml");
    assert_eq!(replay.sent().len(), 2);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_form_may_be_encoded_otherwise() {
    let replay = Replay::new(vec![form_fixture()]);
    let request = post("pay/.json?id=%31", FORM, "pay[intent]=sale&pay[total]=20");
    replay.send(bearer(request)).await.unwrap();
    replay.finish().unwrap();
}

#[tokio::test]
async fn every_difference_is_listed() {
    let request = HttpRequest::get(Operation::GET_PAYMENT, url("paid/.json?id=2"));
    insta::assert_snapshot!(complaint(form_fixture(), request).await, @r#"
    request 1 is not shop/pay/well:
    - method: expected POST, got GET
    - path: expected "pay/.json", got "/ws/paid/.json"
    - query id: expected "1", got "2"
    - header authorization: expected "Bearer [token]", got nothing
    - header content-type: expected "application/x-www-form-urlencoded", got nothing
    - body pay[intent]: expected "sale", got nothing
    - body pay[total]: expected "20", got nothing
    "#);
}

#[tokio::test]
async fn a_path_must_end_with_complete_segments() {
    let request = bearer(post(
        "repay/.json?id=1",
        FORM,
        "pay[intent]=sale&pay[total]=20",
    ));
    insta::assert_snapshot!(complaint(form_fixture(), request).await, @r#"
    request 1 is not shop/pay/well:
    - path: expected "pay/.json", got "/ws/repay/.json"
    "#);
}

#[tokio::test]
async fn an_unexpected_query_is_a_mismatch() {
    let request = bearer(post(
        "pay/.json?id=1&x",
        FORM,
        "pay[total]=20&pay[intent]=sale",
    ));
    insta::assert_snapshot!(complaint(form_fixture(), request).await, @r#"
    request 1 is not shop/pay/well:
    - query x: expected nothing, got ""
    - body field 1: expected "pay[intent]", got "pay[total]"
    "#);
}

#[tokio::test]
async fn json_differences_name_their_path_and_are_redacted() {
    let fixture = fixture(
        r#""method":"POST","path":"pay","headers":{"content-type":"application/json"}"#,
        r#"{"data":{"card":"none","total":"20"},"id":1}"#,
    );
    let card = "4".repeat(16);
    let body = format!(r#"{{"data":{{"card":"{card}","total":20}},"id":1}}"#);
    let request = post("pay", "application/json", &body);
    insta::assert_snapshot!(complaint(fixture, request).await, @r#"
    request 1 is not shop/pay/well:
    - body data.card: expected "none", got "[16 digits]"
    - body data.total: expected "20", got 20
    "#);
}

#[tokio::test]
async fn other_bodies_are_compared_byte_by_byte() {
    let text = || {
        fixture(
            r#""method":"POST","path":"pay","headers":{"content-type":"text/plain"}"#,
            "one two",
        )
    };
    let request = post("pay", "text/plain", "one");
    insta::assert_snapshot!(complaint(text(), request).await, @r#"
    request 1 is not shop/pay/well:
    - body: expected "one two", got "one"
    "#);
    let request = post("pay", "text/plain", "one  two");
    insta::assert_snapshot!(complaint(text(), request).await, @r#"
    request 1 is not shop/pay/well:
    - body: expected "one two", got "one  two"
    "#);
    let body = SecretBytes::new(vec![0xff]);
    let request = HttpRequest::post(
        Operation::CREATE_PAYMENT,
        url("pay"),
        Body::new("text/plain", body, Secrets::new()),
    );
    insta::assert_snapshot!(complaint(text(), request).await, @r#"
    request 1 is not shop/pay/well:
    - body: expected "one two", got 1 bytes that are not text
    "#);
}

#[tokio::test]
async fn a_malformed_json_body_is_compared_as_text() {
    let fixture = fixture(
        r#""method":"POST","path":"pay","headers":{"content-type":"application/json"}"#,
        "{}",
    );
    let request = post("pay", "application/json", "{");
    insta::assert_snapshot!(complaint(fixture, request).await, @r#"
    request 1 is not shop/pay/well:
    - body: expected "{}", got "{"
    "#);
}

#[tokio::test]
async fn a_request_after_the_last_fixture_is_a_mismatch() {
    let replay = Replay::new(Vec::new());
    replay.send(post("pay", FORM, "a=1")).await.unwrap_err();
    insta::assert_snapshot!(replay.finish().unwrap_err(), @r"
    the requests differ from the fixtures
    request 1 comes after the last fixture:
    - POST /ws/pay
    ");
}

#[tokio::test]
async fn a_mismatch_keeps_the_fixture_for_the_next_request() {
    let replay = Replay::new(vec![form_fixture()]);
    replay.send(post("pay", FORM, "")).await.unwrap_err();
    let request = post("pay/.json?id=1", FORM, "pay[intent]=sale&pay[total]=20");
    replay.send(bearer(request)).await.unwrap();
    let error = replay.finish().unwrap_err();
    assert_eq!(error.mismatches().len(), 1);
    assert_eq!(error.mismatches()[0].number(), 1);
    assert_eq!(error.mismatches()[0].fixture(), Some("shop/pay/well"));
    assert!(error.mismatches()[0].differences()[0].starts_with("path: "));
}

#[test]
fn what_was_never_asked_for_is_left_over() {
    let replay = Replay::new(vec![form_fixture(), form_fixture()]);
    insta::assert_snapshot!(replay.finish().unwrap_err(), @r"
    the requests differ from the fixtures
    never requested:
    - shop/pay/well
    - shop/pay/well
    ");
}

#[test]
#[should_panic(expected = "never requested:\n- shop/pay/well")]
fn a_forgotten_left_over_panics() {
    let replay = Replay::new(vec![form_fixture()]);
    drop(replay.clone());
    drop(replay);
}

#[tokio::test]
#[should_panic(expected = "request 1 comes after the last fixture")]
async fn a_forgotten_mismatch_panics() {
    let replay = Replay::new(Vec::new());
    replay.send(post("pay", FORM, "a=1")).await.unwrap_err();
}

#[tokio::test]
#[should_panic(expected = "request 1 comes after the last fixture")]
async fn a_mismatch_after_the_report_panics_too() {
    let replay = Replay::new(Vec::new());
    let late = replay.clone();
    replay.finish().unwrap();
    late.send(post("pay", FORM, "a=1")).await.unwrap_err();
}

#[test]
fn a_test_that_fails_anyway_is_left_alone() {
    let failed = std::thread::spawn(|| {
        let _replay = Replay::new(vec![form_fixture()]);
        panic!("the test's own failure");
    });
    let payload = failed.join().unwrap_err();
    assert_eq!(
        payload.downcast_ref::<&str>(),
        Some(&"the test's own failure")
    );
}

#[tokio::test]
async fn a_named_field_may_have_any_value_and_the_others_not() {
    let send = async |path, body| {
        let replay = Replay::new(vec![form_fixture()])
            .accepting_any("query id")
            .accepting_any("body pay[total]");
        let sent = replay.send(bearer(post(path, FORM, body))).await;
        (sent.is_ok(), replay.finish().is_ok())
    };
    let own = send("pay/.json?id=7", "pay%5Bintent%5D=sale&pay%5Btotal%5D=35").await;
    assert_eq!(own, (true, true));
    let without = send("pay/.json", "pay%5Bintent%5D=sale").await;
    assert_eq!(without, (true, true));
    let other = send("pay/.json?id=7", "pay%5Bintent%5D=order&pay%5Btotal%5D=35").await;
    assert_eq!(other, (false, false));
}

#[tokio::test]
async fn volatile_headers_match_a_placeholder() {
    let with_key = |key: &'static str| {
        let headers =
            r#""headers":{"content-type":"text/plain","x-signature":"t=[time],v1=[hash]"}"#;
        let fixture = fixture(&format!(r#""method":"POST","path":"pay",{headers}"#), "a");
        let request = post("pay", "text/plain", "a");
        let value = HeaderValue::from_static(key);
        let name = http::HeaderName::from_static("x-signature");
        (Replay::new(vec![fixture]), request.with_header(name, value))
    };
    let (replay, request) = with_key("t=1637,v1=ab");
    assert!(replay.send(request).await.is_ok());
    replay.finish().unwrap();
    let (replay, request) = with_key("t=1637");
    assert!(replay.send(request).await.is_err());
    assert!(replay.finish().is_err());
}

#[tokio::test]
async fn the_error_of_a_provider_shows_the_difference() {
    use payments_core::ProviderName;
    use payments_kit::http::{BaseUrl, ClientConfig};

    let replay = Replay::new(vec![form_fixture()]);
    let base_url = BaseUrl::parse("https://pay.example/").unwrap();
    let config = ClientConfig::new().with_transport(replay.clone());
    let client = config.build(ProviderName::new("shop"), &base_url).unwrap();
    let request = bearer(post(
        "pay/.json?id=2",
        FORM,
        "pay%5Bintent%5D=sale&pay%5Btotal%5D=20",
    ));
    let error = client.send(request).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains(r#"query id: expected "1", got "2""#),
        "{error}"
    );
    replay.finish().unwrap_err();
}
