use std::net::SocketAddr;
use std::sync::Arc;

use super::*;
use crate::pagofacil::testing::http::{FORM, json_rpc, sent_for_bytes, serialized, serve};
use crate::pagofacil::testing::{order, world};
use crate::pagofacil::world::World;

/// The bodies of the answers to one charge each: JSON-RPC, JSON and XML.
async fn spoiled(world: &Arc<World>, oddity: Oddity) -> [Vec<u8>; 3] {
    let address = serve(world).await;
    let form = format!("HTTP/1.1\r\nContent-Type: {FORM}");
    let text = serialized("transaccion", &order());
    let rpc = json_rpc("transaccion", &order());
    let mut bodies = [const { Vec::new() }; 3];
    for (spoiled, (head, request)) in bodies.iter_mut().zip([
        ("Wsjtransaccion/ HTTP/1.1".to_owned(), &rpc),
        (format!("Wsrtransaccion/index/format/json {form}"), &text),
        (format!("Wsrtransaccion/ {form}"), &text),
    ]) {
        *spoiled = body(world, oddity, address, &head, request).await;
    }
    bodies
}

async fn body(
    world: &World,
    oddity: Oddity,
    address: SocketAddr,
    head: &str,
    request: &str,
) -> Vec<u8> {
    let before = world.charges().len();
    world.set_next_charge(true);
    world.set_next_answer(oddity);
    let head = format!("POST /st/public/{head}");
    let answer = sent_for_bytes(address, &head, request).await;
    let status = match oddity {
        Oddity::BadGateway => "502",
        Oddity::Fault if head.contains("Wsrtransaccion/ ") => "400",
        _ => "200",
    };
    let line = format!("HTTP/1.1 {status} ");
    assert!(answer.starts_with(line.as_bytes()), "{oddity:?} {head}");
    assert_eq!(world.charges().len(), before + 1, "{oddity:?} {head}");
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
    answer[end.expect("headers") + 4..].to_vec()
}

async fn texts(oddity: Oddity) -> [String; 3] {
    let world = Arc::new(world());
    spoiled(&world, oddity)
        .await
        .map(|body| String::from_utf8(body).expect("UTF-8"))
}

#[tokio::test]
async fn a_notice_stands_in_front_of_the_whole_answer() {
    let [rpc, json, xml] = texts(Oddity::Notice).await;
    for (body, start) in [
        (&rpc, r#"{"result":{"#),
        (&json, r#"{"WebServices_Transacciones":{"#),
        (&xml, "<?xml "),
    ] {
        let rest = body.strip_prefix(NOTICE).expect("the notice");
        assert!(rest.starts_with(start), "{rest}");
    }
}

#[tokio::test]
async fn a_page_or_nothing_or_half_of_it_comes_instead() {
    for page in [Oddity::Html, Oddity::BadGateway] {
        assert!(texts(page).await.iter().all(|body| body == PAGE));
    }
    assert!(texts(Oddity::Empty).await.iter().all(String::is_empty));
    for half in texts(Oddity::Truncated).await {
        assert!(half.contains(r"autorizado") && !half.contains("settingsTransaction"));
    }
}

#[tokio::test]
async fn accents_are_single_bytes_in_latin_1() {
    let world = Arc::new(world());
    for body in spoiled(&world, Oddity::Latin1).await {
        assert!(String::from_utf8(body.clone()).is_err());
        let accent = b"Operaci\xf3n atendida";
        assert!(body.windows(accent.len()).any(|bytes| bytes == accent));
    }
}

#[tokio::test]
async fn only_json_rpc_has_an_id_to_mistake() {
    let [rpc, json, xml] = texts(Oddity::WrongRpcId).await;
    assert!(rpc.ends_with(r#""id":"71","jsonrpc":"2.0"}"#), "{rpc}");
    assert!(json.ends_with(r#""status":"success"}}}"#), "{json}");
    assert!(xml.contains("<autorizado>1</autorizado>"), "{xml}");
}

#[tokio::test]
async fn a_status_comes_twice() {
    let [rpc, json, xml] = texts(Oddity::StatusTwice).await;
    assert!(rpc.contains(r#""status":null}"#), "{rpc}");
    assert!(json.contains(r#""status":["","success"]"#), "{json}");
    assert!(
        xml.contains("<status></status><status>success</status>"),
        "{xml}"
    );
}

#[tokio::test]
async fn a_method_may_throw_after_it_charged() {
    let [rpc, json, xml] = texts(Oddity::Fault).await;
    assert_eq!(
        rpc,
        format!(
            r#"{{"error":{{"code":-32000,"message":"{LOST_DATABASE}","data":null}},"id":"7","jsonrpc":"2.0"}}"#
        )
    );
    assert_eq!(
        json,
        format!(
            r#"{{"WebServices_Transacciones":{{"transaccion":{{"response":{{"message":"{LOST_DATABASE}"}},"status":"failed"}}}}}}"#
        )
    );
    assert!(
        xml.contains("</message></response><status>failed</status>"),
        "{xml}"
    );
}

#[tokio::test]
async fn each_oddity_befalls_one_answer() {
    let world = Arc::new(world());
    let address = serve(&world).await;
    world.set_next_answer(Oddity::Empty);
    world.set_next_answer(Oddity::Html);
    let mut answers = Vec::new();
    for _ in 0..3 {
        let head = "GET /st/public/Wsrrecurrentes/index/format/json?method=x HTTP/1.1";
        let answer = sent_for_bytes(address, head, "").await;
        answers.push(String::from_utf8(answer).expect("UTF-8"));
    }
    assert!(answers[0].ends_with("\r\n\r\n"), "{}", answers[0]);
    assert!(answers[1].ends_with(PAGE), "{}", answers[1]);
    assert!(answers[2].contains("Unknown Method"), "{}", answers[2]);
}
