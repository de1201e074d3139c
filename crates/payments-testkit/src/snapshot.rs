//! Settings for [insta](https://insta.rs), so that a snapshot of a payment stays the same from run
//! to run. Behind the feature `snapshot`.
//!
//! ```toml
//! [dev-dependencies]
//! insta = { version = "1", features = ["filters"] }
//! payments-testkit = { version = "0.1", features = ["snapshot"] }
//! ```
//!
//! A test to copy:
//!
//! ```
//! use payments_core::PaymentProvider;
//! use payments_testkit::{InMemoryProvider, samples, snapshot};
//!
//! # /*
//! #[tokio::test]
//! # */
//! async fn an_order_waits_for_its_payer() -> Result<(), Box<dyn std::error::Error>> {
//!     let provider = InMemoryProvider::new();
//!     let order = samples::payment(&"https://shop.example/".parse()?);
//!     let payment = provider.create_payment(&order).await?;
//!
//!     snapshot::settings().bind(|| {
//!         insta::assert_debug_snapshot!((payment.id(), payment.created_at(), payment.amount()), @r#"
//!         (
//!             "[id]",
//!             Some(
//!                 [time],
//!             ),
//!             Some(
//!                 20.00 VES,
//!             ),
//!         )
//!         "#);
//!     });
//!     Ok(())
//! }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #     an_order_waits_for_its_payer().await
//! # }
//! ```

use insta::Settings;

/// What is replaced, in this order: each pattern with its replacement.
const FILTERS: [(&str, &str); 10] = [
    // Tokens come first: they may contain what looks like an id.
    (r"(?i)\b(bearer )[\w.~+/=-]+", "${1}[token]"),
    (
        r#"(?i)((?:token|secret)(?:\]|%5D)?(?:=|\\?"\s*:\s*\\?"))[^"\\&\s\[]+"#,
        "${1}[token]",
    ),
    (r"\b\w{64,}\b", "[token]"),
    // Wherever a value is printed with `Debug`, whatever a provider's receipts look like.
    (r#"(\breceipt: Some\(\s*")[^"]*"#, "${1}[receipt]"),
    (r"\b(?:P\d{13}|MP\d{11,}|RECEIPT-OF-MEM-\d+)\b", "[receipt]"),
    (r"\b(?:PAYER-OF-)?MEM-\d+\b", "[id]"),
    (r"\b[A-Z]-(?:RA)?PFE\d+S\d+I\d+(?:-\d+)?\b", "[id]"),
    (
        r"(?i)\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b",
        "[id]",
    ),
    (
        r"\b\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}:\d{2}(?:\.\d+)?(?: ?(?:Z|UTC|[+-]\d{2}(?::?\d{2}){0,2}|[A-Z][A-Za-z]+/[A-Za-z_]+))?(?:\[[A-Za-z_/]+\])?",
        "[time]",
    ),
    (
        r"\b\d{1,2}:\d{2}:\d{2} [ap]m \d{1,2}\\?/\d{1,2}\\?/\d{4}\b",
        "[time]",
    ),
];

/// Returns insta's current settings with filters for what differs from run to run: the ids of
/// payments, payers and subscriptions by `[id]`, receipts by `[receipt]`, times by `[time]`, tokens
/// and secrets by `[token]`.
///
/// Ids of the in-memory provider, of mPandco and of PagoFácil become the same, so a snapshot
/// outlives a swap of the provider. Your own references, amounts, dates without a time, and texts
/// stay. Nothing hides the number of a card: a snapshot that shows one has found a leak.
///
/// Add your own with [`Settings::add_filter`].
pub fn settings() -> Settings {
    let mut settings = Settings::clone_current();
    for (pattern, replacement) in FILTERS {
        settings.add_filter(pattern, replacement);
    }
    settings
}

#[cfg(test)]
mod tests;
