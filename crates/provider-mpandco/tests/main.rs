//! mPandco against its fixtures: what is sent, and how each response is read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod absence;
mod builder;
mod check_credentials;
mod confirm_payment;
mod confirm_request;
mod create_payment;
mod create_transactions;
#[path = "../../payments-core/tests/support/decimals.rs"]
mod decimals;
mod evidence;
mod exact_money;
mod find_payment;
mod get_intent;
mod get_payment;
mod list_payments;
mod outcomes;
mod printing;
mod refund_payment;
mod round_trip;
mod sandbox_tools;
mod send_payout;
mod service;
mod settle_payment;
mod support;
mod token;
mod token_store;
mod void_payment;
mod wallet_payments;
