//! Conveniences over the traits: listings as streams, payouts in batches, and the resolution of calls
//! whose outcome is unknown.

mod cycle;
mod pages;
mod payments;
mod payouts;
mod recurring;

pub use futures_core::Stream;
pub use pages::entries;
pub use payments::PaymentProviderExt;
pub use payouts::PayoutProviderExt;
pub use recurring::RecurringProviderExt;
