use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

use payments_testkit::Fault;
use serde_json::Value;

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
    ] {
        let refused = payments_in(Vec::new(), &[&["sandbox"], arguments].concat(), "").await;
        assert_eq!(refused.code, 2, "{arguments:?} {refused:?}");
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
