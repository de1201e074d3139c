//! A merchant's year in virtual time, from one seed.
//!
//! A [`Plan`] is a list of events: what payers do, and what an adversary does to the merchant. It is
//! drawn from a seed, and is data, so that a plan that fails can be [made smaller](shrink) by leaving
//! events out. [`run`] plays it: two machines with a journal on one database, a shop on the journal's
//! public interface, and both simulated services. Nothing in it reads the system's clock, opens a
//! socket or starts a thread: the same plan takes the same course every time, to the last step.
//!
//! At the end the books of the journal, of the shop and of both services are compared.
//!
//! ```console
//! cargo run --release -p payments-tests --example merchant_year
//! cargo run --release -p payments-tests --example merchant_year -- --seeds 1000
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the simulation is a test: it fails by panicking"
)]

mod after_sale;
mod books;
mod campaign;
mod database;
mod draw;
mod flaw;
mod life;
#[path = "../../crates/payments-journal/tests/support/memory.rs"]
mod memory;
mod network;
mod orders;
mod payers;
mod person;
mod plan;
mod process;
mod run;
mod shop;
mod shrink;
mod stage;
mod trace;
mod verdicts;

pub use books::Books;
pub use campaign::{Failure, search};
pub use flaw::Flaw;
pub use person::Decision;
pub use plan::{Back, Deed, Event, Fault, Plan, Service, Size, StepFault, Way};
pub use run::{Year, run};
pub use shrink::shrink;
pub use trace::Watch;
