//! Writes the seeds of every fuzz target below a folder, one folder per target.
#![allow(
    clippy::expect_used,
    reason = "a tool of the developers' says where it fails"
)]

use std::fs;
use std::path::PathBuf;

use payments_tests::fuzz_entries::ENTRIES;

fn main() {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.expect("the folder is the one argument");
    for entry in ENTRIES {
        let own = folder.join(entry.name);
        if own.exists() {
            fs::remove_dir_all(&own).expect("older seeds are removed");
        }
        fs::create_dir_all(&own).expect("the folder is made");
        for (number, seed) in (entry.seeds)().into_iter().enumerate() {
            fs::write(own.join(format!("seed_{number}")), seed).expect("the seed is written");
        }
    }
}
