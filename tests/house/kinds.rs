//! The pages of kinds of wrong responses and of mistakes in the code name tests that exist.

use std::collections::BTreeSet;
use std::fs;

use crate::files;

const PAGE: &str = "tests/evidence/kinds.md";
const MISTAKES: &str = "tests/evidence/mistakes.md";

/// The tests that a page names, with their files: in a row, each name follows the file that it is in.
fn named(page: &str) -> Vec<(String, String)> {
    let mut named = Vec::new();
    for row in page.lines().filter(|line| line.starts_with("| ")) {
        let Some(cell) = row.split('|').nth(2) else {
            continue;
        };
        let mut file = "";
        for quoted in cell.split('`').skip(1).step_by(2) {
            if quoted.ends_with(".rs") {
                file = quoted;
            } else {
                named.push((file.to_owned(), quoted.to_owned()));
            }
        }
    }
    named
}

/// The tests that do not exist.
fn missing(page: &str) -> Vec<(String, String)> {
    let exists = |(file, name): &(String, String)| {
        let source = fs::read_to_string(files::root().join(file)).unwrap_or_default();
        source.contains(&format!("fn {name}("))
    };
    named(page)
        .into_iter()
        .filter(|test| !exists(test))
        .collect()
}

#[test]
fn every_test_that_the_page_of_kinds_names_exists() {
    let page = fs::read_to_string(files::root().join(PAGE)).unwrap();
    assert_eq!(missing(&page), []);
    assert!(
        named(&page).len() > 40,
        "{} tests are looked for",
        named(&page).len()
    );
    let renamed = page.replace("one_bad_row_hides", "one_bad_row_that_hides");
    assert_eq!(missing(&renamed).len(), 1);
    let moved = page.replace("tests/kinds.rs", "tests/moved.rs");
    assert!(missing(&moved).len() > 5);
}

#[test]
fn every_test_that_the_page_of_mistakes_names_exists() {
    let page = fs::read_to_string(files::root().join(MISTAKES)).unwrap();
    assert_eq!(missing(&page), []);
    let rows = page.lines().filter(|line| line.contains(".rs`: `")).count();
    assert!(rows > 150, "{rows} mistakes");
    let listed: BTreeSet<&str> = page.lines().filter(|line| line.starts_with("| ")).collect();
    // The headings of the tables are the same line.
    assert!(listed.len() > rows, "no mistake is listed twice");
    let renamed = page.replace("a_double_click", "a_triple_click");
    assert_ne!(renamed, page);
    assert!(!missing(&renamed).is_empty());
}
