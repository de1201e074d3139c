//! What a registry shows of a package.

use std::fs;

use serde_json::Value;

use crate::{members, published, root, text};

#[test]
fn the_crates_below_crates_are_published_and_no_other_member_is() {
    for member in members() {
        let (name, manifest) = (text(&member, "name"), text(&member, "manifest_path"));
        let is_library = manifest.starts_with(root().join("crates").to_str().unwrap());
        // One measures the others, one shows how they are used, and nothing depends on them.
        let is_published = is_library && !["payments-bench", "payments-shop"].contains(&name);
        let may_be = member.get("publish").is_some_and(Value::is_null);
        assert_eq!(may_be, is_published, "{name}");
    }
}

#[test]
fn every_published_crate_describes_itself() {
    for package in published() {
        let name = text(&package, "name");
        for field in ["description", "license", "readme"] {
            assert!(!text(&package, field).is_empty(), "{name} has no {field}");
        }
        for field in ["keywords", "categories"] {
            let list = package.get(field).and_then(Value::as_array).unwrap();
            assert!((1..=5).contains(&list.len()), "{name}: {field} {list:?}");
        }
    }
}

#[test]
fn every_published_crate_has_its_readme_its_changelog_and_settings_for_its_documentation() {
    for package in published() {
        let name = text(&package, "name");
        let folder = root().join("crates").join(name);
        for file in ["README.md", "CHANGELOG.md"] {
            let first = fs::read_to_string(folder.join(file)).unwrap();
            let title = if file == "README.md" {
                name
            } else {
                "Changelog"
            };
            assert!(first.starts_with(&format!("# {title}\n")), "{name}/{file}");
        }
        // Not the README of the workspace, which cargo would take by inheritance.
        assert_eq!(text(&package, "readme"), "README.md", "{name}");
        let docs = package.pointer("/metadata/docs/rs/all-features");
        assert_eq!(
            docs,
            Some(&Value::Bool(true)),
            "{name}: [package.metadata.docs.rs]"
        );
    }
}
