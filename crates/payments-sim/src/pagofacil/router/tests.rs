use super::*;
use crate::pagofacil::testing::http::{FORM, json_rpc, sent, serialized, serve};
use crate::pagofacil::testing::{example, order, service};
use crate::pagofacil::wire::zend::Map;

#[tokio::test]
async fn every_endpoint_responds_in_both_environments_with_and_without_a_slash() {
    let address = serve(&Arc::new(service())).await;
    let rpc = r#"{"jsonrpc":"2.0","method":"modificar","id":1}"#;
    for prefix in ["/st/public", "/ws/public"] {
        for slash in ["", "/"] {
            for (verb, path, kind, status) in [
                (
                    "GET",
                    "Wsrrecurrentes/index/format/json",
                    "application/json",
                    200,
                ),
                (
                    "POST",
                    "Wsrrecurrentes/index/format/json",
                    "application/json",
                    200,
                ),
                ("GET", "Wsrrecurrentes", "text/xml", 400),
                ("POST", "Wsrrecurrentes", "text/xml", 400),
                ("POST", "Wsjrecurrentes", "application/json", 200),
                ("GET", "Wsrtransaccion", "text/xml", 400),
                ("POST", "Wsjtransaccion", "application/json", 200),
                (
                    "GET",
                    "reports/Wsrreports/index/format/json",
                    "application/json",
                    200,
                ),
            ] {
                let head = format!("{verb} {prefix}/{path}{slash} HTTP/1.1");
                let response = sent(address, &head, rpc).await;
                let line = format!("HTTP/1.1 {status} ");
                assert!(response.starts_with(&line), "{head}: {response}");
                assert!(
                    response.contains(&format!("content-type: {kind}")),
                    "{response}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_form_body_is_read_for_its_content_type_only() {
    let address = serve(&Arc::new(service())).await;
    let head = "POST /st/public/Wsrrecurrentes/index/format/json HTTP/1.1";
    let form = format!("{head}\r\nContent-Type: {FORM}; charset=x");
    let response = sent(address, &form, "method=modificar").await;
    assert!(
        response.contains("Unknown Method 'modificar'."),
        "{response}"
    );
    let text = format!("{head}\r\nContent-Type: text/plain");
    let response = sent(address, &text, "method=modificar").await;
    assert!(response.contains("No Method Specified."), "{response}");
}

#[tokio::test]
async fn a_query_reaches_a_method() {
    let address = serve(&Arc::new(service())).await;
    let head = "GET /st/public/Wsrrecurrentes/?method=vercargo&data%5BidRecurrente%5D=XXX HTTP/1.1";
    let response = sent(address, head, "").await;
    assert!(response.starts_with("HTTP/1.1 200 "), "{response}");
    assert!(
        response.contains("<idRecurrente>idRecurrente XXX no encontrado</idRecurrente>"),
        "{response}"
    );
}

#[tokio::test]
async fn the_serialized_text_may_be_the_body_of_a_post_or_the_query_of_a_get() {
    let state = Arc::new(service());
    let address = serve(&state).await;
    for (family, data) in [("Wsrrecurrentes", example()), ("Wsrtransaccion", order())] {
        state.set_next_charge(true);
        let text = serialized("transaccion", &data);
        let path = format!("/st/public/{family}/index/format/json");
        let posted = format!("POST {path} HTTP/1.1\r\nContent-Type: {FORM}");
        let posted = sent(address, &posted, &text).await;
        assert!(posted.contains(r#""mesExpiracion":"(2) **""#), "{posted}");
        assert!(!posted.contains(r#""error""#), "{posted}");

        state.set_next_charge(true);
        let got = sent(address, &format!("GET {path}?{text} HTTP/1.1"), "").await;
        assert!(!got.contains(r#""error""#), "{got}");
    }
    assert_eq!(state.registrations_of("Contrato789232"), 2);
    assert_eq!(state.ledger()["ORDER-1"].one_time_approved, 2);
}

#[tokio::test]
async fn a_flag_may_be_a_text_a_number_or_a_boolean() {
    let state = Arc::new(service());
    let address = serve(&state).await;
    let spelled: Map = example()
        .iter()
        .filter(|(name, _)| *name != "IP")
        .map(|(name, value)| match name {
            "calleyNumero" => ("calleYNumero".to_owned(), value.clone()),
            _ => (name.to_owned(), value.clone()),
        })
        .collect();
    let spelled = spelled.with("ip", "200.1.1.1").with("monto", 800);
    for (position, data) in [
        spelled.clone().with("cargo", "1"),
        spelled.clone().with("cargo", 1),
        spelled.clone().with("cargo", true),
    ]
    .iter()
    .enumerate()
    {
        let head = "POST /st/public/Wsjrecurrentes/ HTTP/1.1";
        let response = sent(address, head, &json_rpc("transaccion", data)).await;
        assert!(
            response.contains(r#""status":1,"idRecurrente""#),
            "{response}"
        );
        assert_eq!(state.charges().len(), position + 1);
    }
    let data = spelled.with("cargo", false);
    let head = format!(
        "GET /st/public/Wsrrecurrentes/?{} HTTP/1.1",
        serialized("transaccion", &data)
    );
    let response = sent(address, &head, "").await;
    assert!(response.contains("<status>1</status>"), "{response}");
    assert_eq!(state.charges().len(), 3);
}

#[tokio::test]
async fn a_report_is_read() {
    let state = Arc::new(service());
    let address = serve(&state).await;
    let data = Map::new().with("api_secret", State::sandbox_api_secret());
    let text = serialized("rss", &data);
    let path = "/st/public/reports/Wsrreports/index/format/json/";
    let got = sent(address, &format!("GET {path}?{text}&p=1 HTTP/1.1"), "").await;
    let posted = format!("POST {path} HTTP/1.1\r\nContent-Type: {FORM}");
    let posted = sent(address, &posted, &format!("{text}&p=1")).await;
    for response in [got, posted] {
        assert!(
            response.contains("\r\n\r\n{\"status\":{\"result\":\"ok\","),
            "{response}"
        );
        assert!(response.ends_with(r#""transactions":[]}"#), "{response}");
    }
}
