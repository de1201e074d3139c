use http::StatusCode;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use payments_kit::http::{BaseUrl, Delivery, HttpTransport, TransportFailure};
use tempfile::TempDir;
use time::macros::date;

use super::*;
use crate::{Canned, Fixture, ProvenanceKind, RecordError, Recorder, Replay};

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_scrubbed_recording_serves_the_same_client() {
    let (card, token) = (card(), token());
    let asked = [
        post(
            FORM,
            &format!("client_id=shop-1&client_secret={token}&grant_type=client_credentials"),
        ),
        with_header(
            post(
                JSON,
                &format!(
                    r#"{{"data": {{"numeroTarjeta": "{card}", "cvt": 123, "email": "luz@shop.mx",
                    "telefono": "4244569686", "monto": 10.50, "nombre": "Luz Rojas"}}}}"#
                ),
            ),
            "authorization",
            &format!("Bearer access-{token}"),
        ),
        get(&format!(
            "check?data%5BidUsuario%5D={token}x&folio=P{}",
            "1".repeat(13)
        )),
    ];
    let responses = [
        response(
            JSON,
            &format!(
                r#"{{"access_token":"access-{token}","token_type":"bearer","expires_in":3600}}"#
            ),
        ),
        response(
            JSON,
            &format!(
                "<b>Notice</b>: odd\n{{\"texto\": \"'{card}' de luz@shop.mx, LUZ ROJAS, Luz Rojas\",
                \"numeroTarjeta\": \"(16) **** **** ****1111\", \"cvt\": \"(3) ***\"}}"
            ),
        ),
        response(
            "text/xml",
            &format!("<a><idUsuario>{token}x</idUsuario><tel>4244569686</tel><pin>4711</pin></a>"),
        ),
    ];
    let exchanges = asked.iter().cloned().zip(responses).collect();
    let base = BaseUrl::parse("https://pay.example/ws").unwrap();
    let recorder = recorder(exchanges)
        .await
        .with_person("Luz Rojas")
        .with_base(&base);
    let recorder = recorder.with_secret("LUZ ROJAS", "PERSON 1");
    let folder = TempDir::new().unwrap();
    let names = recorder.save(folder.path(), "shop", "paid").unwrap();
    assert_eq!(
        names,
        [
            "shop/create_payment/paid",
            "shop/create_payment/paid_2",
            "shop/get_payment/paid"
        ]
    );

    let fixtures: Vec<Fixture> = names
        .iter()
        .map(|name| Fixture::load_from(folder.path(), name).unwrap())
        .collect();
    let [token, paid, check] = fixtures.as_slice() else {
        panic!("three were recorded")
    };
    assert_eq!(token.provenance().kind(), ProvenanceKind::Recorded);
    assert_eq!(token.provenance().source(), "recorded on 2026-03-01");
    assert_eq!(token.path(), "pay");
    insta::assert_snapshot!(text(token.request_body()), @"client_id=%5Bclient_id%5D&client_secret=%5Bclient_secret%5D&grant_type=client_credentials");
    insta::assert_snapshot!(text(token.response_body()), @r#"{"access_token":"[access_token]","token_type":"bearer","expires_in":3600}"#);
    assert_eq!(paid.request_headers()[AUTHORIZATION], "Bearer [token]");
    assert_eq!(paid.request_headers()[CONTENT_TYPE], JSON);
    insta::assert_snapshot!(text(paid.request_body()), @r#"
    {"data": {"numeroTarjeta": "[numeroTarjeta]", "cvt": "[cvt]", "email": "person1@example.com",
                        "telefono": "5555550101", "monto": 10.50, "nombre": "Person 1"}}
    "#);
    insta::assert_snapshot!(text(paid.response_body()), @r#"
    <b>Notice</b>: odd
    {"texto": "'[numeroTarjeta]' de person1@example.com, PERSON 1, Person 1",
                    "numeroTarjeta": "(16) **** **** ****1111", "cvt": "(3) ***"}
    "#);
    insta::assert_snapshot!(text(check.query()).replace(&"1".repeat(13), "…"), @"data%5BidUsuario%5D=%5BidUsuario%5D&folio=P…");
    insta::assert_snapshot!(text(check.response_body()), @"<a><idUsuario>[idUsuario]</idUsuario><tel>5555550101</tel><pin>[pin]</pin></a>");

    let replay = Replay::new(fixtures.clone());
    let invented = text(paid.request_body())
        .replace("[numeroTarjeta]", &card)
        .replace("\"[cvt]\"", "123");
    let [first, second, third] = asked;
    let second = with_header(
        post(JSON, &invented),
        "authorization",
        second.headers()[AUTHORIZATION].to_str().unwrap(),
    );
    for (request, fixture) in [first, second, third].into_iter().zip(&fixtures) {
        let response = replay.send(request).await.unwrap();
        assert_eq!(response.body(), fixture.response_body());
    }
    replay.finish().unwrap();
}

#[tokio::test]
async fn what_is_not_secret_is_saved_byte_for_byte() {
    let body = b"<?xml version='1.0' encoding=\"ISO-8859-1\"?>\n<a b='x &amp; y'><c>Mar\xeda &#233;</c><br>\
        <![CDATA[<d>1</d>]]> <!-- e --></a>\n";
    let response = Canned::response(StatusCode::CREATED, "text/xml", *body);
    let request = get("find%20it?a[b]=%41+c&d");
    let recorder = recorder(vec![(request, response)]).await;
    let folder = TempDir::new().unwrap();
    recorder.save(folder.path(), "shop", "case").unwrap();
    let fixture = Fixture::load_from(folder.path(), "shop/get_payment/case").unwrap();
    assert_eq!(fixture.response_body(), body);
    assert_eq!(fixture.status(), StatusCode::CREATED);
    assert_eq!(fixture.path(), "ws/find%20it");
    assert_eq!(fixture.query(), b"a[b]=%41+c&d");
}

#[tokio::test]
async fn everything_passes_through_unchanged() {
    let live = Canned::failing(TransportFailure::Broken, Delivery::Possible);
    let recorder = Recorder::new(live.clone(), date!(2026 - 03 - 01));
    let error = recorder.send(get("a?b=1")).await.unwrap_err();
    assert_eq!(error.failure(), TransportFailure::Broken);
    assert_eq!(live.sent()[0].exposed(), "GET /ws/a?b=1");
    assert_eq!(recorder.recorded(), 0);
    let folder = TempDir::new().unwrap();
    let saved = recorder.save(folder.path(), "shop", "case");
    assert!(matches!(saved, Err(RecordError::Empty)));
}

#[tokio::test]
async fn a_secret_in_a_link_or_a_document_in_a_value_is_replaced() {
    let token = token();
    let body = format!(
        r#"{{"href":"https:\/\/pay.example\/go?payToken={token}&page=2","raw":"{{\"pin\":\"4711\"}}"}}"#
    );
    let recorder = recorder(vec![(get("a"), response(JSON, &body))]).await;
    let folder = TempDir::new().unwrap();
    recorder.save(folder.path(), "shop", "case").unwrap();
    let fixture = Fixture::load_from(folder.path(), "shop/get_payment/case").unwrap();
    insta::assert_snapshot!(text(fixture.response_body()), @r#"{"href":"https://pay.example/go?payToken=%5BpayToken%5D&page=2","raw":"{\"pin\":\"[pin]\"}"}"#);
}

#[tokio::test]
async fn no_fixture_is_overwritten() {
    let folder = TempDir::new().unwrap();
    let exchanges = vec![
        (get("a"), response(JSON, "{}")),
        (post(JSON, "{}"), response(JSON, "{}")),
    ];
    let recorder = recorder(exchanges).await;
    let existing = folder.path().join("shop/create_payment/case");
    std::fs::create_dir_all(&existing).unwrap();
    let error = recorder.save(folder.path(), "shop", "case").unwrap_err();
    insta::assert_snapshot!(error, @r#"the fixture "shop/create_payment/case" exists already"#);
    assert_eq!(std::fs::read_dir(existing).unwrap().count(), 0);
    assert!(!folder.path().join("shop/get_payment").exists());
}

#[tokio::test]
async fn nothing_is_left_of_a_save_that_fails_halfway() {
    let folder = TempDir::new().unwrap();
    let exchanges = vec![
        (get("a"), response(JSON, "{}")),
        (post(JSON, "{}"), response(JSON, "{}")),
    ];
    let recorder = recorder(exchanges).await;
    std::fs::create_dir_all(folder.path().join("shop")).unwrap();
    std::fs::write(folder.path().join("shop/create_payment"), "a file").unwrap();
    let error = recorder.save(folder.path(), "shop", "case").unwrap_err();
    insta::assert_snapshot!(error, @r#""shop/create_payment/case" cannot be written"#);
    assert!(!folder.path().join("shop/get_payment/case").exists());
}

#[tokio::test]
async fn a_case_that_no_fixture_can_be_called_is_refused() {
    let folder = TempDir::new().unwrap();
    let recorder = recorder(vec![(get("a"), response(JSON, "{}"))]).await;
    for case in ["../case", "Case", ""] {
        let error = recorder.save(folder.path(), "shop", case).unwrap_err();
        assert!(matches!(error, RecordError::Name { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_short_secret_is_replaced_where_a_text_quotes_it_and_nowhere_else() {
    let asked = post(FORM, "cvt=222&pin=2014&monto=222");
    let body = r#"{"texto":"cvt '222' o pin 2014.","fecha":"25/02/2014 10:00","monto":"222","t":"a 222.50"}"#;
    let recorder = recorder(vec![(asked, response(JSON, body))]).await;
    let folder = TempDir::new().unwrap();
    recorder.save(folder.path(), "shop", "case").unwrap();
    let fixture = Fixture::load_from(folder.path(), "shop/create_payment/case").unwrap();
    insta::assert_snapshot!(text(fixture.request_body()), @"cvt=%5Bcvt%5D&pin=%5Bpin%5D&monto=222");
    insta::assert_snapshot!(text(fixture.response_body()), @r#"{"texto":"cvt '[cvt]' o pin [pin].","fecha":"25/02/2014 10:00","monto":"222","t":"a 222.50"}"#);
}

#[tokio::test]
async fn a_short_value_of_a_secret_field_changes_no_number_that_it_is_a_digit_of() {
    let asked = post(
        FORM,
        "idSucursal=1&pin=111&lugar=Calle+1&nota=(16)+****+1111+de+111",
    );
    let body =
        r#"{"idSucursal":"2","tarjeta":"(16) **** **** ****1111","texto":"fila 2 de 111111"}"#;
    let recorder = recorder(vec![(asked, response(JSON, body))]).await;
    let folder = TempDir::new().unwrap();
    recorder.save(folder.path(), "shop", "case").unwrap();
    let fixture = Fixture::load_from(folder.path(), "shop/create_payment/case").unwrap();
    insta::assert_snapshot!(text(fixture.request_body()), @"idSucursal=%5BidSucursal%5D&pin=%5Bpin%5D&lugar=Calle+1&nota=%2816%29+****+1111+de+%5Bpin%5D");
    insta::assert_snapshot!(text(fixture.response_body()), @r#"{"idSucursal":"[idSucursal 2]","tarjeta":"(16) **** **** ****1111","texto":"fila 2 de 111111"}"#);
}

#[tokio::test]
async fn a_place_is_refused_before_anything_is_sent_if_it_would_be_afterwards() {
    let folder = TempDir::new().unwrap();
    let check = |provider: &str, case: &str| {
        let checked = Recorder::check_place(folder.path(), provider, case);
        checked.map_err(|error| error.to_string())
    };
    assert_eq!(check("shop", "case"), Ok(()));
    let exchanges = vec![
        (post(JSON, "{}"), response(JSON, "{}")),
        (post(JSON, "{}"), response(JSON, "{}")),
    ];
    let recorder = recorder(exchanges).await;
    recorder.save(folder.path(), "shop", "case").unwrap();
    for taken in ["case", "case_2"] {
        let error = check("shop", taken).unwrap_err();
        assert!(error.ends_with("exists already"), "{error}");
    }
    // The further exchanges of these would be, or are, called otherwise.
    for free in ["case_3", "cas", "case2", "another"] {
        assert_eq!(check("shop", free), Ok(()), "{free}");
    }
    assert_eq!(check("till", "case"), Ok(()), "another provider");
    insta::assert_snapshot!(check("shop", "Case").unwrap_err(), @r#""shop/operation/Case" is not a fixture name: provider/operation/case, each in snake_case"#);
    std::fs::write(folder.path().join("file"), "").unwrap();
    insta::assert_snapshot!(check("file", "case").unwrap_err(), @r#""file" cannot be written"#);
    assert_eq!(
        std::fs::read_dir(folder.path().join("till"))
            .unwrap()
            .count(),
        0
    );
}

#[tokio::test]
async fn personal_fields_are_replaced_by_their_names() {
    let body = r#"{"data":{"nombre":"Luz Marina","calleyNumero":"Calle 7","cp":"11000","ip":"203.0.113.9","monto":"800"},"cardholder":{"name":"Luz M Rojas"},"items":[{"name":"Coffee"}]}"#;
    let asked = post(JSON, body);
    let returned = r#"{"texto":"Luz Marina no vive en Calle 7","fullname":"Luz Marina Rojas"}"#;
    let recorder = recorder(vec![(asked.clone(), response(JSON, returned))]).await;
    let folder = TempDir::new().unwrap();
    recorder.save(folder.path(), "shop", "case").unwrap();
    let fixture = Fixture::load_from(folder.path(), "shop/create_payment/case").unwrap();
    insta::assert_snapshot!(text(fixture.request_body()), @r#"{"data":{"nombre":"[nombre]","calleyNumero":"[calleyNumero]","cp":"[cp]","ip":"[ip]","monto":"800"},"cardholder":{"name":"[name]"},"items":[{"name":"Coffee"}]}"#);
    insta::assert_snapshot!(text(fixture.response_body()), @r#"{"texto":"[nombre] no vive en [calleyNumero]","fullname":"[fullname]"}"#);
    // The same client, with its own data, is served.
    let replay = Replay::new(vec![fixture]);
    replay.send(asked).await.unwrap();
    replay.finish().unwrap();
}

#[tokio::test]
async fn volatile_headers_are_recorded_as_placeholders() {
    let name = HeaderName::from_static("idempotency-key");
    let keyed = |key| post(JSON, "{}").with_header(name.clone(), HeaderValue::from_static(key));
    let recorder = recorder(vec![(keyed("attempt-1"), response(JSON, "{}"))]).await;
    let folder = TempDir::new().unwrap();
    recorder.save(folder.path(), "shop", "case").unwrap();
    let fixture = Fixture::load_from(folder.path(), "shop/create_payment/case").unwrap();
    assert_eq!(
        fixture.request_headers()["idempotency-key"],
        "[idempotency-key]"
    );
    let replay = Replay::new(vec![fixture]);
    replay.send(keyed("attempt-2")).await.unwrap();
    replay.finish().unwrap();
}
