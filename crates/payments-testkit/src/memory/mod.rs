//! A provider that keeps everything in memory.

mod failure;
mod ledger;
mod paging;
mod payer;
mod payments;
mod payouts;
mod provider;
mod records;
mod recurring;

pub use provider::InMemoryProvider;
