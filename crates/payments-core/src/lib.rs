//! Traits and domain types for taking payments in Latin America.
//!
//! A merchant's backend depends on this crate and on one crate per provider, and talks to every
//! provider through [`PaymentProvider`], [`RecurringProvider`] and [`PayoutProvider`].
//!
//! Three ideas carry the crate:
//!
//! * **Could money have moved?** Every [`Error`] has an [`Outcome`]: nothing was sent, the provider
//!   refused, or nobody knows yet. A call that may have moved money is never repeated; what became
//!   of it is [found out](resolve). [`guide`] says what to do on each outcome.
//! * **The network is a parameter.** Providers speak through an [`HttpTransport`](http::HttpTransport);
//!   the [`Clock`] and the [`Randomness`] are handed in likewise.
//! * **Nothing secret is printable.** Card numbers, codes, keys and tokens live in types whose
//!   `Debug` says nothing, and texts of a provider pass through [`http::redact`] on their way in.
//!
//! # Features
//!
//! Each provider's crate has the same ones and hands them on; `aws-lc` and `xml` are on by default.
//!
//! * `aws-lc` or `ring`: the default transport, with TLS by that library's cryptography.
//! * `reqwest`: the default transport alone, which without TLS reaches this machine only. Without
//!   it, hand in a transport of your own.
//! * `xml`: answers in XML, which PagoFácil gives in two of its five encodings.

pub mod capability;
pub mod clock;
pub mod domain;
pub mod error;
pub mod evidence;
pub mod ext;
mod forward;
pub mod guide;
mod names;
mod operation;
mod payments;
mod payout;
mod provider;
pub mod randomness;
mod recurring;
pub mod redact;
pub mod resolve;
pub mod settle;
mod vault;
mod violation;

pub use rust_decimal;
pub use time;
pub use url;

pub use capability::{Capabilities, MethodCapability, ReturnLeg, SearchReach, WebhookTrust};
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
pub use names::{InvalidName, ProviderName};
pub use operation::{Effect, Operation, Repeatability};
pub use payments::PaymentProvider;
pub use payout::PayoutProvider;
pub use provider::Provider;
pub use randomness::{Randomness, SystemRandomness};
pub use recurring::{RecurringProvider, Registration};
pub use resolve::{Attempt, Resolution, Why};
pub use vault::{CardVault, StoredCard};
pub use violation::{Violation, Violations};

/// The result of a call to a provider.
pub type Result<T, E = Error> = std::result::Result<T, E>;
