//! The files of a package.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::{published, root, text};

/// What `cargo package` would put into the package of a crate.
fn packaged(krate: &str) -> BTreeSet<String> {
    let listing = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["package", "--list", "--allow-dirty", "--offline", "-p"])
        .arg(krate)
        .output()
        .unwrap();
    let said = String::from_utf8(listing.stderr).unwrap();
    assert!(listing.status.success(), "{krate}: {said}");
    let names = String::from_utf8(listing.stdout).unwrap();
    names.lines().map(|name| name.replace('\\', "/")).collect()
}

/// Every file below a folder of the repository, with its path from the root.
fn below(folder: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let relative = path.strip_prefix(root()).unwrap();
                found.insert(relative.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    found
}

#[test]
fn the_testkit_is_packaged_with_every_fixture() {
    let fixtures = below("fixtures");
    let packaged = packaged("payments-testkit");
    assert!(fixtures.len() > 100, "{} fixtures", fixtures.len());
    let left_out: Vec<&String> = fixtures.difference(&packaged).collect();
    assert!(left_out.is_empty(), "not in the package: {left_out:#?}");
}

#[test]
fn a_package_holds_its_sources_both_licenses_and_a_readme_and_nothing_unknown() {
    for package in published() {
        let krate = text(&package, "name");
        let mut rest = packaged(krate);
        for name in ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "Cargo.toml"] {
            assert!(rest.remove(name), "{krate} is packaged without {name}");
        }
        let sources = below(&format!("crates/{krate}/src"));
        assert!(!sources.is_empty());
        for source in sources {
            let (_, name) = source.split_once(&format!("{krate}/")).unwrap();
            assert!(rest.remove(name), "{krate} is packaged without {name}");
        }
        if krate == "payments-testkit" {
            rest.retain(|name| !name.starts_with("fixtures/"));
        }
        rest.remove("CHANGELOG.md");
        rest.retain(|name| !name.starts_with("examples/") && !name.starts_with("migrations/"));
        // Cargo's own additions.
        for name in ["Cargo.lock", "Cargo.toml.orig", ".cargo_vcs_info.json"] {
            rest.remove(name);
        }
        assert!(rest.is_empty(), "{krate} is packaged with {rest:#?}");
    }
}
