use std::io::{Read, Write};
use std::net::TcpStream;

use super::*;

/// The whole response to a GET.
async fn get(simulator: &Simulator, target: &'static str) -> String {
    let address = simulator.base_url().socket_addrs(|| None).unwrap()[0];
    let exchange = move || -> io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        write!(
            stream,
            "GET {target} HTTP/1.1\r\nHost: sim\r\nConnection: close\r\n\r\n"
        )?;
        let mut response = String::new();
        stream.read_to_string(&mut response)?;
        Ok(response)
    };
    tokio::task::spawn_blocking(exchange)
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn every_request_is_logged_without_its_query() {
    let simulator = Simulator::start().await.unwrap();
    let response = get(&simulator, "/nowhere?card=secret").await;
    assert!(response.starts_with("HTTP/1.1 404 "), "{response}");
    assert!(
        response.ends_with(r#"{"code":404,"message":"Not Found"}"#),
        "{response}"
    );

    let logged = simulator.requests();
    assert_eq!(logged.len(), 1);
    assert_eq!(logged[0].path, "/nowhere");
    assert_eq!(logged[0].status, 404);
    assert_eq!(simulator.request_count("GET", "/nowhere"), 1);
    assert_eq!(simulator.request_count("POST", "/nowhere"), 0);
    assert!(!format!("{simulator:?}").contains("secret"));
}

#[tokio::test]
async fn the_api_wants_a_token_before_anything_else() {
    let simulator = Simulator::start().await.unwrap();
    for target in [
        "/api/payment-intent/.json",
        "/api/payment-intent/cancel.json",
    ] {
        let response = get(&simulator, target).await;
        assert!(response.starts_with("HTTP/1.1 401 "), "{response}");
        assert!(
            response.contains(r#""error":"invalid_grant""#),
            "{response}"
        );
    }
}

#[tokio::test]
async fn simulators_do_not_share_an_address() {
    let first = Simulator::start().await.unwrap();
    let second = Simulator::start().await.unwrap();
    assert_ne!(first.base_url(), second.base_url());
    assert_eq!(first.mpandco_base_url(), first.base_url());
    let pagofacil = first.pagofacil_base_url();
    assert_eq!(pagofacil.path(), "/st/public/");
    assert_eq!(pagofacil.port(), first.base_url().port());
}

#[tokio::test]
async fn the_status_is_a_page_and_json_and_is_not_logged() {
    let simulator = Simulator::start().await.unwrap();
    get(&simulator, "/nowhere?card=secret").await;
    let page = get(&simulator, "/_sandbox").await;
    assert!(page.contains("content-type: text/html"), "{page}");
    assert!(page.contains("<td>/nowhere</td>"), "{page}");
    let response = get(&simulator, "/_sandbox.json").await;
    let (_, body) = response.split_once("\r\n\r\n").unwrap();
    let status: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(status["duplicates"], 0);
    assert_eq!(status["requests"][0]["path"], "/nowhere");
    assert_eq!(status["requests"][0]["status"], 404);
    assert_eq!(status["faults"], serde_json::Value::Null);
    assert!(!body.contains("secret") && !page.contains("secret"));
    assert_eq!(simulator.requests().len(), 1);
    let own = serde_json::to_value(simulator.status()).unwrap();
    assert_eq!(own["requests"], status["requests"]);
}

#[tokio::test]
async fn the_status_page_pays_cash_orders_and_loads_batches() {
    let simulator = Simulator::start().await.unwrap();
    let page = get(&simulator, "/_sandbox").await;
    assert!(!page.contains("<button"), "{page}");
    let address = simulator.base_url().socket_addrs(|| None).unwrap()[0];
    let (branch, user) = pagofacil::State::sandbox_keys();
    let post = async |target: &str, body: String| {
        let request = format!(
            "POST {target} HTTP/1.1\r\nHost: sim\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let exchange = move || -> io::Result<String> {
            let mut stream = TcpStream::connect(address)?;
            stream.write_all(request.as_bytes())?;
            let mut response = String::new();
            stream.read_to_string(&mut response)?;
            Ok(response)
        };
        let response = tokio::task::spawn_blocking(exchange).await;
        response.unwrap().unwrap()
    };
    let order = format!(
        "branch_key={branch}&user_key={user}&order_id=ORDER-1&product=x&amount=10\
         &store_code=OXXO&customer=x&email=x"
    );
    post("/cash/charge", order).await;
    let reference = simulator.pagofacil().cash_orders()[0].reference.clone();
    let target = format!("/_sandbox/cash-orders/{reference}/pay");
    let page = get(&simulator, "/_sandbox").await;
    assert!(page.contains(&format!("action=\"{target}\"")), "{page}");
    let paid = post(&target, String::new()).await;
    assert!(paid.starts_with("HTTP/1.1 303 "), "{paid}");
    let order = &simulator.status().cash_orders[0];
    assert_eq!(order.status, 4);
    let page = get(&simulator, "/_sandbox").await;
    assert!(
        page.contains("<td>paid</td>") && !page.contains("<td>expired</td>"),
        "{page}"
    );
    let loaded = post("/_sandbox/payout-batches/load", String::new()).await;
    assert!(loaded.starts_with("HTTP/1.1 303 "), "{loaded}");
}
