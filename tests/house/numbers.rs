//! The only card number is that of the providers' documentation.

use std::fs;

use crate::files;

/// One more than two to the power of 53: the first whole number that a float cannot hold, and
/// shows that amounts are not floats.
const BEYOND_FLOATS: u64 = (1 << 53) + 1;

/// Runs of 13 to 19 digits that could be a card, each with the character before it. The decimals
/// of an amount could not.
fn long_runs(text: &str) -> Vec<(Option<char>, String)> {
    let mut runs = Vec::new();
    let mut before = None;
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() {
            run.push(c);
            continue;
        }
        if (13..=19).contains(&run.len()) && before != Some('.') {
            runs.push((before, run.clone()));
        }
        run.clear();
        before = Some(c);
    }
    runs
}

#[test]
fn only_the_documents_own_card_number_is_anywhere_in_the_repository() {
    let documented = payments_testkit::samples::card_number();
    let mut shown = 0;
    for (name, path) in files::all() {
        let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
        if name.ends_with("Cargo.lock") {
            // It holds names, versions and hexadecimal checksums, all written by cargo.
            continue;
        }
        let is_evidence = name.starts_with("fixtures/") || name.ends_with(".snap");
        for (before, run) in long_runs(&text) {
            if run == BEYOND_FLOATS.to_string() {
                continue;
            }
            // A receipt of mPandco is a P with 13 digits.
            let is_receipt = is_evidence && before == Some('P') && run.len() == 13;
            let is_documented = is_evidence && run == documented;
            shown += usize::from(is_documented);
            assert!(
                is_receipt || is_documented,
                "{name} holds a run of {} digits",
                run.len()
            );
        }
    }
    assert!(shown > 0, "the fixtures show the guide's card");
}
