//! Conveniences over the traits: listings as streams, and payouts in batches.

mod batch;
mod cycle;
mod pages;
mod streams;

pub use batch::PayoutProviderExt;
pub use futures_core::Stream;
pub use pages::entries;
pub use streams::{PaymentProviderExt, RecurringProviderExt};
