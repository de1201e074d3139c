use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

use payments_testkit::Fault;

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
            .args(["sandbox", "--port", "0"])
            .args(arguments)
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
        self.child.kill().unwrap();
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
