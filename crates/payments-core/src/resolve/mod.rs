//! Resolution of calls whose outcome is unknown.
//!
//! A call that moves money and ended with [`Outcome::Unknown`](crate::Outcome::Unknown), or was
//! dropped, or was under way when the process died, is not repeated but resolved, with what the
//! merchant stored before making it: what the call was about, and when it began.
//!
//! | the call | is resolved by | with |
//! |---|---|---|
//! | `create_payment` | [`resolve_payment`](crate::PaymentProviderExt::resolve_payment) | the reference |
//! | `confirm_payment` | [`resolve_confirmation`](crate::PaymentProviderExt::resolve_confirmation) | the payment's id |
//! | `void_payment` | [`resolve_void`](crate::PaymentProviderExt::resolve_void) | the payment's id |
//! | `refund_payment` | [`resolve_refund`](crate::PaymentProviderExt::resolve_refund) | the refund's reference |
//! | `register_subscription` | [`resolve_subscription`](crate::RecurringProviderExt::resolve_subscription) | the reference |
//! | `cancel_subscription` | [`resolve_cancellation`](crate::RecurringProviderExt::resolve_cancellation) | the subscription's id |
//! | `send_payout` | [`resolve_payout`](crate::PayoutProviderExt::resolve_payout) | the reference |
//!
//! Each of them only reads, and may be called any number of times. An absence becomes
//! [`DidNotHappen`](Resolution::DidNotHappen) only when everything that the provider holds was
//! searched, or the provider shows the state from before the call, and no sooner than its
//! [`settle_time`](crate::Provider::settle_time) after the call began.

mod attempt;
mod decide;
mod evidence;
mod resolution;
mod settling;
mod subject;

pub use attempt::Attempt;
pub(crate) use decide::{of_lookup, of_state};
pub(crate) use evidence::{
    cancellation, confirmation, creation, payout, refund, registration, voiding,
};
pub use resolution::{Resolution, Why};
pub(crate) use settling::Settling;
pub use subject::Subject;
