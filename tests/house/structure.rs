//! Modules and files use each other in one direction.

use payments_tests::structure::{self, cycles};

use crate::files;

/// The traits name each other, as a provider returns its recurring and payout side.
const TRAITS: [&str; 4] = ["payments", "payout", "provider", "recurring"];

#[test]
fn the_only_cycle_of_modules_in_core_is_that_of_the_traits() {
    let core = structure::Crate::read(&files::root().join("crates/payments-core")).unwrap();
    let uses = core.module_uses();
    assert!(uses.len() > 10 && uses["resolve"].contains(&"provider".to_owned()));
    for cycle in cycles(&uses) {
        let mut others = cycle.clone();
        others.retain(|name| !TRAITS.contains(&name.as_str()));
        assert_eq!(others, [""; 0], "in the cycle {cycle:?}");
    }
}

#[test]
fn no_more_than_two_files_use_each_other() {
    let crates = structure::crates(&files::root()).unwrap();
    assert!(crates.len() > 5);
    for krate in crates {
        let uses = krate.file_uses();
        assert!(uses.len() > 5, "{} was read", krate.name());
        for cycle in cycles(&uses) {
            assert!(cycle.len() <= 2, "{}: {cycle:#?}", krate.name());
        }
    }
}
