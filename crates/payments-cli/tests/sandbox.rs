use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use payments_testkit::Fault;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::cash;
use crate::mpandco::ORDER;
use crate::schema;
use crate::shell::{keys, payments_in};

/// A sandbox that runs until it is dropped.
struct Sandbox {
    child: Child,
    // Its standard output stays open as long as it runs.
    lines: Lines<BufReader<ChildStdout>>,
}

impl Sandbox {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_payments"))
            .arg("sandbox")
            .args(arguments)
            .env_clear()
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    /// What follows these words on the next line that begins with them.
    fn says(&mut self, words: &str) -> String {
        let mut lines = self.lines.by_ref().map(Result::unwrap);
        let said = lines.find_map(|line| Some(line.trim().strip_prefix(words)?.trim().to_owned()));
        said.unwrap()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }
}

#[tokio::test]
async fn the_sandbox_prints_a_base_url_that_works() {
    let mut sandbox = Sandbox::start(&[]);
    let base_url = sandbox.says("base URL");
    let command = ["mpandco", "--base-url", &base_url, "get-payment", "nothing"];
    let asked = payments_in(keys(), &command, "").await;
    assert_eq!(asked.code, 3, "{asked:?}");
}

#[tokio::test]
async fn the_sandbox_injects_the_requested_faults_and_prints_them() {
    let fault = ["--fault", "break_after", "--fault-on", "get_payment"];
    let mut sandbox = Sandbox::start(&fault);
    let base_url = sandbox.says("base URL");
    let faults = sandbox.says("Faults");
    assert_eq!(
        faults,
        "in every call: break_after (calls of get_payment only)"
    );
    let command = ["mpandco", "--base-url", &base_url, "get-payment", "nothing"];
    let asked = payments_in(keys(), &command, "").await;
    assert_eq!(asked.code, 1, "a read moves no money: {asked:?}");

    let mut sandbox = Sandbox::start(&["--fault-one-in", "3", "--seed", "7"]);
    let faults = sandbox.says("Faults");
    assert_eq!(faults, "by chance in one call of 3, seed 7");
}

#[tokio::test]
async fn the_sandbox_prints_everything_a_client_needs_as_one_json_document() {
    let options = [
        "--payer-pin=1234",
        "--account=my-shop",
        "--now=2031-01-31T10:00:00Z",
    ];
    let mut sandbox = Sandbox::start(&[&["--output=json"], &options[..]].concat());
    let document: Value = serde_json::from_str(&sandbox.lines.next().unwrap().unwrap()).unwrap();
    schema::check(&document);
    let (mpandco, pagofacil) = (&document["mpandco"], &document["pagofacil"]);
    assert_eq!(mpandco["pin"], "1234");
    let accounts = mpandco["authorized_accounts"].as_array().unwrap();
    assert_eq!(accounts.last().unwrap(), "my-shop");
    assert!(
        pagofacil["base_url"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.1:")
    );
    assert_eq!(document["test_values"].as_array().unwrap().len(), 7);
    let (page, status) = (&document["status_page"], &document["status_json"]);
    assert_eq!(
        format!("{}.json", page.as_str().unwrap()),
        status.as_str().unwrap()
    );

    let base_url = mpandco["base_url"].as_str().unwrap();
    let mut create = vec!["--output=json", "mpandco", "--base-url", base_url];
    create.extend(ORDER);
    let created = payments_in(keys(), &create, "").await.json();
    let at = created["created"]["at"].as_str().unwrap();
    assert!(at.starts_with("2031-01-31T06:"), "{at}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_sandbox_counts_the_money_on_any_signal_that_ends_it() {
    for signal in ["INT", "TERM", "HUP"] {
        let mut sandbox = Sandbox::start(&["--output=json"]);
        sandbox.lines.next().unwrap().unwrap();
        let kill = format!("kill -{signal} {}", sandbox.child.id());
        assert!(
            Command::new("sh")
                .args(["-c", &kill])
                .status()
                .unwrap()
                .success()
        );
        let report: Value = serde_json::from_str(&sandbox.lines.next().unwrap().unwrap()).unwrap();
        schema::check(&report);
        assert_eq!(report["duplicates"], 0, "{signal}");
        assert!(sandbox.child.wait().unwrap().success(), "{signal}");
    }
}

#[tokio::test]
async fn the_sandbox_declines_where_funds_are_low_or_a_test_value_says_so() {
    for (option, amount) in [
        ("--low-funds", "5"),
        ("--port=0", "9903"),
        ("--no-test-values", "9903"),
    ] {
        let mut sandbox = Sandbox::start(&[option]);
        let base_url = sandbox.says("base URL");
        let run = async |command: &[&str]| {
            let start = ["--output=json", "mpandco", "--base-url", &base_url];
            payments_in(keys(), &[&start[..], command].concat(), "").await
        };
        let amount = format!("--amount={amount}");
        let mut create = ORDER[..6].to_vec();
        create[2] = &amount;
        let created = run(&create).await.json();
        let id = created["id"].as_str().unwrap();
        let payer = run(&["authorize-intent", id]).await.json();
        let payer = format!("--payer={}", payer["payer"].as_str().unwrap());
        let confirmed = run(&["confirm-payment", id, &payer]).await;
        let expected = if option == "--no-test-values" { 0 } else { 3 };
        assert_eq!(confirmed.code, expected, "{option} {confirmed:?}");
    }
}

#[tokio::test]
async fn the_sandbox_injects_a_fault_at_one_call() {
    let mut sandbox = Sandbox::start(&["--fault=break_after", "--fault-at=2"]);
    let base_url = sandbox.says("base URL");
    let get = ["mpandco", "--base-url", &base_url, "get-payment", "x"];
    // The first call is for a token; a read is repeated when its response is lost.
    let found = payments_in(keys(), &get, "").await;
    assert_eq!(found.code, 3, "{found:?}");
}

#[tokio::test]
async fn the_sandbox_lists_the_faults_and_refuses_incomplete_options() {
    let help = payments_in(Vec::new(), &["sandbox", "--help"], "").await;
    let help = help.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for fault in Fault::ALL {
        assert!(
            help.contains(&fault.to_string()),
            "{fault} is not in {help}"
        );
    }
    for arguments in [
        &["--fault", "nonsense"][..],
        &["--fault", "html", "--fault", "stall"],
        &["--fault-on", "void_payment"],
        &["--fault", "html", "--fault-on", "nonsense"],
        &["--fault", "html", "--seed", "7"],
        &["--fault-at", "2"],
        &["--fault", "html", "--fault-at", "0"],
        &["--now", "yesterday"],
        &["--pagofacil-webhook-format", "json"],
        &[
            "--pagofacil-webhook",
            "http://127.0.0.1:1/",
            "--no-merchant-calls",
        ],
    ] {
        let refused = payments_in(Vec::new(), &[&["sandbox"], arguments].concat(), "").await;
        assert_eq!(refused.code, 2, "{arguments:?} {refused:?}");
    }
}

#[tokio::test]
async fn the_sandbox_sends_the_webhook_of_a_cash_order_to_the_given_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let hook = format!("http://{}/hook", listener.local_addr().unwrap());
    let options = ["--pagofacil-webhook", &hook];
    let json = ["--pagofacil-webhook-format", "json", "--output=json"];
    let mut sandbox = Sandbox::start(&[&options[..], &json].concat());
    let document: Value = serde_json::from_str(&sandbox.lines.next().unwrap().unwrap()).unwrap();
    let base_url = document["pagofacil"]["base_url"].as_str().unwrap();
    let mut environment = keys();
    environment.push(("PAGOFACIL_CASH_ORDERS", "true".to_owned()));
    let to = ["--output=json", "pagofacil", "--base-url", base_url];
    let open = [&to[..], &["create-cash-order"]].concat();
    let opened = payments_in(environment, &open, &cash::order()).await;
    assert_eq!(opened.code, 0, "{opened:?}");
    let opened = opened.json();
    let id = opened["id"].as_str().unwrap();

    // The button of the status page, which plays the store.
    let page: url::Url = document["status_page"].as_str().unwrap().parse().unwrap();
    let mut store = TcpStream::connect(&*page.socket_addrs(|| None).unwrap())
        .await
        .unwrap();
    let paid = format!(
        "POST /_sandbox/cash-orders/{id}/pay HTTP/1.1\r\nhost: sandbox\r\n\
         content-length: 0\r\nconnection: close\r\n\r\n"
    );
    store.write_all(paid.as_bytes()).await.unwrap();
    let call = async {
        let (mut call, _) = listener.accept().await.unwrap();
        let mut received = String::new();
        while !received.ends_with('}') {
            let mut bytes = [0; 1024];
            let length = call.read(&mut bytes).await.unwrap();
            assert!(length > 0, "{received}");
            received.push_str(std::str::from_utf8(&bytes[..length]).unwrap());
        }
        received
    };
    let received = tokio::time::timeout(Duration::from_secs(60), call).await;
    let received = received.unwrap();
    assert!(received.starts_with("POST /hook "), "{received}");
    assert!(
        received.contains(r#""customer_order":"ORDER-1""#),
        "{received}"
    );
}

#[tokio::test]
async fn the_sandbox_listens_beyond_loopback_only_at_an_address_that_is_named() {
    // Another address of the loopback network, which is there without a network.
    let mut sandbox = Sandbox::start(&["--expose", "127.0.0.2"]);
    let base_url = sandbox.says("base URL");
    assert!(base_url.starts_with("http://127.0.0.2:"), "{base_url}");
    for every in ["0.0.0.0", "::"] {
        let refused = payments_in(Vec::new(), &["sandbox", "--expose", every], "").await;
        assert_ne!(refused.code, 0, "{refused:?}");
        assert!(refused.err.contains("name the one address"), "{refused:?}");
    }
}

#[tokio::test]
async fn the_tour_prints_every_step_and_succeeds() {
    let tour = payments_in(Vec::new(), &["tour"], "").await;
    assert_eq!(tour.code, 0, "{tour:?}");
    for step in [
        "create a payment",
        "the payer approves",
        "confirm it",
        "void it",
        "endpoint 1: GET, JSON",
        "endpoint 2: JSON-RPC",
        "endpoint 3: GET, XML",
        "register a subscription",
        "look it up",
        "POST /oauth/v2/token 200",
        "POST /st/public/Wsjrecurrentes/ 200",
    ] {
        assert!(tour.out.contains(step), "{step} is not in\n{}", tour.out);
    }
    let widest = tour.out.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(100), "{widest:?} columns in\n{}", tour.out);
    assert!(!tour.out.contains('✗') && !tour.out.contains('\u{1b}'));
}

#[tokio::test]
async fn the_tour_prints_its_steps_as_json_too() {
    let tour = payments_in(Vec::new(), &["--output=json", "tour"], "").await;
    let tour = tour.json();
    let steps = tour["steps"].as_array().unwrap();
    assert!(
        steps.len() > 10 && steps.iter().all(|step| step["done"] == true),
        "{tour}"
    );
}
