use http::StatusCode;
use payments_kit::http::HttpResponse;
use tempfile::TempDir;

use super::*;
use crate::Canned;

fn nothing() -> HttpResponse {
    Canned::response(StatusCode::OK, JSON, "")
}

#[tokio::test]
async fn a_card_number_is_refused_anywhere() {
    let card = card();
    let grouped = ["4111"; 4].join("-");
    let kind = "13 to 19 digits that could be a card number";
    let cases = [
        (get(&format!("card/{card}")), nothing(), "path"),
        (
            get(&format!("a?data[no]={card}")),
            nothing(),
            "query, data.no",
        ),
        (
            with_header(get("a"), "x-note", &card),
            nothing(),
            "request header, x-note",
        ),
        (
            post(JSON, &format!(r#"{{"a":[{{"no":{card}}}]}}"#)),
            nothing(),
            "request body, a.no",
        ),
        (
            post(JSON, &format!(r#"{{"a":["{grouped}"]}}"#)),
            nothing(),
            "request body, a",
        ),
        (
            post(FORM, &format!("a=1&x%5By%5D={card}")),
            nothing(),
            "request body, x.y",
        ),
        (
            post("text/plain", &format!("no {card}.")),
            nothing(),
            "request body",
        ),
        (
            get("a"),
            response_with_header("location", &format!("/pay/{card}")),
            "response header, location",
        ),
        (
            get("a"),
            response(JSON, &format!(r#"{{"m":"'{card}' no"}}"#)),
            "response body, m",
        ),
        (
            get("a"),
            response(JSON, &format!(r#"{{"{card}":1}}"#)),
            "response body",
        ),
        (
            get("a"),
            response("text/xml", &format!("<a><b>{card}</b></a>")),
            "response body, a.b",
        ),
        (
            get("a"),
            response("text/xml", &format!("<a b=\"{card}\"/>")),
            "response body, a.b",
        ),
        (
            get("a"),
            response("text/html", &format!("<p>{grouped}<br>")),
            "response body, p",
        ),
        (
            get("a"),
            response("text/xml", &format!("<a><![CDATA[{card}]]></a>")),
            "response body, a",
        ),
    ];
    for (request, response, place) in cases {
        let found = refused(request, response, &[&card, &grouped]).await;
        assert_eq!(found, [format!("exchange 1, {place}: {kind}")]);
    }
}

#[tokio::test]
async fn a_token_is_refused_anywhere() {
    let token = token();
    let kind = "a word that could be a token";
    let cases = [
        (get(&format!("a/{token}/b")), nothing(), "path"),
        (get(&format!("a?id={token}")), nothing(), "query, id"),
        (
            with_header(get("a"), "x-session", &token),
            nothing(),
            "request header, x-session",
        ),
        (
            post(JSON, &format!(r#"{{"id":"{token}"}}"#)),
            nothing(),
            "request body, id",
        ),
        (
            post(FORM, &format!("id={token}")),
            nothing(),
            "request body, id",
        ),
        (
            get("a"),
            response_with_header("location", &format!("/a?id={token}")),
            "response header, location",
        ),
        (
            get("a"),
            response(JSON, &format!(r#"{{"id":"{token}"}}"#)),
            "response body, id",
        ),
        (
            get("a"),
            response("text/xml", &format!("<id>{token}</id>")),
            "response body, id",
        ),
    ];
    for (request, response, place) in cases {
        let found = refused(request, response, &[&token]).await;
        assert_eq!(found, [format!("exchange 1, {place}: {kind}")]);
    }
}

#[tokio::test]
async fn unknown_fields_are_refused_by_the_words_of_their_names() {
    for (name, value, kind) in [
        ("operationPin", "4711", "a PIN"),
        ("card_cvv2", "987", "a security code"),
        ("securityCode2", "987", "a security code"),
        ("webhookSecret", "hush", "a credential"),
        ("session_token", "hush", "a credential"),
    ] {
        let json = format!(r#"{{"in":{{"{name}":"{value}"}}}}"#);
        let form = format!("in%5B{name}%5D={}", value.replace(' ', "+"));
        let xml = format!("<in><{name}>{value}</{name}></in>");
        let cases = [
            (get(&format!("a?{form}")), nothing(), "query"),
            (post(JSON, &json), nothing(), "request body"),
            (post(FORM, &form), nothing(), "request body"),
            (get("a"), response(JSON, &json), "response body"),
            (get("a"), response("text/xml", &xml), "response body"),
        ];
        for (request, response, part) in cases {
            let found = refused(request, response, &[value]).await;
            assert_eq!(found, [format!("exchange 1, {part}, in.{name}: {kind}")]);
        }
    }
    let header = with_header(get("a"), "x-webhook-secret", "hush");
    assert_eq!(
        refused(header, nothing(), &["hush"]).await,
        ["exchange 1, request header, x-webhook-secret: a credential"]
    );
}

#[tokio::test]
async fn numbers_inside_a_pin_a_security_code_or_a_phone_are_refused() {
    let body = r#"{"pin":{"value":"4711"},"cvt":{"digits":[9,8,7]},
        "telefono":{"movil":{"n":"4244569686"},"note":"0424"}}"#;
    let found = refused(post(JSON, body), nothing(), &["4711", "4244569686"]).await;
    assert_eq!(
        found,
        [
            "exchange 1, request body, pin.value: a PIN",
            "exchange 1, request body, cvt.digits: a security code",
            "exchange 1, request body, telefono.movil.n: a phone number"
        ]
    );
}

#[tokio::test]
async fn what_the_caller_named_is_refused_where_it_cannot_be_replaced() {
    let folder = TempDir::new().unwrap();
    let body = r#"{"Luz Rojas": 1, "maria-7": 2, "luz@shop.mx": 3}"#;
    let recorder = recorder(vec![(get("a"), response(JSON, body))]).await;
    let recorder = recorder
        .with_person("Luz Rojas")
        .with_secret("maria-7", "[user]");
    let error = recorder.save(folder.path(), "shop", "case").unwrap_err();
    insta::assert_snapshot!(error, @r"
    the recording is not saved, for it holds
      exchange 1, response body: an e-mail address
      exchange 1, response body: a value that should have been replaced
    ");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn what_cannot_be_looked_through_is_refused() {
    assert_eq!(
        refused(
            get("a"),
            response_with_header("content-encoding", "gzip"),
            &[]
        )
        .await,
        ["exchange 1, response header: bytes that cannot be inspected"]
    );
    assert_eq!(
        refused(get("a"), response("text/plain", "4\u{0}1\u{0}"), &[]).await,
        ["exchange 1, response body: bytes that cannot be inspected"]
    );
}

#[tokio::test]
async fn all_findings_are_listed_with_their_exchange_numbers() {
    let (card, token) = (card(), token());
    let exchanges = vec![
        (get("a"), response(JSON, "{}")),
        (
            get(&format!("a/{token}?no={card}")),
            response(JSON, r#"{"myPin": 4711, "list": [{"api_key2": "k"}]}"#),
        ),
    ];
    let folder = TempDir::new().unwrap();
    let recorder = recorder(exchanges).await;
    let error = recorder.save(folder.path(), "shop", "case").unwrap_err();
    insta::assert_snapshot!(error, @r"
    the recording is not saved, for it holds
      exchange 2, path: a word that could be a token
      exchange 2, query, no: 13 to 19 digits that could be a card number
      exchange 2, response body, myPin: a PIN
      exchange 2, response body, list.api_key2: a credential
    ");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
