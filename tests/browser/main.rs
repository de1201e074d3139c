//! The shop in a real browser: each journey of a payer, with screenshots in `target/screenshots`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod browser;
mod card;
mod http;
mod killed;
mod page;
mod person;
mod shop;
mod ways;
