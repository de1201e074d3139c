//! Prints the structure of the sources of a repository: `.ci/structure`.
#![allow(clippy::print_stdout, reason = "printing is what this is for")]

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};

use payments_tests::structure::{Crate, crates, cycles};

fn main() -> Result<(), Box<dyn Error>> {
    let repository = env::args()
        .nth(1)
        .ok_or("the folder of a repository is missing")?;
    let repository = Path::new(&repository);
    println!("| crate | files | lines | longest file | under 40 lines |");
    println!("|---|--:|--:|--:|--:|");
    let crates = crates(repository)?;
    let mut all = Vec::new();
    for krate in &crates {
        let lines = lines(&repository.join("crates").join(krate.name()).join("src"))?;
        print_row(krate.name(), &lines);
        all.extend(lines);
    }
    print_row("all", &all);
    all.sort_unstable();
    let median = all.get(all.len() / 2).ok_or("no sources")?;
    println!("\nmedian file: {median} lines\n");
    for krate in &crates {
        print_cycles(krate, "modules", &cycles(&krate.module_uses()));
        print_cycles(krate, "files", &cycles(&krate.file_uses()));
    }
    Ok(())
}

fn print_row(name: &str, lines: &[usize]) {
    println!(
        "| {name} | {} | {} | {} | {} |",
        lines.len(),
        lines.iter().sum::<usize>(),
        lines.iter().max().unwrap_or(&0),
        lines.iter().filter(|lines| **lines < 40).count(),
    );
}

fn print_cycles(krate: &Crate, what: &str, cycles: &[Vec<String>]) {
    for cycle in cycles {
        println!(
            "{}: cycle of {} {what}: {}",
            krate.name(),
            cycle.len(),
            cycle.join(" ")
        );
    }
}

/// The lines of each source below a folder.
fn lines(folder: &Path) -> Result<Vec<usize>, Box<dyn Error>> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|name| name == "rs") {
                found.push(std::fs::read_to_string(path)?.lines().count());
            }
        }
    }
    Ok(found)
}
