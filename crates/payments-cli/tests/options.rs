//! Options that commands share: output, verbosity, profiles and the environment.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;

use payments_sim::Simulator;
use payments_sim::mpandco::CLIENT_SECRET;
use serde_json::json;

use crate::mpandco::ORDER;
use crate::pagofacil::order;
use crate::shell::{keys, mpandco, pagofacil, payments_in};

/// Runs a read with `--verbose` against a URL, and returns what failed on the network.
async fn network_problem(base_url: &str) -> String {
    let command = [
        "--verbose",
        "--output=json",
        "mpandco",
        "--base-url",
        base_url,
        "get-payment",
        "x",
    ];
    let failed = payments_in(keys(), &command, "").await;
    let failure = failed.failure();
    assert!(
        !failure["causes"].as_array().unwrap().is_empty(),
        "{failure}"
    );
    failure["network"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn verbose_tells_refusal_dns_and_tls_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // It is not a TLS server.
    let server = std::thread::spawn(move || {
        for stream in listener.incoming().take(4) {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 512]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    assert_eq!(network_problem(&format!("https://{address}/")).await, "tls");
    drop(server);
    assert_eq!(network_problem("https://pay.invalid/").await, "dns");

    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let base_url = format!("http://{address}/");
    assert_eq!(network_problem(&base_url).await, "refused");
    let quiet = ["mpandco", "--base-url", &base_url, "get-payment", "x"];
    let quiet = payments_in(keys(), &quiet, "").await;
    assert!(!quiet.err.contains("refused"), "{quiet:?}");
}

#[tokio::test]
async fn usage_failures_are_json_too_where_json_is_asked_for() {
    for arguments in [
        &["--output", "json", "mpandco", "no-such-command"][..],
        &["mpandco", "get-payment", "--output=json"],
        &[
            "--output=json",
            "--profile=none",
            "mpandco",
            "check-credentials",
        ],
    ] {
        let refused = payments_in(keys(), arguments, "").await;
        assert_eq!(refused.code, 2, "{refused:?}");
        assert_eq!(refused.failure()["kind"], "usage", "{refused:?}");
    }
    let mut environment = keys();
    environment.push(("PAYMENTS_OUTPUT", "json".to_owned()));
    let refused = payments_in(environment, &["no-such-command"], "").await;
    assert_eq!(refused.failure()["exit_code"], 2, "{refused:?}");
    let refused = payments_in(keys(), &["no-such-command"], "").await;
    assert!(refused.err.starts_with("error: "), "{refused:?}");
}

#[tokio::test]
async fn settings_come_from_options_then_the_environment_then_the_profile() {
    let simulator = Simulator::start().await.unwrap();
    let base_url = simulator.mpandco_base_url();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    let text = format!(
        "[profiles.shop]\noutput = \"json\"\nmpandco.base_url = \"{base_url}\"\n\
         [profiles.real]\nenvironment = \"production\"\nmpandco.base_url = \"{base_url}\"\n\
         [profiles.default]\nmpandco.base_url = \"http://127.0.0.1:1/\"\n"
    );
    fs::write(&file, text).unwrap();
    let config = file.to_str().unwrap();

    let by_profile = [
        "--config",
        config,
        "--profile=shop",
        "mpandco",
        "check-credentials",
    ];
    let by_profile = payments_in(keys(), &by_profile, "").await;
    assert_eq!(by_profile.json()["accepted"], true, "{by_profile:?}");

    let mut environment = keys();
    environment.push(("PAYMENTS_CONFIG", config.to_owned()));
    let default = payments_in(environment.clone(), &["mpandco", "check-credentials"], "").await;
    assert_eq!(default.code, 5, "{default:?}");
    environment.push(("MPANDCO_BASE_URL", base_url.to_string()));
    let by_variable = payments_in(environment.clone(), &["mpandco", "check-credentials"], "").await;
    assert_eq!(by_variable.code, 0, "{by_variable:?}");
    let by_option = [
        "mpandco",
        "--base-url=http://127.0.0.1:1/",
        "check-credentials",
    ];
    let by_option = payments_in(environment, &by_option, "").await;
    assert_eq!(by_option.code, 5, "{by_option:?}");

    // Only the sandbox approves for its payers.
    let tools = [
        "--config",
        config,
        "--profile=real",
        "mpandco",
        "affiliation-codes",
    ];
    let refused = payments_in(keys(), &tools, "").await;
    assert_eq!(refused.code, 2, "{refused:?}");
    let mut in_sandbox = tools.to_vec();
    in_sandbox.push("--sandbox");
    let served = payments_in(keys(), &in_sandbox, "").await;
    assert_eq!(served.code, 0, "{served:?}");
}

/// A folder with two files of profiles: `one` and `two`, each with a profile `default` and a profile
/// `shop` whose journals are named after the file and the profile.
fn files_of_profiles(settings: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in ["one", "two"] {
        let profile = |name: &str| {
            let journal = folder.path().join(format!("{file}-{name}.sqlite"));
            format!("[profiles.{name}]\n{settings}\njournal = {:?}\n", journal)
        };
        let text = format!("{}{}", profile("default"), profile("shop"));
        fs::write(folder.path().join(file), text).unwrap();
    }
    folder
}

#[tokio::test]
async fn the_journal_its_profile_and_its_file_come_from_options_then_the_environment() {
    // Each row: the options, the environment, and the journal that is made.
    type Settings = &'static [(&'static str, &'static str)];
    let rows: [(&[&str], Settings, &str); 8] = [
        (&["--config=one"], &[], "one-default.sqlite"),
        (
            &["--config=one"],
            &[("PAYMENTS_CONFIG", "two")],
            "one-default.sqlite",
        ),
        (&[], &[("PAYMENTS_CONFIG", "two")], "two-default.sqlite"),
        (
            &["--profile=shop"],
            &[("PAYMENTS_CONFIG", "two"), ("PAYMENTS_PROFILE", "default")],
            "two-shop.sqlite",
        ),
        (
            &[],
            &[("PAYMENTS_CONFIG", "two"), ("PAYMENTS_PROFILE", "shop")],
            "two-shop.sqlite",
        ),
        (
            &["--config=one"],
            &[("PAYMENTS_JOURNAL", "own.sqlite")],
            "own.sqlite",
        ),
        (
            &["--config=one", "--journal=named.sqlite"],
            &[("PAYMENTS_JOURNAL", "own.sqlite")],
            "named.sqlite",
        ),
        (
            &["--config=one", "--journal=named.sqlite"],
            &[],
            "named.sqlite",
        ),
    ];
    for (options, settings, made) in rows {
        let folder = files_of_profiles("");
        // Relative to the folder.
        let place = |text: &str| folder.path().join(text).to_str().unwrap().to_owned();
        let options: Vec<String> = options
            .iter()
            .map(|option| match option.split_once('=') {
                Some((name @ ("--config" | "--journal"), value)) => {
                    format!("{name}={}", place(value))
                }
                _ => (*option).to_owned(),
            })
            .collect();
        let mut environment = keys();
        for (name, value) in settings {
            let value = match *name {
                "PAYMENTS_PROFILE" => (*value).to_owned(),
                _ => place(value),
            };
            environment.push((name, value));
        }
        let (global, own): (Vec<&str>, Vec<&str>) = options
            .iter()
            .map(String::as_str)
            .partition(|option| !option.starts_with("--journal"));
        let command = [&global[..], &["journal"], &own[..], &["list"]].concat();
        let listed = payments_in(environment, &command, "").await;
        assert_eq!(listed.code, 0, "{listed:?}");
        let names = fs::read_dir(folder.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let journals: Vec<String> = names.filter(|name| name.ends_with(".sqlite")).collect();
        assert_eq!(journals, [made], "{command:?} {settings:?}");
    }
}

#[tokio::test]
async fn the_output_and_the_environment_come_from_options_then_variables_then_the_profile() {
    let folder = files_of_profiles("output = \"json\"\nenvironment = \"production\"");
    let config = format!("--config={}", folder.path().join("one").display());
    let listed = async |options: &[&str], output: Option<&str>| {
        let mut environment = keys();
        environment.extend(output.map(|output| ("PAYMENTS_OUTPUT", output.to_owned())));
        let command = [options, &[&config, "journal", "list"]].concat();
        let listed = payments_in(environment, &command, "").await;
        assert_eq!(listed.code, 0, "{listed:?}");
        listed.out.starts_with('{')
    };
    assert!(listed(&[], None).await, "the profile says JSON");
    assert!(!listed(&[], Some("table")).await);
    assert!(listed(&["--output=json"], Some("table")).await);
    assert!(!listed(&["--output=table"], Some("json")).await);

    // Only the sandbox approves for its payers.
    let simulator = Simulator::start().await.unwrap();
    let called = async |option: Option<&str>, variable: Option<&str>| {
        let mut environment = keys();
        environment.push(("MPANDCO_BASE_URL", simulator.mpandco_base_url().to_string()));
        environment.extend(variable.map(|value| ("PAYMENTS_ENVIRONMENT", value.to_owned())));
        let mut command = vec![&*config, "mpandco", "affiliation-codes"];
        command.extend(option);
        payments_in(environment, &command, "").await.code
    };
    assert_eq!(called(None, None).await, 2, "the profile says production");
    assert_eq!(called(None, Some("sandbox")).await, 0);
    assert_eq!(called(Some("--sandbox"), Some("production")).await, 0);
    assert_eq!(called(Some("--production"), Some("sandbox")).await, 2);
}

#[tokio::test]
async fn a_profile_holds_no_credentials() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    fs::write(
        &file,
        format!("[profiles.shop]\nclient_secret = \"{CLIENT_SECRET}\"\n"),
    )
    .unwrap();
    let command = [
        "--config",
        file.to_str().unwrap(),
        "--profile=shop",
        "mpandco",
        "check-credentials",
    ];
    let refused = payments_in(keys(), &command, "").await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("at line 2"), "{refused:?}");
}

#[tokio::test]
async fn documents_come_from_a_file_or_standard_input() {
    let simulator = Simulator::start().await.unwrap();
    simulator.pagofacil().set_next_charge(true);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("order.json");
    fs::write(&file, order("ORDER-1").to_string()).unwrap();
    let from_file = ["create-payment", file.to_str().unwrap()];
    let from_file = pagofacil(&simulator, &from_file, "").await;
    assert_eq!(from_file.json()["reference"], "ORDER-1", "{from_file:?}");
    simulator.pagofacil().set_next_charge(true);
    let input = order("ORDER-2").to_string();
    let from_input = pagofacil(&simulator, &["create-payment", "-"], &input).await;
    assert_eq!(from_input.json()["reference"], "ORDER-2", "{from_input:?}");
    let absent = pagofacil(&simulator, &["create-payment", "absent.json"], "").await;
    assert_eq!(absent.code, 2, "{absent:?}");
}

#[tokio::test]
async fn personal_data_is_printed_on_request() {
    let simulator = Simulator::start().await.unwrap();
    simulator.pagofacil().set_next_charge(true);
    let mut order = order("ORDER-1");
    order["param1"] = json!("table 7");
    let charged = pagofacil(&simulator, &["create-payment"], &order.to_string()).await;
    assert_eq!(charged.code, 0, "{charged:?}");
    let hidden = pagofacil(&simulator, &["search-transactions"], "")
        .await
        .json();
    assert_eq!(hidden["items"][0]["params"][0], "[personal]");
    let shown = ["--show-personal", "search-transactions"];
    let shown = pagofacil(&simulator, &shown, "").await.json();
    assert_eq!(shown["items"][0]["params"][0], "table 7");
}

#[tokio::test]
async fn a_list_is_one_row_per_item_and_vertical_where_it_is_narrow() {
    let simulator = Simulator::start().await.unwrap();
    for reference in ["--reference=ORDER-1", "--reference=ORDER-2"] {
        let mut order = ORDER;
        order[1] = reference;
        assert_eq!(mpandco(&simulator, &order, "").await.code, 0);
    }
    let base_url = simulator.mpandco_base_url().to_string();
    let list = ["mpandco", "--base-url", &base_url, "list-payments"];
    for (columns, rows) in [("120", true), ("60", false)] {
        let mut environment = keys();
        environment.push(("COLUMNS", columns.to_owned()));
        let listed = payments_in(environment, &list, "").await;
        let one_line = |line: &str| line.contains("ORDER-1") && line.contains("awaiting approval");
        assert_eq!(listed.out.lines().any(one_line), rows, "{}", listed.out);
        assert!(!listed.out.contains(['{', '}']), "{}", listed.out);
        if rows {
            assert_eq!(listed.out.lines().count(), 3, "{}", listed.out);
        }
    }
}
