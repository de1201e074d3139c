#![doc = include_str!("../README.md")]
//!
//! # Where to find what
//!
//! * **Building a client**: [`Mpandco`], [`MpandcoBuilder`], [`Credentials`]; [`http`] for timeouts,
//!   retries and transports.
//! * **Payments and payouts**: the traits [`PaymentProvider`](payments_core::PaymentProvider) and
//!   [`PayoutProvider`](payments_core::PayoutProvider), which [`Mpandco`] implements.
//! * **Callbacks**: [`PayerReturn`] and [`ServerCall`] parse them, to find the order;
//!   [`PaymentProvider::settle`](payments_core::PaymentProvider::settle) compares with what the
//!   order expects.
//! * **Everything the service knows**: [`Mpandco::get_intent`], the wallet's
//!   [payments](Mpandco::wallet_payments), and their types in [`model`].
//! * **Access tokens**: [`TokenStore`] shares one between processes.
//! * **Tests**: [`SandboxTools`]; fixtures and a simulator are in `payments-testkit` and
//!   `payments-sim`.
//!
//! Facts about the service come from its manual, version 1.7.1; chapter numbers in this
//! documentation are the manual's.

mod builder;
mod callback;
mod client;
mod convert;
mod credentials;
mod error;
mod evidence;
mod inherent;
mod links;
pub mod model;
mod ops;
mod paging;
mod provider;
mod tokens;
mod validate;
mod wire;

pub use builder::MpandcoBuilder;
pub use callback::{InvalidReturn, PayerReturn, ServerCall};
pub use credentials::Credentials;
pub use error::NAME;
pub use inherent::{OWN_OPERATIONS, SandboxTools};
pub use ops::{
    AFFILIATION_CODES, AUTHORIZE_INTENT, CHECK_CREDENTIALS, CREATE_TRANSACTIONS, GET_INTENT,
    GET_WALLET_PAYMENT, LIST_WALLET_PAYMENTS, TOKEN,
};
pub use provider::Mpandco;
pub use tokens::{InMemoryTokenStore, StoredToken, TokenStore};

pub use payments_kit::http;
pub use secrecy::SecretString;
