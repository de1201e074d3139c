//! Every fuzz entry over its seeds and over the inputs that are kept: those that found something,
//! and those that reach what no fixture reaches.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use payments_tests::fuzz_entries::ENTRIES;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// The names in a folder, sorted.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let name = |entry: fs::DirEntry| entry.file_name().to_str().unwrap().to_owned();
    let mut names: Vec<String> = entries.map(|entry| name(entry.unwrap())).collect();
    names.sort();
    names
}

#[test]
fn every_entry_is_a_target_and_has_inputs_and_nothing_else_has() {
    let mut names: Vec<String> = ENTRIES.iter().map(|entry| entry.name.to_owned()).collect();
    names.sort();
    assert_eq!(names_in(&fuzz().join("inputs")), names);
    let targets: Vec<String> = names.iter().map(|name| format!("{name}.rs")).collect();
    assert_eq!(names_in(&fuzz().join("targets")), targets);
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    for name in names {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        let target = fs::read_to_string(fuzz().join(format!("targets/{name}.rs"))).unwrap();
        assert!(target.contains(&format!("fuzz_entries::{name}(")), "{name}");
    }
}

#[test]
fn no_entry_finds_anything_in_its_seeds() {
    for entry in ENTRIES {
        let seeds = (entry.seeds)();
        assert!(!seeds.is_empty(), "{} has no seeds", entry.name);
        for seed in seeds {
            let found = catch_unwind(|| (entry.run)(&seed));
            assert!(
                found.is_ok(),
                "{}: {:?}",
                entry.name,
                String::from_utf8_lossy(&seed)
            );
        }
    }
}

#[test]
fn no_entry_finds_anything_in_the_inputs_that_are_kept() {
    for entry in ENTRIES {
        let folder = fuzz().join("inputs").join(entry.name);
        let inputs = names_in(&folder);
        assert!(!inputs.is_empty(), "{} has no inputs", entry.name);
        for input in inputs {
            let bytes = fs::read(folder.join(&input)).unwrap();
            let found = catch_unwind(|| (entry.run)(&bytes));
            assert!(found.is_ok(), "{}: {input}", entry.name);
        }
    }
}
