//! Finding out what became of a call whose answer was lost.
//!
//! A call that moves money and ended with [`Outcome::Unknown`](crate::Outcome::Unknown), or was
//! dropped, or was under way when the process died, is not repeated but resolved, with what the
//! merchant stored before making it: what the call was about, and when it was begun.
//!
//! | the call | is resolved by | with |
//! |---|---|---|
//! | `create_payment` | [`resolve_payment`](crate::PaymentProviderExt::resolve_payment) | the reference |
//! | `confirm_payment` | [`resolve_confirmation`](crate::PaymentProviderExt::resolve_confirmation) | the payment's id |
//! | `void_payment` | [`resolve_void`](crate::PaymentProviderExt::resolve_void) | the payment's id |
//! | `register_subscription` | [`resolve_subscription`](crate::RecurringProviderExt::resolve_subscription) | the reference |
//! | `cancel_subscription` | [`resolve_cancellation`](crate::RecurringProviderExt::resolve_cancellation) | the subscription's id |
//! | `send_payout` | [`resolve_payout`](crate::PayoutProviderExt::resolve_payout) | the reference |
//!
//! Each of them only reads, and may be called as often as one likes. What makes
//! [`DidNotHappen`](Resolution::DidNotHappen) of an absence is strict: the whole of what the
//! provider holds was searched, or it shows the very state from before the call, and it was asked
//! no sooner than its [`settle_time`](crate::Provider::settle_time) after the call was begun.

mod decide;
mod evidence;
mod resolution;
mod resolver;
mod settling;
mod subject;

pub(crate) use decide::{of_lookup, of_state};
pub(crate) use evidence::{cancellation, confirmation, creation, payout, registration, voiding};
pub use resolution::{Resolution, Why};
pub(crate) use resolver::resolver;
pub(crate) use settling::Settling;
pub use subject::Subject;
