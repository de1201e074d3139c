use super::*;

fn url(text: &str) -> Url {
    text.parse().unwrap()
}

fn full() -> HttpRequest {
    HttpRequest::post(
        Operation::CREATE_PAYMENT,
        url("https://hostcanary.example/ws/payments"),
        Body::new(
            "application/json",
            SecretBytes::new(b"bodycanary".to_vec()),
            Secrets::new(),
        ),
    )
    .with_query(
        SecretBytes::new(b"card=querycanary".to_vec()),
        &Secrets::new(),
    )
    .with_header(
        HeaderName::from_static("x-key"),
        HeaderValue::from_static("headercanary"),
    )
    .with_bearer(&SecretString::from("bearercanary"))
}

#[test]
fn debug_shows_operation_method_path_and_lengths_only() {
    insta::assert_snapshot!(format!("{:?}", full()), @r#"HttpRequest { operation: create_payment, method: POST, path: "/ws/payments", query: [16 bytes], body: [10 bytes], secrets: Secrets { secret: 1, personal: 0 }, .. }"#);
    for text in [format!("{:?}", full()), format!("{:#?}", full())] {
        assert!(!text.contains("canary"), "{text}");
    }
}

#[test]
fn a_bearer_token_is_marked_as_sensitive() {
    let request = full();
    let bearer = request.headers().get(AUTHORIZATION).unwrap();
    assert_eq!(bearer, "Bearer bearercanary");
    assert!(bearer.is_sensitive());
    assert!(!format!("{:?}", request.headers()).contains("bearercanary"));
}

#[test]
fn basic_authentication_is_encoded_marked_and_sensitive() {
    let request = HttpRequest::get(Operation::GET_PAYMENT, url("https://pay.example/"))
        .with_basic_auth(
            &SecretString::from("shop"),
            &SecretString::from("pass:word"),
        );
    let header = request.headers().get(AUTHORIZATION).unwrap();
    assert_eq!(header, "Basic c2hvcDpwYXNzOndvcmQ=");
    assert!(header.is_sensitive());
    assert!(request.secrets().contains("pass:word"));
}

#[test]
fn a_key_makes_a_request_repeatable_and_a_bad_one_is_refused() {
    let request = || HttpRequest::get(Operation::CREATE_PAYMENT, url("https://pay.example/"));
    assert_eq!(request().repeatability(), Repeatability::Never);
    let name = HeaderName::from_static("idempotency-key");
    let keyed = request()
        .with_attempt_key(name.clone(), &AttemptKey::new("k-1"))
        .unwrap();
    assert_eq!(keyed.headers().get(&name).unwrap(), "k-1");
    assert_eq!(keyed.repeatability(), Repeatability::ByKey);
    assert_eq!(keyed.repeatability_of_call(), Repeatability::ByKey);
    let own = request().with_key_of_call(name.clone(), HeaderValue::from_static("k"));
    assert_eq!(own.repeatability_of_call(), Repeatability::Never);
    assert!(
        request()
            .with_attempt_key(name, &AttemptKey::new("a\r\nb: c"))
            .is_err()
    );
    let once = request().with_effect_once_per_id();
    assert_eq!(once.repeatability(), Repeatability::OncePerId);
}

#[test]
fn a_bearer_token_that_no_header_can_hold_is_left_out() {
    let request = HttpRequest::get(Operation::GET_PAYMENT, url("https://pay.example/"))
        .with_bearer(&SecretString::from("a\r\nx-injected: b"));
    assert!(request.headers().is_empty());
}

#[test]
fn a_query_in_the_url_is_taken_out_of_it() {
    let request = HttpRequest::get(
        Operation::GET_PAYMENT,
        url("https://pay.example/ws?a=b%26c&d=%27"),
    );
    assert_eq!(request.url().as_str(), "https://pay.example/ws");
    assert_eq!(request.query().expose(), b"a=b%26c&d=%27");
    assert!(request.body().is_empty() && request.headers().is_empty());
    assert_eq!(request.method(), Method::GET);
}
