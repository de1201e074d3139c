//! PagoFácil.net, a Mexican card gateway, behind the traits of `payments-core`.
//!
//! PagoFácil charges a card once, or stores it and charges it every month. This crate does both,
//! finds out what became of a charge, and searches the account's transactions, over any of the
//! service's three endpoints:
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
//! A card is charged once by
//! [`create_payment`](payments_core::PaymentProvider::create_payment), or with what only this
//! service takes by [`PagoFacil::charge_card`]:
//!
//! ```no_run
//! use payments_core::{Card, Currency, Customer, Money, Outcome, PaymentProvider, PaymentRequest};
//! use provider_pagofacil::{ChargeOptions, PagoFacil};
//!
//! # async fn example(pagofacil: PagoFacil, card: Card, customer: Customer) -> payments_core::Result<()> {
//! let request = PaymentRequest::new("ORDER-1", Money::parse("1200", Currency::MXN))
//!     .with_card(card, customer)
//!     .with_installments(6);
//! let options = ChargeOptions::new().without_mail();
//! match pagofacil.charge_card(&request, &options).await {
//!     Ok(paid) => println!("{:?} {:?}", paid.id(), paid.receipt()),
//!     // The card may have been charged: look before charging again.
//!     Err(error) if error.outcome() == Outcome::Unknown => {
//!         let found = pagofacil.find_payment(request.reference()).await?;
//!         println!("{:?}", found.matches());
//!     }
//!     Err(error) => println!("{error}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Cancelling subscriptions, finding them and everything else that reads reports
//! ([`PagoFacil::search_transactions`]) needs the API secret, which the keys take:
//! `SandboxKeys::new(branch, user).with_api_secret(secret)`.
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
