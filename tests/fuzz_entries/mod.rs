//! The fuzz entries: one per decoder, from any bytes to a value or an error, through the public API.
//! The targets of `tests/fuzz` run them under libFuzzer; the test `fuzz_inputs` runs them on
//! the stable compiler, over the seeds and over the inputs that are kept.
//!
//! Every entry asserts more than the absence of panics: `calls` checks what must hold of any response;
//! the other entries check it themselves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "an entry fails by panicking"
)]

mod callbacks;
mod calls;
mod cash;
pub mod clients;
mod files;
mod mpandco;
mod numbers;
mod pagofacil;
mod redaction;
mod refunds;
mod seeds;
mod signed;
mod stored;
mod tokens;
mod vault;

pub use callbacks::mpandco_callbacks;
pub use cash::{pagofacil_cash, pagofacil_webhooks};
pub use files::{fixtures, recorder};
pub use mpandco::{mpandco_intents, mpandco_listings, mpandco_payouts, mpandco_refusals};
pub use numbers::{amounts, dates};
pub use pagofacil::{pagofacil_json_rpc, pagofacil_query_json, pagofacil_reports, pagofacil_xml};
pub use redaction::redaction;
pub use refunds::mpandco_refunds;
pub use signed::template_webhooks;
pub use stored::stored_values;
pub use tokens::mpandco_tokens;
pub use vault::pagofacil_card_tokens;

/// One fuzz target.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name: that of the target, and of the folder of its inputs.
    pub name: &'static str,
    /// Runs one input. It panics where something does not hold that must.
    pub run: fn(&[u8]),
    /// Inputs to begin with, made of the fixtures.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// Runs one input of the entry with this name.
///
/// # Panics
///
/// When there is no such entry, and where an invariant does not hold.
pub fn run(name: &str, data: &[u8]) {
    let entry = ENTRIES.iter().find(|entry| entry.name == name);
    (entry.expect("the target is named after an entry").run)(data);
}

macro_rules! entries {
    ($($name:ident from $seeds:expr;)*) => {
        /// Every fuzz target.
        pub const ENTRIES: &[Entry] = &[$(Entry {
            name: stringify!($name),
            run: $name,
            seeds: $seeds,
        }),*];
    };
}

entries! {
    pagofacil_json_rpc from seeds::pagofacil_json_rpc;
    pagofacil_query_json from seeds::pagofacil_query_json;
    pagofacil_xml from seeds::pagofacil_xml;
    pagofacil_reports from seeds::pagofacil_reports;
    pagofacil_cash from seeds::pagofacil_cash;
    pagofacil_webhooks from seeds::pagofacil_webhooks;
    pagofacil_card_tokens from seeds::pagofacil_card_tokens;
    mpandco_intents from seeds::mpandco_intents;
    mpandco_listings from seeds::mpandco_listings;
    mpandco_payouts from seeds::mpandco_payouts;
    mpandco_refunds from seeds::mpandco_refunds;
    mpandco_refusals from seeds::mpandco_refusals;
    mpandco_tokens from seeds::mpandco_tokens;
    mpandco_callbacks from seeds::mpandco_callbacks;
    amounts from seeds::numbers;
    dates from seeds::numbers;
    fixtures from seeds::fixtures;
    redaction from seeds::texts;
    recorder from seeds::exchanges;
    stored_values from seeds::stored_values;
    template_webhooks from seeds::template_webhooks;
}
