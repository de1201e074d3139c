//! What payments are made of: money, requests, and what providers answer.

mod card;
mod civil_time;
mod currency;
mod customer;
mod environment;
mod ids;
mod items;
mod lookup;
mod money;
mod page;
mod payment;
mod payout;
mod personal;
mod request;
mod schedule;
mod subscription;

pub use card::{Card, CardExpiry, CardNumber, MaskedCard, SecurityCode};
pub use civil_time::CivilTime;
pub use currency::{Currency, UnknownCurrency};
pub use customer::{Address, Customer};
pub use environment::Environment;
pub use ids::{MerchantReference, PageToken, PayerId, PaymentId, PayoutId, SubscriptionId};
pub use items::Item;
pub use lookup::Lookup;
pub use money::{AmountInput, Money, MoneyError};
pub use page::{Page, PageRequest};
pub use payment::{NextAction, Payment, PaymentStatus};
pub use payout::{Payout, PayoutRequest, PayoutStatus};
pub use personal::Personal;
pub use request::{Confirmation, PaymentRequest, ReturnUrls};
pub use schedule::Schedule;
pub use subscription::{
    Charge, ChargeOutcome, FirstCharge, Subscription, SubscriptionRequest, SubscriptionStatus,
};
