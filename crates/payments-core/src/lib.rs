//! Traits and domain types for taking payments in Latin America.
//!
//! A merchant's backend depends on this crate and on one crate per provider, and calls every
//! provider through [`PaymentProvider`], [`RecurringProvider`] and [`PayoutProvider`]:
//!
//! ```
//! use payments_core::{Currency, Error, Money, NextAction, PaymentProvider, PaymentRequest, url::Url};
//!
//! async fn first_payment(provider: &dyn PaymentProvider) -> Result<Option<Url>, Error> {
//!     let order = PaymentRequest::new("ORDER-1", Money::parse("20.00", Currency::VES))
//!         .with_description("Two coffees");
//!     let payment = provider.create_payment(&order).await?;
//!     // Send the payer's browser there.
//!     Ok(payment.next_action().and_then(NextAction::redirect_url).cloned())
//! }
//! ```
//!
//! Four ideas carry the crate:
//!
//! * **Could money have moved?** Every [`Error`] has an [`Outcome`]: not sent, rejected or unknown. A
//!   call that may have moved money is not repeated; it is [resolved](resolve). The [`guide`] says
//!   what to do on each outcome.
//! * **A response is evidence.** It is compared with the request; one that contradicts it is a
//!   [`Mismatch`](ErrorKind::Mismatch), never a success. See [`evidence`].
//! * **The network is a parameter**, and so are the [`Clock`] and the [`Randomness`].
//! * **Nothing secret is printable.** Card numbers, codes, keys and tokens are types whose `Debug`
//!   shows nothing, and texts of a provider are [redacted](redact).
//!
//! # Where to look
//!
//! | for | see |
//! |---|---|
//! | payments, refunds, settling | [`PaymentProvider`], [`PaymentProviderExt`], [`PaymentRequest`], [`Payment`], [`RefundRequest`], [`Expected`], [`Settlement`] |
//! | subscriptions | [`RecurringProvider`], [`SubscriptionRequest`], [`Subscription`] |
//! | payouts | [`PayoutProvider`], [`PayoutRequest`], [`Payout`] |
//! | stored cards | [`CardVault`], [`CardToken`] |
//! | what a provider can do | [`Capabilities`], [`Provider`] |
//! | errors and outcomes | [`Error`], [`ErrorKind`], [`Outcome`], [`Recourse`] |
//! | unknown outcomes | [`resolve`], [`Resolution`] |
//! | money and currencies | [`Money`], [`Currency`] |
//! | writing a provider | [`evidence`], [`redact`], [`Violations`] |

pub mod call;
mod capability;
pub mod clock;
pub mod domain;
pub mod error;
pub mod evidence;
pub mod ext;
mod forward;
pub mod guide;
#[cfg(feature = "metrics")]
mod measured;
mod names;
mod operation;
mod payments;
mod payout;
mod provider;
pub mod randomness;
mod recurring;
pub mod redact;
pub mod resolve;
mod vault;
mod violation;

pub use rust_decimal;
pub use time;
pub use url;

pub use call::CallOptions;
pub use capability::{
    Capabilities, MethodCapability, RefundReference, ReturnLeg, SearchReach, WebhookTrust,
};
pub use clock::{Clock, SystemClock};
pub use domain::{
    Address, AmountInput, Approval, AttemptKey, Callback, Card, CardExpiry, CardNumber, CardToken,
    Charge, ChargeOutcome, CivilTime, Confirmation, Currency, Customer, DecimalError, Decline,
    DeclineReason, Entry, Environment, Expected, FirstCharge, Item, Lookup, MaskedCard,
    MerchantReference, MethodKind, Money, MoneyError, NextAction, Page, PageRequest, PageToken,
    PayToken, PayerId, Payment, PaymentId, PaymentMethod, PaymentRequest, PaymentStatus, Payout,
    PayoutId, PayoutRequest, PayoutSpeed, PayoutStatus, Personal, Pin, Refund, RefundId,
    RefundRequest, RefundStatus, ReturnUrls, Schedule, SecurityCode, Settlement, Split,
    Subscription, SubscriptionId, SubscriptionRequest, SubscriptionStatus, TransferInstructions,
    Unreadable, Voucher, Webhook, exact_decimal,
};
pub use error::{Error, ErrorKind, Outcome, ProviderReply, Recourse};
pub use ext::{PaymentProviderExt, PayoutProviderExt, RecurringProviderExt};
#[cfg(feature = "metrics")]
pub use measured::Measured;
pub use names::{InvalidName, ProviderName};
pub use operation::{Effect, Operation, Repeatability};
pub use payments::{PaymentProvider, settle};
pub use payout::PayoutProvider;
pub use provider::Provider;
pub use randomness::{Randomness, SystemRandomness};
pub use recurring::{RecurringProvider, Registration};
pub use resolve::{Attempt, Resolution, Why};
pub use vault::{CardVault, StoredCard};
pub use violation::{Violation, Violations};

/// The result of a call to a provider.
pub type Result<T, E = Error> = std::result::Result<T, E>;
