use std::io::{BufRead, BufReader, Write};

use payments_sim::MerchantCall;
use payments_sim::mpandco::{CLIENT_ID, CLIENT_SECRET, PIN, PayTokenPlacement, SANDBOX_TOKEN};
use serde_json::json;

use crate::support::{Client, FORM, JSON, curl_parts, http_build_query, text};

pub(crate) const SALE: &[(&str, &str)] = &[
    ("paymentintent[intent]", "sale"),
    (
        "paymentintent[redirectUrls][returnUrl]",
        "http://localhost:5000/payments/ExecutePayment.php?success=true&carId=200",
    ),
    (
        "paymentintent[redirectUrls][cancelUrl]",
        "http://localhost:5000/payments/ExecutePayment.php?success=false&carId=200",
    ),
    (
        "paymentintent[transactions][0][digitalAccountDestination]",
        "demo01",
    ),
    ("paymentintent[transactions][0][amount][total]", "20"),
    ("paymentintent[transactions][0][amount][currency]", "VES"),
    (
        "paymentintent[transactions][0][description]",
        "Compra por eBay",
    ),
    ("paymentintent[transactions][0][invoiceNumber]", "F00015"),
    ("paymentintent[transactions][0][items][0][name]", "teléfono"),
    ("paymentintent[transactions][0][items][0][price]", "7.5"),
    ("paymentintent[recipient]", ""),
];

#[tokio::test]
async fn a_php_client_takes_a_sale_from_its_creation_to_its_receipt() {
    let client = Client::start().await;
    let created = client
        .post("/api/payment-intent/.json", FORM, &http_build_query(SALE))
        .await;
    assert_eq!(created.status, 200);
    let id = text(&created.body["id"]);

    let query = format!("access_token={SANDBOX_TOKEN}&id={id}");
    let authorized = client
        .get(&format!(
            "/bc38875a09308a2/payment-intent/autorize.json?{query}"
        ))
        .await;
    let payer = text(&authorized.body["payer"]);

    // The documented path of an execution, without the `id` of the links.
    let execution = http_build_query(&[
        ("payment_execution[paymentIntent]", &id),
        ("payment_execution[payer]", &payer),
    ]);
    let executed = client
        .post("/api/payment-intent/execute/sale.json", FORM, &execution)
        .await;
    assert_eq!(executed.body["state"], "executed");

    let receipt = &executed.body["transactions"][0]["related_resources"]["sale"];
    let find = format!("/api/payment/find.json?id={}", text(&receipt["id"]));
    let payment = client.get(&find).await;
    assert_eq!(payment.status, 200);
    assert_eq!(payment.body["ref"], receipt["ref"]);
    assert_eq!(payment.body["status"], 9000);
    let listed = client.get("/api/payment/.json").await;
    assert_eq!(listed.body["data"], json!([payment.body]));
    assert_eq!(
        client.get("/api/payment/find.json?id=none").await.status,
        404
    );
    assert_eq!(client.simulator.mpandco().ledger()["F00015"].executions, 1);
}

#[tokio::test]
async fn the_multipart_bodies_of_the_manuals_curl_are_read() {
    let mut client = Client::start().await;
    let (content_type, body) = curl_parts(&[
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
        ("grant_type", "urn:client_apps"),
    ]);
    let granted = client.post("/oauth/v2/token", &content_type, &body).await;
    assert_eq!(granted.status, 200);
    client.token = text(&granted.body["access_token"]);

    let (content_type, body) = curl_parts(SALE);
    let created = client
        .post("/api/payment-intent/.json", &content_type, &body)
        .await;
    assert_eq!(created.status, 200);
    let id = text(&created.body["id"]);
    let said = client.simulator.mpandco().submitted_intent(&id).unwrap();
    assert_eq!(said.transactions[0].items[0].name, "teléfono");
    assert!(said.return_url.ends_with("?success=true&carId=200"));
}

#[tokio::test]
async fn the_php_client_pays_each_transaction_with_its_own_token() {
    let client = Client::start().await;
    client
        .simulator
        .mpandco()
        .set_pay_tokens(PayTokenPlacement::Transactions);
    let mut pairs = SALE.to_vec();
    pairs.extend([
        ("paymentintent[intent]", "request"),
        ("paymentintent[recipient]", "demo03"),
    ]);
    let created = client
        .post("/api/payment-intent/.json", FORM, &http_build_query(&pairs))
        .await;
    let transaction = &created.body["transactions"][0];
    let execution = http_build_query(&[
        (
            "payment_execution[transactions][0][id]",
            &text(&transaction["id"]),
        ),
        (
            "payment_execution[transactions][0][payToken]",
            &text(&transaction["pay_tokens"][0]["id"]),
        ),
        ("payment_execution[pin]", PIN),
    ]);
    let link = text(&created.body["_links"]["execute"]["href"]);
    let base_url = client.simulator.base_url();
    let path = link.strip_prefix(base_url.as_str()).unwrap();
    let executed = client.post(&format!("/{path}"), FORM, &execution).await;
    assert_eq!(executed.body["state"], "executed");
    let callbacks = client.simulator.mpandco().callbacks();
    assert_eq!(callbacks.len(), 1);
    let calls = &executed.body["redirect_urls"]["history_responses"];
    assert_eq!(calls[0]["uri"], callbacks[0].url.as_str());
}

#[tokio::test]
async fn a_payout_is_registered_from_the_json_of_the_manual_under_any_type() {
    let client = Client::start().await;
    let target = "/api/multipayment/register-item.json?type=DISPERSION";
    let item = |reference: &str, bank: &str| {
        json!({"multi_payment_item": {
            "reference": reference,
            "nameAccount": "Witty Growth",
            "identificationNumber": "j54637469",
            "bankAccount": format!("{bank}{}", "0".repeat(16)),
            "amount": "20",
        }})
        .to_string()
    };
    for (reference, content_type) in [("0001", JSON), ("0002", FORM)] {
        let response = client
            .post(target, content_type, &item(reference, "0134"))
            .await;
        assert_eq!(response.body["status"], "APPROVED");
        let registered = client.simulator.mpandco().payouts_of(reference);
        assert_eq!(registered.len(), 1);
    }
    let refused = client.post(target, JSON, &item("0003", "9999")).await;
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.body["errors"]["errors"],
        json!(["No se ha encontrado un banco para el numero de cuenta ingresado"])
    );
    assert_eq!(client.simulator.mpandco().payouts().len(), 2);
    assert_eq!(client.get(target).await.status, 405);
}

#[tokio::test]
async fn the_profile_needs_a_token() {
    let mut client = Client::start().await;
    let profile = client.get("/api/user/profile.json").await;
    assert_eq!(profile.status, 200);
    assert_eq!(profile.body["username"], "sim-merchant");
    client.token = "wrong".to_owned();
    for path in [
        "/api/user/profile.json",
        "/api/payment/.json",
        "/api/payment/find.json",
    ] {
        assert_eq!(client.get(path).await.status, 401, "{path}");
    }
}

#[tokio::test]
async fn the_sandbox_wants_its_own_token_and_no_other() {
    let client = Client::start().await;
    let target = |token: &str| format!("/bc38875a09308a2/codes.json?access_token={token}");
    let codes = client.get(&target(SANDBOX_TOKEN)).await;
    assert_eq!(codes.status, 200);
    assert!(codes.body["regular"].is_string() && codes.body["commercial"].is_string());
    assert_eq!(client.get(&target(&client.token)).await.status, 403);
}

#[tokio::test]
async fn of_two_executions_at_once_one_moves_the_money() {
    let client = Client::start().await;
    let created = client
        .post("/api/payment-intent/.json", FORM, &http_build_query(SALE))
        .await;
    let id = text(&created.body["id"]);
    let back = client.simulator.approve_payment(&id).unwrap();
    let (_, payer) = back.query_pairs().last().unwrap();
    let execution = http_build_query(&[
        ("payment_execution[paymentIntent]", &id),
        ("payment_execution[payer]", &payer),
    ]);
    let execute = || client.post("/api/payment-intent/execute/sale.json", FORM, &execution);
    let (first, second) = tokio::join!(execute(), execute());
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
    let service = client.simulator.mpandco();
    assert_eq!(service.ledger()["F00015"].executions, 1);
    let listed = client.get("/api/payment/.json").await;
    assert_eq!(listed.body["meta"]["totalResults"], 1);
}

/// A merchant's server that responds to one request, and the head of that request.
fn merchant() -> (u16, std::thread::JoinHandle<String>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = String::new();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        while !head.ends_with("\r\n\r\n") {
            reader.read_line(&mut head).unwrap();
        }
        let response = "HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\nnoted";
        stream.write_all(response.as_bytes()).unwrap();
        head
    });
    (port, served)
}

/// A request for money that its payer has settled in the wallet app.
async fn paid_request(client: &Client, return_url: &str) -> String {
    let mut pairs = SALE.to_vec();
    pairs.extend([
        ("paymentintent[intent]", "request"),
        ("paymentintent[recipient]", "demo03"),
        ("paymentintent[redirectUrls][returnUrl]", return_url),
    ]);
    let created = client
        .post("/api/payment-intent/.json", FORM, &http_build_query(&pairs))
        .await;
    let id = text(&created.body["id"]);
    client.simulator.approve_payment(&id).unwrap();
    id
}

/// Waits for the first call to the merchant's server to have a result.
async fn first_call(client: &Client) -> MerchantCall {
    loop {
        if let Some(call) = client.simulator.merchant_calls().first() {
            return call.clone();
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_merchants_server_is_called_when_a_request_is_paid() {
    let client = Client::start().await;
    client.simulator.call_merchant();
    let (port, served) = merchant();
    let url = format!("http://127.0.0.1:{port}/paid?order=7");
    let id = paid_request(&client, &url).await;
    let call = first_call(&client).await;
    assert_eq!(call.result.unwrap(), 202);
    assert_eq!(call.url, format!("http://127.0.0.1:{port}/paid"));

    let head = served.join().unwrap();
    let start = format!("GET /paid?order=7&paymentIntent={id}&payerId=");
    assert!(head.starts_with(&start), "{head}");
    assert!(
        head.contains(&format!("host: 127.0.0.1:{port}\r\n")),
        "{head}"
    );
    let intent = client
        .get(&format!("/api/payment-intent/show.json?id={id}"))
        .await;
    let history = &intent.body["redirect_urls"]["history_responses"];
    assert_eq!(history[0]["status_code"], 202);
    assert_eq!(history[0]["body"], "noted");
    let uri = text(&history[0]["uri"]);
    let target = head.split(' ').nth(1).unwrap();
    assert_eq!(uri, format!("http://127.0.0.1:{port}{target}"));
}

#[tokio::test]
async fn a_merchant_on_another_machine_is_not_called() {
    let client = Client::start().await;
    client.simulator.call_merchant();
    let id = paid_request(&client, "http://shop.example/paid").await;
    let call = first_call(&client).await;
    let refused = "only http addresses of this machine are called";
    assert_eq!(call.result, Err(refused.to_owned()));
    let intent = client
        .get(&format!("/api/payment-intent/show.json?id={id}"))
        .await;
    let history = &intent.body["redirect_urls"]["history_responses"];
    assert_eq!(*history, json!([]));
}

#[tokio::test]
async fn an_amount_of_the_test_values_decides_an_execution() {
    let client = Client::start().await;
    client.simulator.set_test_values(true);
    for (amount, paid) in [("9903", false), ("9901.00", true)] {
        let mut pairs = SALE.to_vec();
        pairs.push(("paymentintent[transactions][0][amount][total]", amount));
        let created = client
            .post("/api/payment-intent/.json", FORM, &http_build_query(&pairs))
            .await;
        let id = text(&created.body["id"]);
        let back = client.simulator.approve_payment(&id).unwrap();
        let (_, payer) = back.query_pairs().last().unwrap();
        let execution = http_build_query(&[
            ("payment_execution[paymentIntent]", &id),
            ("payment_execution[payer]", &payer),
        ]);
        let executed = client
            .post("/api/payment-intent/execute/sale.json", FORM, &execution)
            .await;
        assert_eq!(executed.status == 200, paid, "{amount}: {}", executed.body);
    }
}
