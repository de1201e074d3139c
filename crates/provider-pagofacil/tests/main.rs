//! PagoFácil's operations against their fixtures: what is sent, and how responses are read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod builder;
mod cancel_subscription;
mod cash;
mod classification;
mod create_payment;
#[path = "../../payments-core/tests/support/decimals.rs"]
mod decimals;
mod differential;
mod documents;
mod echoes;
mod evidence;
mod exact_money;
mod find_payment;
mod find_subscription;
mod get_subscription;
mod kinds;
mod list_charges;
mod notices;
mod outcomes;
mod register_subscription;
mod requests;
mod search_transactions;
mod support;
#[cfg(feature = "unverified-card-tokens")]
mod tokens;
mod validation;
