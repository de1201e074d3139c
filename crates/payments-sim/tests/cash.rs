//! Cash orders of PagoFácil, from their creation to the webhook of their payment.

use std::io::{Read, Write};
use std::net::TcpListener;

use payments_sim::pagofacil::{CashStatus, State, WebhookFormat};
use serde_json::{Value, json};
use time::Duration;
use time::macros::datetime;
use url::Url;

use crate::support::{Client, FORM, curl_parts, http_build_query, text};

const CHARGE: &str = "/cash/charge";

async fn client() -> Client {
    let client = Client::without_token().await;
    client
        .simulator
        .clock()
        .set(datetime!(2026-03-02 18:00 UTC));
    client
}

fn keys() -> Vec<(&'static str, String)> {
    let (branch, user) = State::sandbox_keys();
    vec![("branch_key", branch), ("user_key", user)]
}

/// The request of the plugins, with some members changed.
fn order(changes: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut order = keys();
    let members = [
        ("order_id", "ORDER-1"),
        ("product", "Camara fotografica"),
        ("amount", "150.50"),
        ("store_code", "SEVEN_ELEVEN"),
        ("customer", "Juan Reyes"),
        ("email", "comprador@example.com"),
    ];
    order.extend(members.map(|(name, value)| (name, value.to_owned())));
    for (name, value) in changes {
        order.retain(|(known, _)| known != name);
        order.push((name, (*value).to_owned()));
    }
    order
}

fn pairs<'a>(members: &'a [(&'static str, String)]) -> Vec<(&'static str, &'a str)> {
    let pairs = members.iter();
    pairs.map(|(name, value)| (*name, value.as_str())).collect()
}

async fn create(client: &Client, changes: &[(&'static str, &str)]) -> Value {
    let order = order(changes);
    let body = http_build_query(&pairs(&order));
    client.post(CHARGE, FORM, &body).await.body
}

async fn look_up(client: &Client, reference: &str) -> Value {
    let mut query = keys();
    query.push(("reference", reference.to_owned()));
    let query = http_build_query(&pairs(&query));
    client.get(&format!("{CHARGE}?{query}")).await.body
}

#[tokio::test]
async fn an_order_is_created_with_the_members_that_the_plugins_read() {
    let client = client().await;
    let created = create(&client, &[]).await;
    assert_eq!(created["error"], 0);
    let charge = &created["charge"];
    let reference = text(&charge["reference"]);
    assert_eq!(
        *charge,
        json!({
            "reference": reference,
            "customer_order": "ORDER-1",
            "amount": "150.50",
            "convenience_store": "SEVEN_ELEVEN",
            "store_fixed_rate": "12.00",
            "store_schedule": "24 hrs",
            "store_image": "",
            "bank": "Banco Simulado",
            "bank_account_number": charge["bank_account_number"],
            "agreement_number": "0000",
            "expiration_date": "2026-03-05 12:00:00",
        })
    );
    let shown = look_up(&client, &reference).await;
    assert_eq!(shown["charge"]["status"], 1);
    assert_eq!(shown["charge"]["customer_order"], "ORDER-1");
}

#[tokio::test]
async fn the_plugins_for_magento_and_prestashop_send_parts() {
    let client = client().await;
    let order = order(&[("store_code", "OXXO")]);
    let (media_type, body) = curl_parts(&pairs(&order));
    let created = client.post(CHARGE, &media_type, &body).await.body;
    assert_eq!(created["charge"]["convenience_store"], "OXXO", "{created}");
    assert_eq!(created["charge"]["agreement_number"], Value::Null);
}

#[tokio::test]
async fn an_order_that_breaks_a_rule_is_refused_with_a_message() {
    let client = client().await;
    for (name, value, part) in [
        ("order_id", "", "order_id"),
        ("amount", "0", "monto"),
        ("amount", "15000.01", "maximo"),
        ("store_code", "NOWHERE", "store_code"),
        ("branch_key", "wrong", "branch_key"),
        ("expiration", "tomorrow", "fecha"),
    ] {
        let refused = create(&client, &[(name, value)]).await;
        assert_eq!(refused["error"], 1, "{name}");
        assert!(text(&refused["message"]).contains(part), "{refused}");
        assert!(refused.get("charge").is_none());
    }
    assert!(client.simulator.pagofacil().cash_orders().is_empty());
}

#[tokio::test]
async fn an_order_is_paid_once_and_until_it_expires() {
    let client = client().await;
    let service = client.simulator.pagofacil();
    let expiration = [("expiration", "2026-03-03 12:00:00")];
    let first = create(&client, &expiration).await;
    let second = create(&client, &[("order_id", "ORDER-2"), expiration[0]]).await;
    let [first, second] = [first, second].map(|one| text(&one["charge"]["reference"]));
    assert!(service.pay_cash_order(&first));
    assert!(!service.pay_cash_order(&first));
    assert!(!service.pay_cash_order("none"));
    client.simulator.clock().advance(Duration::days(1));
    assert!(!service.pay_cash_order(&second));
    let statuses = service.cash_orders();
    let statuses: Vec<_> = statuses.iter().map(|order| order.status).collect();
    assert_eq!(statuses, [CashStatus::Paid, CashStatus::Expired]);
    assert_eq!(look_up(&client, &second).await["charge"]["status"], 3);
    assert_eq!(client.simulator.money().of("ORDER-1").charges(), 1);
    assert_eq!(client.simulator.money().of("ORDER-2").charges(), 0);
}

#[tokio::test]
async fn a_reference_that_was_paid_twice_is_a_duplicate() {
    let client = client().await;
    for _ in 0..2 {
        let created = create(&client, &[]).await;
        let reference = text(&created["charge"]["reference"]);
        client.simulator.pagofacil().pay_cash_order(&reference);
    }
    assert_eq!(client.simulator.money().duplicates(), 1);
    assert!(client.simulator.pagofacil().ledger()["ORDER-1"].has_duplicates());
}

#[tokio::test]
async fn orders_are_listed_with_the_secret_and_in_a_period() {
    let client = client().await;
    create(&client, &[]).await;
    let list = async |secret: String, end: &str| {
        let mut body = keys();
        body.push(("secret_key", secret));
        body.push(("date_start", "2026-03-02 00:00:00".to_owned()));
        body.push(("date_end", end.to_owned()));
        let body = http_build_query(&pairs(&body));
        client.post("/cash/charges", FORM, &body).await.body
    };
    let secret = State::sandbox_api_secret();
    let listed = list(secret.clone(), "2026-03-03 00:00:00").await;
    assert_eq!(listed["charges"][0]["customer_order"], "ORDER-1");
    let before = list(secret, "2026-03-02 01:00:00").await;
    assert_eq!(before["charges"], json!([]));
    let refused = list("wrong".to_owned(), "2026-03-03 00:00:00").await;
    assert_eq!(refused["error"], 1);
}

#[tokio::test]
async fn the_stores_are_listed_without_keys() {
    let client = client().await;
    let stores = client.get("/cash/Rest_Conveniencestores").await.body;
    let records = stores["records"].as_array().unwrap();
    assert_eq!(stores["total"], records.len());
    assert_eq!(records[0], json!({"code": "OXXO", "name": "Oxxo"}));
}

/// The request that a merchant's server receives.
fn webhook(listener: TcpListener) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let mut part = [0; 1024];
        while !complete(&request) {
            let read = stream.read(&mut part).unwrap();
            request.extend_from_slice(&part[..read]);
        }
        let response = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        stream.write_all(response).unwrap();
        String::from_utf8(request).unwrap()
    })
}

fn complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.split_once("content-length: ").unwrap().1;
    let length = length.split("\r\n").next().unwrap();
    body.len() >= length.parse::<usize>().unwrap()
}

#[tokio::test]
async fn a_payment_is_reported_by_a_webhook_in_either_form() {
    let client = client().await;
    client.simulator.call_merchant();
    for (format, media_type, body) in [
        (WebhookFormat::Form, FORM, "customer_order=ORDER-1&status=4"),
        (
            WebhookFormat::Json,
            "application/json",
            r#"{"customer_order":"ORDER-1","status":4}"#,
        ),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let url = Url::parse(&url).unwrap();
        client.simulator.pagofacil().set_webhook(url, format);
        let received = webhook(listener);
        let created = create(&client, &[]).await;
        let reference = text(&created["charge"]["reference"]);
        assert!(client.simulator.pagofacil().pay_cash_order(&reference));
        let received = tokio::task::spawn_blocking(|| received.join().unwrap());
        let received = received.await.unwrap();
        assert!(
            received.starts_with("POST /hook HTTP/1.1\r\n"),
            "{received}"
        );
        let header = format!("content-type: {media_type}\r\n");
        assert!(received.contains(&header), "{received}");
        assert!(received.ends_with(body), "{received}");
    }
}

#[tokio::test]
async fn an_order_is_seen_in_its_own_environment_only() {
    let client = client().await;
    let created = create(&client, &[]).await;
    let reference = text(&created["charge"]["reference"]);
    let (branch, user) = State::production_keys();
    let production = [("branch_key", branch.as_str()), ("user_key", user.as_str())];
    let with = |more: &[(&'static str, &str)]| {
        let mut pairs: Vec<(&str, &str)> = production.to_vec();
        pairs.extend(more);
        http_build_query(&pairs)
    };
    let query = with(&[("reference", &reference)]);
    let shown = client
        .get(&format!("/ws/public/cash/charge?{query}"))
        .await
        .body;
    assert_eq!(shown["error"], 1, "{shown}");
    let secret = State::production_api_secret();
    let period = [
        ("secret_key", secret.as_str()),
        ("date_start", "2026-03-01 00:00:00"),
        ("date_end", "2026-03-03 00:00:00"),
    ];
    let listed = client
        .post("/ws/public/cash/charges", FORM, &with(&period))
        .await
        .body;
    assert_eq!(listed["charges"], json!([]), "{listed}");
}
