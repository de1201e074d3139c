//! Runs every fuzz entry over its seeds and over the stored inputs: those that found a bug, and those
//! that reach code that no fixture reaches.
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
fn every_entry_has_inputs_and_a_target() {
    let mut names: Vec<String> = ENTRIES.iter().map(|entry| entry.name.to_owned()).collect();
    names.sort();
    assert_eq!(names_in(&fuzz().join("inputs")), names);
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    let targets: Vec<&str> = manifest
        .split("[[bin]]")
        .skip(1)
        .filter_map(|bin| bin.split('"').nth(1))
        .collect();
    let mut sorted = targets.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, names);
    assert_eq!(
        manifest.matches("path = \"target.rs\"").count(),
        names.len()
    );
}

#[test]
fn every_entry_passes_on_its_seeds() {
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
fn every_entry_passes_on_the_stored_inputs() {
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
