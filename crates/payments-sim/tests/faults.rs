//! What a client sees of each fault on the socket, and whether its payment was executed.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::Command;

use payments_core::Operation;
use payments_sim::{DeclineReason, Simulator};
use payments_testkit::{Fault, FaultPlan, samples};

use crate::support::{Client, FORM, JSON, http_build_query, text};

/// Longer than any response here, and shorter than one without an end.
const ENOUGH: usize = 1024 * 1024;

/// What arrived of a response.
#[derive(Debug)]
struct Arrived {
    text: String,
    /// Whether the connection was reset, and not ended in good order.
    reset: bool,
}

impl Arrived {
    fn is(&self, status: &str) -> bool {
        self.text.starts_with(&format!("HTTP/1.1 {status} "))
    }

    fn body(&self) -> &str {
        self.text.split_once("\r\n\r\n").unwrap().1
    }
}

fn exchange(simulator: &Simulator, request: String) -> impl FnOnce() -> Arrived + Send + 'static {
    let address = simulator.base_url().socket_addrs(|| None).unwrap()[0];
    move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        let mut reset = false;
        let mut part = vec![0; 64 * 1024];
        while bytes.len() < ENOUGH {
            match stream.read(&mut part) {
                Ok(0) => break,
                Ok(read) => bytes.extend_from_slice(&part[..read]),
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
                    reset = true;
                    break;
                }
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Arrived { text, reset }
    }
}

fn post(client: &Client, target: &str, body: &str) -> String {
    format!(
        "POST {target} HTTP/1.1\r\nHost: sim\r\nConnection: close\r\n\
         Authorization: Bearer {}\r\nContent-Type: {FORM}\r\nContent-Length: {}\r\n\r\n{body}",
        client.token,
        body.len()
    )
}

/// A request that executes an approved payment.
async fn execution(client: &Client) -> String {
    let created = client
        .post(
            "/api/payment-intent/.json",
            FORM,
            &http_build_query(crate::mpandco::SALE),
        )
        .await;
    let id = text(&created.body["id"]);
    let back = client.simulator.approve_payment(&id).unwrap();
    let (_, payer) = back.query_pairs().last().unwrap();
    let form = http_build_query(&[
        ("payment_execution[paymentIntent]", &id),
        ("payment_execution[payer]", &payer),
    ]);
    post(client, "/api/payment-intent/execute/sale.json", &form)
}

fn executions(simulator: &Simulator) -> usize {
    simulator.money().of("F00015").mpandco_charges
}

async fn met(fault: Fault) -> Arrived {
    let client = Client::start().await;
    let request = execution(&client).await;
    let plan = FaultPlan::at(1, fault).on(Operation::CONFIRM_PAYMENT);
    client.simulator.set_faults(plan);
    let exchange = tokio::task::spawn_blocking(exchange(&client.simulator, request.clone()));
    let arrived = exchange.await.unwrap();
    let happened = usize::from(fault.reaches_the_service());
    assert_eq!(executions(&client.simulator), happened, "{fault}");
    let report = client.simulator.faults().unwrap();
    assert_eq!(report.faulted_calls()[0].fault, fault);

    // The next call goes through, after that connection.
    let again = tokio::task::spawn_blocking(self::exchange(&client.simulator, request));
    let status = if happened == 1 { "400" } else { "200" };
    assert!(again.await.unwrap().is(status), "{fault}");
    assert_eq!(executions(&client.simulator), 1, "{fault}");
    let is_logged = client
        .simulator
        .requests()
        .iter()
        .any(|request| request.fault == Some(fault));
    let has_response = !matches!(fault, Fault::Refuse | Fault::BreakBefore);
    assert_eq!(is_logged, has_response, "{fault}");
    arrived
}

#[tokio::test]
async fn a_broken_connection_is_reset_before_a_byte_of_a_response() {
    for fault in [Fault::Refuse, Fault::BreakBefore, Fault::BreakAfter] {
        let arrived = met(fault).await;
        assert!(arrived.reset && arrived.text.is_empty(), "{arrived:?}");
    }
}

#[tokio::test]
async fn a_stalled_response_does_not_come_until_the_simulator_stops() {
    let client = Client::start().await;
    let request = execution(&client).await;
    client.simulator.set_faults(FaultPlan::always(Fault::Stall));
    let waiting = tokio::task::spawn_blocking(exchange(&client.simulator, request));
    while executions(&client.simulator) == 0 {
        tokio::task::yield_now().await;
    }
    drop(client);
    let arrived = waiting.await.unwrap();
    assert!(arrived.text.is_empty(), "{arrived:?}");
}

#[tokio::test]
async fn a_truncated_response_is_half_of_what_it_announces() {
    let arrived = met(Fault::Truncate).await;
    let (_, length) = arrived.text.split_once("content-length: ").unwrap();
    let length: usize = length.split_once("\r\n").unwrap().0.parse().unwrap();
    assert!(arrived.is("200"), "{arrived:?}");
    assert_eq!(arrived.body().len(), length / 2);
}

#[tokio::test]
async fn an_endless_response_goes_on_while_it_is_read() {
    let arrived = met(Fault::Endless).await;
    assert!(arrived.is("200") && arrived.text.len() >= ENOUGH);
    assert!(arrived.body().contains(r#""state":"executed""#));
}

#[tokio::test]
async fn a_changed_response_is_what_the_name_of_its_fault_says() {
    let empty = met(Fault::Empty).await;
    assert!(empty.is("200") && empty.body().is_empty(), "{empty:?}");
    let html = met(Fault::Html).await;
    assert!(html.is("200") && html.body().starts_with("<!doctype html>"));
    let notice = met(Fault::Notice).await;
    assert!(
        notice.body().starts_with("<br />\n<b>Notice</b>"),
        "{notice:?}"
    );
    assert!(
        notice.body().contains(r#""state":"executed""#),
        "{notice:?}"
    );
    let malformed = met(Fault::Malformed).await;
    assert!(serde_json::from_str::<serde_json::Value>(malformed.body()).is_err());
    let latin1 = met(Fault::Latin1).await;
    assert!(latin1.body().contains(char::REPLACEMENT_CHARACTER));
    let compressed = met(Fault::Compressed).await;
    assert!(compressed.text.contains("content-encoding: gzip"));
    assert!(compressed.body().starts_with('\u{1f}'));
}

#[tokio::test]
async fn a_gateway_responds_before_or_after_the_service() {
    for fault in Fault::ALL {
        if let Fault::StatusBefore(status) | Fault::StatusAfter(status) = fault {
            let arrived = met(fault).await;
            assert!(arrived.is(&status.to_string()), "{fault} {arrived:?}");
        }
    }
    let limited = met(Fault::TooManyRequests(30)).await;
    assert!(limited.is("429") && limited.text.contains("retry-after: 30\r\n"));
    let moved = met(Fault::Redirect).await;
    assert!(
        moved.is("302")
            && moved
                .text
                .contains("location: https://elsewhere.example/\r\n")
    );
}

#[tokio::test]
async fn a_plan_without_an_operation_covers_the_calls_of_programs_and_not_of_payers() {
    let client = Client::start().await;
    let created = client
        .post(
            "/api/payment-intent/.json",
            FORM,
            &http_build_query(crate::mpandco::SALE),
        )
        .await;
    let id = text(&created.body["id"]);
    client.simulator.set_faults(FaultPlan::always(Fault::Empty));
    let ask = |target: String| {
        let request = format!("GET {target} HTTP/1.1\r\nHost: sim\r\nConnection: close\r\n\r\n");
        tokio::task::spawn_blocking(exchange(&client.simulator, request))
    };
    let page = ask(format!("/p/express-checkout/{id}/1")).await.unwrap();
    assert!(page.body().contains("<form"), "{page:?}");
    assert!(ask("/nowhere".to_owned()).await.unwrap().is("404"));
    assert_eq!(client.simulator.faults().unwrap().calls(), 0);
    let shown = ask("/api/payment-intent/.json".to_owned()).await.unwrap();
    assert!(shown.body().is_empty(), "{shown:?}");
    assert_eq!(
        client.simulator.faults().unwrap().to_string(),
        "1 calls, faults in every call: empty\n  call 1, list_payments: empty"
    );
    client.simulator.clear_faults();
    assert_eq!(client.get("/api/payment-intent/.json").await.status, 200);
    assert!(client.simulator.faults().is_none());
}

#[tokio::test]
async fn a_closed_port_refuses_connections_and_opens_again() {
    let client = Client::start().await;
    let address = client.simulator.base_url().socket_addrs(|| None).unwrap()[0];
    let kept = TcpStream::connect(address).unwrap();
    client.get("/api/payment-intent/.json").await;
    for _ in 0..2 {
        client.simulator.close_port().unwrap();
        let refused = TcpStream::connect(address).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    }
    let ended = tokio::task::spawn_blocking(move || { &kept }.read(&mut [0]));
    let error = ended.await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    client.simulator.open_port().unwrap();
    client.simulator.open_port().unwrap();
    assert_eq!(client.get("/api/payment-intent/.json").await.status, 200);
}

/// The test of the same name with `_in_a_process_of_its_own` runs it.
#[tokio::test]
#[ignore = "it fails on purpose, so that another test sees what it says"]
async fn a_failing_test_shows_the_seed_of_its_simulator() {
    let client = Client::start().await;
    let plan = FaultPlan::by_chance_of(4711, 1, [Fault::Html]);
    client.simulator.set_faults(plan);
    client.get("/api/payment-intent/.json").await;
}

#[test]
fn a_failing_test_shows_the_seed_of_its_simulator_in_a_separate_process() {
    let name = "faults::a_failing_test_shows_the_seed_of_its_simulator";
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", name])
        .output()
        .unwrap();
    assert!(!run.status.success());
    let shown = String::from_utf8(run.stdout).unwrap();
    let report = "1 calls, faults by chance in one call of 1, seed 4711, of html\n  \
                  call 1, list_payments: html";
    assert_eq!(shown.matches(report).count(), 1, "{shown}");
}

/// The responses to one charge each, over JSON-RPC, the JSON endpoint and the XML endpoint, with a
/// fault inside PagoFácil's service.
async fn met_inside_the_service(fault: Fault) -> [String; 3] {
    let client = Client::without_token().await;
    client
        .simulator
        .clock()
        .set(samples::subscription_clock().now());
    let data = crate::pagofacil::order("ORDER-1");
    let serialized = crate::pagofacil::serialized("transaccion", &data);
    let data: serde_json::Map<_, _> = data
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    let rpc = serde_json::json!({
        "jsonrpc": "2.0", "method": "transaccion", "params": {"data": data}, "id": 7,
    });
    let calls = [
        ("Wsjtransaccion/", JSON, rpc.to_string()),
        ("Wsrtransaccion/index/format/json", FORM, serialized.clone()),
        ("Wsrtransaccion/", FORM, serialized),
    ];
    let mut bodies = [const { String::new() }; 3];
    for (body, (path, media_type, sent)) in bodies.iter_mut().zip(calls) {
        client.simulator.pagofacil().set_next_charge(true);
        client.simulator.set_faults(FaultPlan::at(1, fault));
        let request = format!(
            "POST /st/public/{path} HTTP/1.1\r\nHost: sim\r\nConnection: close\r\n\
             Content-Type: {media_type}\r\nContent-Length: {}\r\n\r\n{sent}",
            sent.len()
        );
        let exchange = tokio::task::spawn_blocking(exchange(&client.simulator, request));
        *body = exchange.await.unwrap().body().to_owned();
        let report = client.simulator.faults().unwrap();
        assert_eq!(report.faulted_calls()[0].operation, "create_payment");
    }
    let approved = client.simulator.pagofacil().ledger()["ORDER-1"].one_time_approved;
    assert_eq!(approved, 3, "{fault}");
    bodies
}

#[tokio::test]
async fn only_a_json_rpc_response_has_an_id_that_can_be_wrong() {
    let [rpc, json, xml] = met_inside_the_service(Fault::WrongRpcId).await;
    assert!(rpc.ends_with(r#""id":"71","jsonrpc":"2.0"}"#), "{rpc}");
    assert!(json.ends_with(r#""status":"success"}}}"#), "{json}");
    assert!(xml.contains("<autorizado>1</autorizado>"), "{xml}");
}

#[tokio::test]
async fn a_null_status_of_the_method_is_followed_by_the_servers_own() {
    let [rpc, json, xml] = met_inside_the_service(Fault::StatusTwice).await;
    assert!(rpc.contains(r#""status":null}"#), "{rpc}");
    assert!(json.contains(r#""status":["","success"]"#), "{json}");
    assert!(
        xml.contains("<status></status><status>success</status>"),
        "{xml}"
    );
}

#[tokio::test]
async fn a_method_throws_after_it_charged() {
    let [rpc, json, xml] = met_inside_the_service(Fault::MethodFault).await;
    assert!(rpc.starts_with(r#"{"error":{"code":-32000,"#), "{rpc}");
    assert!(
        json.starts_with(r#"{"WebServices_Transacciones":{"transaccion":{"response":{"message":"#),
        "{json}"
    );
    assert!(
        xml.contains("</message></response><status>failed</status>"),
        "{xml}"
    );
}

#[tokio::test]
async fn a_response_in_latin_1_has_single_bytes_for_its_accented_letters() {
    for body in met_inside_the_service(Fault::Latin1).await {
        let company = format!("PagoF{}cil.Net", char::REPLACEMENT_CHARACTER);
        assert!(body.contains(&company), "{body}");
    }
}

#[tokio::test]
async fn a_test_card_is_charged_and_its_response_lost() {
    let client = Client::without_token().await;
    client
        .simulator
        .clock()
        .set(samples::subscription_clock().now());
    client.simulator.set_test_values(true);
    for (ending, reset, approved) in [("0069", true, true), ("0036", false, false)] {
        let mut data = crate::pagofacil::order(ending);
        for (name, value) in &mut data {
            if *name == "numeroTarjeta" {
                *value = format!("4{}{ending}", "0".repeat(11));
            }
        }
        let request = post(
            &client,
            "/st/public/Wsrtransaccion/index/format/json",
            &crate::pagofacil::serialized("transaccion", &data),
        );
        let exchange = tokio::task::spawn_blocking(exchange(&client.simulator, request));
        let arrived = exchange.await.unwrap();
        assert_eq!(arrived.reset, reset, "{arrived:?}");
        assert_eq!(arrived.text.is_empty(), reset, "{arrived:?}");
        let charges = client.simulator.pagofacil().charges();
        assert_eq!(charges.last().unwrap().is_approved(), approved);
    }
    let lost = &client.simulator.requests()[0];
    assert_eq!(lost.fault, Some(Fault::BreakAfter));
    let declined = client.simulator.pagofacil().charges()[1].decline;
    assert_eq!(declined, Some(DeclineReason::InsufficientFunds));
}
