//! Help, manual pages and completions.

use std::fs;

use crate::shell::payments_in;

#[tokio::test]
async fn the_help_of_a_document_lists_its_fields_with_an_example() {
    for (command, fields) in [
        (
            ["pagofacil", "create-payment"],
            &["card_number", "installments", "postal_code"][..],
        ),
        (
            ["pagofacil", "create-cash-order"],
            &["store", "SEVEN_ELEVEN", "description"],
        ),
        (
            ["pagofacil", "register-subscription"],
            &["day", "start", "charge_now", "card_year"],
        ),
        (
            ["mpandco", "create-transactions"],
            &["return_url", "transactions", "splits"],
        ),
        (
            ["mpandco", "send-payouts"],
            &["reference", "instant", "PAY-1,20.50"],
        ),
    ] {
        let help = payments_in(Vec::new(), &[&command[..], &["--help"]].concat(), "").await;
        assert_eq!(help.code, 0);
        assert!(help.out.contains("Example"), "{command:?}");
        for field in fields {
            assert!(
                help.out.contains(field),
                "{field} is not in the help of {command:?}"
            );
        }
    }
}

#[tokio::test]
async fn manual_pages_are_written_for_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("man1");
    let written = ["man", "--into", into.to_str().unwrap()];
    let written = payments_in(Vec::new(), &written, "").await;
    assert_eq!(written.code, 0, "{written:?}");
    for page in ["payments", "payments-tour", "payments-mpandco-send-payouts"] {
        let page = fs::read_to_string(into.join(format!("{page}.1"))).unwrap();
        assert!(page.contains(".TH"), "{page}");
    }
    let page = payments_in(Vec::new(), &["man"], "").await;
    assert!(page.out.contains("Exit codes"), "{}", page.out);
}

#[tokio::test]
async fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = payments_in(Vec::new(), &["completions", shell], "").await;
        assert_eq!(script.code, 0, "{shell}");
        assert!(script.out.contains("settle-payment"), "{shell}");
    }
}

/// The help pages of every command, found in the help itself.
async fn pages() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    let mut commands: Vec<Vec<String>> = vec![Vec::new()];
    while let Some(command) = commands.pop() {
        let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        arguments.push("--help");
        let help = payments_in(Vec::new(), &arguments, "").await;
        assert_eq!(help.code, 0, "{command:?}");
        if let Some((_, rest)) = help.out.split_once("\nCommands:\n") {
            let list = rest.split("\n\n").next().unwrap();
            let names = list.lines().filter_map(|line| line.strip_prefix("  "));
            let names = names.filter(|line| !line.starts_with(' '));
            for name in names.filter_map(|line| line.split_whitespace().next()) {
                if name != "help" {
                    commands.push([command.clone(), vec![name.to_owned()]].concat());
                }
            }
        }
        pages.push((command.join(" "), help.out));
    }
    pages
}

#[tokio::test]
async fn no_help_page_offers_an_option_for_a_secret() {
    let pages = pages().await;
    assert!(pages.len() > 30, "{}", pages.len());
    for (command, page) in &pages {
        for secret in [
            "--pin",
            "--secret ",
            "--client-secret",
            "--card",
            "--token",
            "--password",
        ] {
            assert!(
                !page.contains(secret),
                "{secret} is in the help of {command:?}"
            );
        }
    }
}
