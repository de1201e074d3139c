//! What payments are made of: money, requests, and what providers answer.

mod card;
mod civil_time;
mod confirmation;
mod currency;
mod customer;
mod environment;
mod ids;
mod items;
mod lookup;
mod money;
mod page;
mod pay_token;
mod payment;
mod payout;
mod personal;
mod request;
mod return_urls;
mod schedule;
mod split;
mod subscription;

pub use card::{Card, CardExpiry, CardNumber, MaskedCard, SecurityCode};
pub use civil_time::CivilTime;
pub use confirmation::{Approval, Confirmation};
pub use currency::{Currency, UnknownCurrency};
pub use customer::{Address, Customer};
pub use environment::Environment;
pub use ids::{MerchantReference, PageToken, PayerId, PaymentId, PayoutId, SubscriptionId};
pub use items::Item;
pub use lookup::Lookup;
pub use money::{AmountInput, Money, MoneyError};
pub use page::{Page, PageRequest};
pub use pay_token::{PayToken, Pin};
pub use payment::{NextAction, Payment, PaymentStatus};
pub use payout::{Payout, PayoutRequest, PayoutSpeed, PayoutStatus};
pub use personal::Personal;
pub use request::PaymentRequest;
pub use return_urls::ReturnUrls;
pub use schedule::Schedule;
pub use split::Split;
pub use subscription::{
    Charge, ChargeOutcome, FirstCharge, Subscription, SubscriptionRequest, SubscriptionStatus,
};
