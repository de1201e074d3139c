//! PagoFácil.net, a Mexican card gateway, behind the traits of `payments-core`.
//!
//! PagoFácil stores a card and charges it every month; this crate registers such charges and looks
//! them up, over any of the service's three endpoints:
//!
//! ```no_run
//! use payments_core::{
//!     Card, CardExpiry, Currency, Customer, Money, RecurringProvider, Schedule,
//!     SubscriptionRequest,
//! };
//! use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys};
//! use time::macros::date;
//!
//! # async fn example(card_number: String, customer: Customer) -> Result<(), Box<dyn std::error::Error>> {
//! let keys = SandboxKeys::new(std::env::var("BRANCH_ID")?, std::env::var("USER_ID")?);
//! let pagofacil = PagoFacil::sandbox(keys)
//!     .with_encoding(Encoding::JsonRpc) // the default
//!     .build()?;
//!
//! let request = SubscriptionRequest::new(
//!     Money::parse("800", Currency::MXN),
//!     Card::new(card_number, CardExpiry::new(9, 2031)),
//!     customer,
//!     Schedule::monthly(5, date!(2031 - 01 - 05)),
//! )
//! .with_reference("CONTRACT-1");
//! let registration = pagofacil.register_subscription(&request).await?;
//! let subscription = pagofacil
//!     .get_subscription(registration.subscription.id())
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! Facts about the service come from its recurring charges guide. Times are Mexico City's.

mod builder;
mod channel;
mod charge_options;
mod config;
mod convert;
mod error;
mod hosts;
mod ops;
mod provider;
mod recurring;
mod service;
mod transaction;
mod wire;

pub use builder::PagoFacilBuilder;
pub use channel::Encoding;
pub use charge_options::ChargeOptions;
pub use config::{ProductionKeys, SandboxKeys};
pub use hosts::Hosts;
pub use provider::{NAME, OWN_OPERATIONS, PagoFacil};
pub use transaction::{Transaction, TransactionFilter};
