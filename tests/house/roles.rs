//! Every provider and its simulator have the same roles under the same names.

use std::collections::BTreeSet;
use std::fs;

use payments_tests::structure::Crate;

use crate::files;

/// The modules of a provider; each may be a file or a folder.
const ROLES: [&str; 11] = [
    "builder",
    "client",
    "convert",
    "credentials",
    "error",
    "inherent",
    "model",
    "ops",
    "provider",
    "validate",
    "wire",
];

/// The modules that `wire/` may use: types without a client. Those of `validate` are the valid
/// requests that it serializes.
const USED_BY_WIRE: [&str; 3] = ["error", "model", "validate"];

/// The modules of a simulated service.
const SIMULATED: [&str; 3] = ["ops", "state", "wire"];

/// The modules in a folder, without the tests.
fn modules(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(files::root().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .filter(|name| !["lib", "mod", "tests"].contains(&name.as_str()))
        .collect()
}

#[test]
fn every_provider_has_the_same_roles() {
    for provider in files::providers() {
        let found = modules(&format!("crates/provider-{provider}/src"));
        let missing = ROLES.into_iter().filter(|role| !found.contains(*role));
        assert_eq!(missing.collect::<Vec<_>>(), [""; 0], "in {provider}");
    }
}

#[test]
fn the_wire_shapes_of_a_provider_use_no_other_role() {
    for provider in files::providers() {
        let folder = files::root().join(format!("crates/provider-{provider}"));
        let uses = Crate::read(&folder).unwrap().module_uses();
        assert!(uses["ops"].contains(&"wire".to_owned()), "{provider}");
        for used in &uses["wire"] {
            assert!(
                USED_BY_WIRE.contains(&used.as_str()),
                "wire/ of {provider} uses {used}"
            );
        }
    }
}

#[test]
fn the_simulator_of_a_service_has_the_roles_and_the_names_of_the_provider() {
    for provider in files::providers() {
        let simulated = format!("crates/payments-sim/src/{provider}");
        let found = modules(&simulated);
        let missing = SIMULATED.into_iter().filter(|role| !found.contains(*role));
        assert_eq!(missing.collect::<Vec<_>>(), [""; 0], "in {simulated}");

        let operations = modules(&format!("crates/provider-{provider}/src/ops"));
        let served = modules(&format!("{simulated}/ops"));
        assert!(served.len() > 3, "{simulated}/ops");
        let unknown: Vec<&String> = served.difference(&operations).collect();
        assert!(unknown.is_empty(), "{simulated}/ops: {unknown:?}");
    }
}

#[test]
fn no_script_and_no_rule_lists_the_providers() {
    let listing: Vec<String> = files::all()
        .into_iter()
        .filter(|(name, _)| {
            [
                ".ci/",
                ".cargo/",
                ".github/workflows/",
                "tests/house/",
                "tests/packaging/",
            ]
            .iter()
            .any(|folder| name.starts_with(folder))
        })
        .filter(|(_, path)| {
            let text = fs::read_to_string(path).unwrap();
            let providers = files::providers();
            providers.iter().any(|provider| text.contains(provider))
        })
        .map(|(name, _)| name)
        .collect();
    assert_eq!(listing, [""; 0]);
}
