//! [PagoFácil.net](https://www.pagofacil.net), a Mexican card gateway, behind the traits of
//! `payments-core`.
//!
//! # A first payment
//!
//! ```no_run
//! use payments_core::{Card, Currency, Customer, Money, PaymentProvider, PaymentRequest};
//! use provider_pagofacil::{PagoFacil, SandboxKeys};
//!
//! # async fn example(card: Card, customer: Customer) -> Result<(), Box<dyn std::error::Error>> {
//! let keys = SandboxKeys::new(std::env::var("BRANCH_ID")?, std::env::var("USER_ID")?);
//! let pagofacil = PagoFacil::sandbox(keys).build()?;
//! let request = PaymentRequest::new("ORDER-1", Money::parse("1200.50", Currency::MXN))
//!     .with_card(card, customer);
//! let payment = pagofacil.create_payment(&request).await?;
//! println!("{} {:?}", payment.id(), payment.receipt());
//! # Ok(())
//! # }
//! ```
//!
//! After an error, [`Error::outcome`](payments_core::Error::outcome) says whether money may have
//! moved. After [`Unknown`](payments_core::Outcome::Unknown), do not retry:
//! [resolve the payment](payments_core::PaymentProviderExt::resolve_payment) by its reference.
//!
//! ```no_run
//! # use payments_core::{Outcome, PaymentProvider, PaymentRequest};
//! # use provider_pagofacil::{ChargeOptions, PagoFacil};
//! # async fn example(pagofacil: PagoFacil, request: PaymentRequest) -> payments_core::Result<()> {
//! match pagofacil.charge_card(&request, &ChargeOptions::new().without_mail()).await {
//!     Ok(payment) => println!("paid: {}", payment.id()),
//!     Err(error) if error.outcome() == Outcome::Unknown => {
//!         let found = pagofacil.find_payment(request.reference()).await?;
//!         println!("{:?}", found.matches());
//!     }
//!     Err(error) => println!("not paid: {error}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Subscriptions
//!
//! The service stores the card and charges it every month.
//!
//! ```no_run
//! use payments_core::{
//!     Card, Currency, Customer, Money, RecurringProvider, Schedule, SubscriptionRequest,
//! };
//! use time::macros::date;
//!
//! # async fn example(pagofacil: provider_pagofacil::PagoFacil, card: Card, customer: Customer) -> payments_core::Result<()> {
//! let amount = Money::parse("800", Currency::MXN);
//! let schedule = Schedule::monthly(5, date!(2031 - 01 - 05));
//! let request = SubscriptionRequest::new(amount, card, customer, schedule)
//!     .with_reference("CONTRACT-1");
//! let registration = pagofacil.register_subscription(&request).await?;
//! let id = registration.subscription.id();
//! println!("{:?}", pagofacil.get_subscription(id).await?.status());
//! # Ok(())
//! # }
//! ```
//!
//! Cancelling subscriptions, finding them and everything else that reads reports needs the API
//! secret, which the service's support issues:
//! [`SandboxKeys::with_api_secret`].
//!
//! # Contents
//!
//! - Client: [`PagoFacil`], [`PagoFacilBuilder`], [`SandboxKeys`], [`ProductionKeys`].
//! - Endpoints: [`Encoding`] selects one of the three, [`Hosts`] the hosts.
//! - Charges: [`ChargeOptions`].
//! - Cash orders: [`PagoFacilBuilder::with_cash_orders`], [`CashStore`], [`OrderWebhook`].
//! - Reports: [`Transaction`], [`TransactionFilter`].
//! - Names: [`NAME`] of the provider, [`OWN_OPERATIONS`] beyond the traits.
//!
//! Facts about the service come from its recurring charges guide, its API reference and the plugins
//! of the company. Times are Mexico City's.
//!
#![doc = include_str!("products.md")]

mod builder;
mod callback;
mod client;
mod convert;
mod credentials;
mod error;
mod evidence;
mod inherent;
mod model;
mod ops;
mod provider;
mod validate;
mod wire;

pub use builder::PagoFacilBuilder;
pub use callback::{ClaimedState, InvalidWebhook, OrderWebhook};
pub use client::Encoding;
pub use credentials::{ProductionKeys, SandboxKeys};
pub use error::NAME;
pub use inherent::OWN_OPERATIONS;
pub use model::{CashStore, ChargeOptions, Hosts, Transaction, TransactionFilter};
/// What the builder takes: transports, timeouts, clock and randomness.
pub use payments_kit::http;
pub use provider::PagoFacil;
