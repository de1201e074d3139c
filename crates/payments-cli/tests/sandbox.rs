use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::shell::{keys, payments_in};

#[tokio::test]
async fn the_sandbox_says_how_to_reach_it_and_is_reached() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_payments"))
        .args(["sandbox", "--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Its standard output stays open as long as it runs.
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let base_url = lines
        .by_ref()
        .map(Result::unwrap)
        .find_map(|line| {
            line.trim()
                .strip_prefix("base URL")
                .map(|url| url.trim().to_owned())
        })
        .unwrap();
    let command = ["mpandco", "--base-url", &base_url, "get-payment", "nothing"];
    let asked = payments_in(keys(), &command, "").await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(asked.code, 3, "{asked:?}");
}

#[tokio::test]
async fn the_tour_names_every_step_and_ends_well() {
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
    assert!(!tour.out.contains('✗') && !tour.out.contains('\u{1b}'));
}
