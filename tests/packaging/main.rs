//! The contents of the published packages, as cargo lists them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod files;
mod manifests;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The members of the workspace, which cargo reads from their manifests alone.
pub(crate) fn members() -> Vec<Value> {
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline"])
        .args(["--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let members = metadata.get("packages").and_then(Value::as_array).unwrap();
    assert!(!members.is_empty());
    members.clone()
}

/// The members that are published. `publish` is null where it is not restricted.
pub(crate) fn published() -> Vec<Value> {
    let mut members = members();
    members.retain(|member| member.get("publish").is_some_and(Value::is_null));
    assert!(members.len() >= 7, "published: {}", members.len());
    members
}

pub(crate) fn text<'a>(member: &'a Value, field: &str) -> &'a str {
    member
        .get(field)
        .and_then(Value::as_str)
        .unwrap_or_default()
}
