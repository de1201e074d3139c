//! The files of the repository.

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// Every file below the root that is not built, with its path from there.
pub(crate) fn all() -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if matches!(name, "target" | ".git") || path.is_symlink() {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let relative = path.strip_prefix(root()).unwrap();
                found.push((relative.to_str().unwrap().to_owned(), path));
            }
        }
    }
    found.sort();
    found
}

/// The names of the workspace's crates, from their folders.
pub(crate) fn crates() -> Vec<String> {
    let folders = fs::read_dir(root().join("crates")).unwrap();
    let mut names: Vec<String> = folders
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The names of the providers: of `provider-example`, `example`.
pub(crate) fn providers() -> Vec<String> {
    let crates = crates().into_iter();
    crates
        .filter_map(|name| name.strip_prefix("provider-").map(str::to_owned))
        .collect()
}
