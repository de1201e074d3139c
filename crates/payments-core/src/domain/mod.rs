//! The domain types: money, requests, and what providers report.

mod card;
mod charge;
mod civil_time;
mod confirmation;
mod currency;
mod customer;
mod decimal;
mod decline;
mod environment;
mod ids;
mod items;
mod lookup;
mod method;
mod money;
mod next_action;
mod page;
mod pay_token;
mod payment;
mod payout;
mod personal;
mod refund;
mod request;
mod return_urls;
mod schedule;
mod settlement;
mod split;
mod subscription;

pub use card::{Card, CardExpiry, CardNumber, InvalidExpiry, MaskedCard, SecurityCode};
pub use charge::{Charge, ChargeOutcome, FirstCharge};
pub use civil_time::{CivilTime, InvalidCivilTime};
pub use confirmation::{Approval, Confirmation};
pub use currency::{Currency, UnknownCurrency};
pub use customer::{Address, Customer};
pub use decimal::{DecimalError, exact_decimal};
pub use decline::{Decline, DeclineReason};
pub use environment::{Environment, UnknownEnvironment};
pub use ids::{
    MerchantReference, PageToken, PayerId, PaymentId, PayoutId, RefundId, SubscriptionId,
};
pub use items::Item;
pub use lookup::Lookup;
pub use method::{AttemptKey, CardToken, MethodKind, PaymentMethod};
pub use money::{AmountInput, Money, MoneyError};
pub use next_action::{NextAction, TransferInstructions, Voucher};
pub use page::{Entry, Page, PageRequest, Unreadable};
pub use pay_token::{PayToken, Pin};
pub use payment::{Payment, PaymentStatus};
pub use payout::{Payout, PayoutRequest, PayoutSpeed, PayoutStatus};
pub use personal::Personal;
pub use refund::{Refund, RefundRequest, RefundStatus};
pub use request::PaymentRequest;
pub use return_urls::ReturnUrls;
pub use schedule::Schedule;
pub use settlement::{Callback, Expected, Settlement, Webhook};
pub use split::Split;
pub use subscription::{Subscription, SubscriptionRequest, SubscriptionStatus};
