//! Which crate may depend on which.

use std::collections::BTreeSet;
use std::fs;

use crate::files;

/// The crates of the workspace that a crate names in its manifest's section `[section]`.
fn ours_in(krate: &str, section: &str) -> BTreeSet<String> {
    let path = files::root().join("crates").join(krate).join("Cargo.toml");
    let manifest = fs::read_to_string(path).unwrap();
    let header = format!("[{section}]");
    let lines = manifest.lines().skip_while(|line| *line != header).skip(1);
    let names = lines
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split(['.', ' ', '=']).next());
    let ours = files::crates();
    names
        .filter(|name| ours.iter().any(|krate| krate == name))
        .map(str::to_owned)
        .collect()
}

#[test]
fn each_layer_depends_only_on_those_below_it() {
    let (core, kit, testkit, sim, journal) = (
        "payments-core",
        "payments-kit",
        "payments-testkit",
        "payments-sim",
        "payments-journal",
    );
    let providers: Vec<String> = files::providers()
        .into_iter()
        .map(|name| format!("provider-{name}"))
        .collect();
    assert!(providers.len() >= 2, "{providers:?}");
    // The examples of core swap the providers.
    let mut in_examples = vec![testkit, sim];
    in_examples.extend(providers.iter().map(String::as_str));
    let mut rules = vec![
        (core.to_owned(), vec![], in_examples),
        (kit.to_owned(), vec![core], vec![]),
        (testkit.to_owned(), vec![core, kit], vec![kit]),
        (sim.to_owned(), vec![core, testkit], vec![]),
    ];
    // It can be the token store of a provider's client. Its tests name itself, with the features
    // of both engines.
    let mut in_journal = vec![core];
    in_journal.extend(providers.iter().map(String::as_str));
    rules.push((journal.to_owned(), in_journal, vec![testkit, journal]));
    for provider in &providers {
        rules.push((provider.clone(), vec![core, kit], vec![testkit, sim]));
    }
    for (krate, allowed, allowed_in_tests) in rules {
        for (section, allowed) in [
            ("dependencies", allowed),
            ("dev-dependencies", allowed_in_tests),
        ] {
            for named in ours_in(&krate, section) {
                assert!(
                    allowed.contains(&named.as_str()),
                    "{krate}: {named} is in its [{section}]"
                );
            }
        }
    }
}

#[test]
fn reqwest_is_named_in_one_module() {
    let naming: Vec<String> = files::all()
        .into_iter()
        .filter(|(name, _)| name.contains("/src/") && name.ends_with(".rs"))
        // The benchmarks compare calls with reqwest by hand.
        .filter(|(name, _)| !name.starts_with("crates/payments-bench/"))
        .filter(|(_, path)| {
            let text = fs::read_to_string(path).unwrap();
            // Code that names it, not prose.
            text.lines().map(str::trim).any(|line| {
                let named = line.replace("self::reqwest", "");
                !named.starts_with("//") && named.contains("reqwest::")
            })
        })
        .map(|(name, _)| name)
        .collect();
    let module = "crates/payments-kit/src/http/reqwest";
    assert!(naming.contains(&format!("{module}.rs")));
    let outside = naming.iter().filter(|name| !name.starts_with(module));
    assert_eq!(outside.collect::<Vec<_>>(), [""; 0]);
}
