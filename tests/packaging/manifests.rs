//! What a registry shows of a package.

use std::process::Command;

use crate::PUBLISHED;
use serde_json::Value;

#[test]
fn every_published_crate_says_what_it_is() {
    let metadata = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata.get("packages").and_then(Value::as_array).unwrap();
    // `publish` is null where it is not restricted.
    let published: Vec<&Value> = packages
        .iter()
        .filter(|package| package.get("publish").is_some_and(Value::is_null))
        .collect();
    assert_eq!(published.len(), PUBLISHED.len());
    for package in published {
        let name = package.get("name").and_then(Value::as_str).unwrap();
        assert!(PUBLISHED.contains(&name), "{name} is published");
        for field in ["description", "license", "readme"] {
            let text = package.get(field).and_then(Value::as_str).unwrap_or("");
            assert!(!text.is_empty(), "{name} has no {field}");
        }
        for field in ["keywords", "categories"] {
            let list = package.get(field).and_then(Value::as_array).unwrap();
            assert!((1..=5).contains(&list.len()), "{name}: {field} {list:?}");
        }
    }
}
