//! What the pages name exists.

use std::fs;

use crate::files;

/// Paths of the repository in backticks. `X` is a provider, `Y` an operation, and braces hold
/// several names.
fn paths_in(page: &str) -> Vec<String> {
    let quoted = page.split('`').skip(1).step_by(2);
    let is_path = |text: &&str| {
        let inside = ["crates/", "tests/", "fixtures/", ".ci/"];
        inside.iter().any(|folder| text.starts_with(folder)) && !text.contains([' ', '*'])
    };
    let providers = files::providers();
    let named = |text: &str| {
        text.replace("-X", &format!("-{}", providers[0]))
            .replace("/X/", &format!("/{}/", providers[0]))
            .replace("/Y", "/create_payment")
    };
    quoted
        .filter(is_path)
        .map(named)
        .flat_map(|text| each_of(&text))
        .collect()
}

fn each_of(path: &str) -> Vec<String> {
    let Some((before, (names, after))) = path
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    else {
        return vec![path.to_owned()];
    };
    let whole = |name| format!("{before}{name}{after}");
    names.split(',').map(whole).collect()
}

#[test]
fn every_path_that_a_page_names_exists() {
    let pages = files::all()
        .into_iter()
        .filter(|(name, _)| name.ends_with(".md"))
        // The tables name files as they were when they were measured.
        .filter(|(name, _)| !name.starts_with("tests/measured/"));
    let mut named = 0;
    let mut missing = Vec::new();
    for (page, path) in pages {
        for path in paths_in(&fs::read_to_string(path).unwrap()) {
            named += 1;
            if !files::root().join(&path).exists() {
                missing.push(format!("{page}: {path}"));
            }
        }
    }
    assert_eq!(missing, [""; 0]);
    assert!(named > 20, "{named} paths are looked for");
}
