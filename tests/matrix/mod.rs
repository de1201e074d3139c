//! The fault matrix: every call of the providers under every fault of the testkit.
//!
//! [`RULES`] and [`EXCEPTIONS`] state the expected results. [`walk`] measures the actual ones: it makes
//! each call of [`rows`] against a simulator, over real HTTP, and reads the simulator's records.
//! [`differences`] compares the two, and [`measured_page`] formats the measurements.
//!
//! ```console
//! cargo run -p payments-tests --example fault_matrix
//! cargo run -p payments-tests --example fault_matrix -- cells
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the walk is a test: it fails by panicking"
)]

mod cell;
pub mod clients;
mod exceptions;
mod mpandco;
mod page;
mod pagofacil;
mod providers;
mod row;
mod rules;
mod stage;
mod tables;
mod walk;

pub use cell::{Cell, Disruption, Ending, LookUp, Seen};
pub use exceptions::{Change, EXCEPTIONS, Exception};
pub use page::measured_page;
pub use providers::{PROVIDERS, Registration};
pub use row::{Role, Row, rows};
pub use rules::{Again, Point, RULES, Rule, differences, expected};
pub use stage::Printed;
pub use tables::{cells_table, rules_table};
pub use walk::walk;
