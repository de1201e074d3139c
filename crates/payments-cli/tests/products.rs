//! The table of PagoFácil's products names commands and tests that exist.

use std::fs;
use std::path::Path;

use crate::shell::payments_in;

const TABLE: &str = include_str!("../../provider-pagofacil/src/products.md");

#[tokio::test]
async fn every_command_and_test_in_the_table_of_products_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut rows = 0;
    for row in TABLE.lines().filter(|row| row.starts_with("| ")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [_, operations, _, command, test] = cells.as_slice() else {
            continue;
        };
        if !operations.starts_with('`') {
            continue;
        }
        rows += 1;
        let command = command.trim_matches('`');
        let help = payments_in(Vec::new(), &["pagofacil", command, "--help"], "").await;
        assert_eq!(help.code, 0, "{command}: {help:?}");
        let (file, name) = test.trim_matches('`').split_once("` `").unwrap();
        let source = fs::read_to_string(root.join(file)).unwrap();
        let is_there = source.contains(&format!("async fn {name}()"));
        assert!(is_there, "{file} has no test {name}");
    }
    assert!(rows > 10, "{rows}");
}
