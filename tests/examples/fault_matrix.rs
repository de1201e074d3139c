//! Prints the fault matrix: the rules, or with the argument `cells` every call under every fault,
//! as it is measured now.
#![allow(clippy::print_stdout, reason = "printing is what this is for")]

use std::env;
use std::process::ExitCode;

use payments_tests::matrix::{cells_table, differences, rules_table, walk};

#[tokio::main]
async fn main() -> ExitCode {
    match env::args().nth(1).as_deref() {
        None => {
            println!("{}", rules_table());
            ExitCode::SUCCESS
        }
        Some("cells") => {
            let cells = walk(|_| ()).await;
            println!("{}", cells_table(&cells));
            if differences(&cells).is_none() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Some(_) => {
            println!("without an argument: the rules; with the argument cells: every cell");
            ExitCode::FAILURE
        }
    }
}
