//! Who depends on whom.

use std::fs;

use crate::files;

const OURS: [&str; 5] = [
    "payments-core",
    "provider-mpandco",
    "provider-pagofacil",
    "payments-testkit",
    "payments-cli",
];

/// Which of our crates a crate depends on, in its manifest's section `[section]`.
fn ours_in(krate: &str, section: &str) -> Vec<String> {
    let path = files::root().join("crates").join(krate).join("Cargo.toml");
    let manifest = fs::read_to_string(path).unwrap();
    let header = format!("[{section}]");
    let lines = manifest.lines().skip_while(|line| *line != header).skip(1);
    let names = lines
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split(['.', ' ', '=']).next());
    names
        .filter(|name| OURS.contains(name))
        .map(str::to_owned)
        .collect()
}

#[test]
fn core_depends_on_none_of_ours_and_no_provider_on_another() {
    for (krate, normal, dev) in [
        ("payments-core", vec![], vec![]),
        (
            "provider-mpandco",
            vec!["payments-core"],
            vec!["payments-testkit"],
        ),
        (
            "provider-pagofacil",
            vec!["payments-core"],
            vec!["payments-testkit"],
        ),
        (
            "payments-testkit",
            vec!["payments-core"],
            // Once more, with the features that its tests need.
            vec!["payments-core"],
        ),
    ] {
        assert_eq!(ours_in(krate, "dependencies"), normal, "{krate}");
        assert_eq!(ours_in(krate, "dev-dependencies"), dev, "{krate}");
    }
}

#[test]
fn reqwest_is_named_in_one_module() {
    let naming: Vec<String> = files::all()
        .into_iter()
        .filter(|(name, _)| name.contains("/src/") && name.ends_with(".rs"))
        // What calls are compared with there is reqwest by hand.
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
    let module = "crates/payments-core/src/http/reqwest";
    assert!(naming.contains(&format!("{module}.rs")));
    let outside = naming.iter().filter(|name| !name.starts_with(module));
    assert_eq!(outside.collect::<Vec<_>>(), [""; 0]);
}
