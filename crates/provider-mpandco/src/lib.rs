//! mPandco, a Venezuelan wallet, behind the traits of `payments-core`.
//!
//! A payment by button goes like this: [create](payments_core::PaymentProvider::create_payment) it,
//! send the payer's browser to its [`NextAction`](payments_core::NextAction), read the return with
//! [`PayerReturn`], and [settle](Mpandco::settle) the order with it.
//!
//! ```no_run
//! use payments_core::{Currency, Money, PaymentProvider, PaymentRequest, ReturnUrls};
//! use provider_mpandco::{Credentials, Expected, Mpandco, PayerReturn};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let credentials = Credentials::new(std::env::var("CLIENT_ID")?, std::env::var("CLIENT_SECRET")?);
//! let mpandco = Mpandco::sandbox(credentials).build()?;
//!
//! let request = PaymentRequest::new("ORDER-1", Money::parse("20", Currency::VES))
//!     .with_description("Two coffees")
//!     .with_return_urls(ReturnUrls::new(
//!         "https://shop.example/paid".parse()?,
//!         "https://shop.example/cart".parse()?,
//!     ));
//! let payment = mpandco.create_payment(&request).await?;
//! // Send the browser to payment.next_action(); it comes back to the return URL:
//! let returned = "https://shop.example/paid?paymentIntent=...&payerId=...".parse()?;
//! let expected = Expected::new(payment.id().as_str(), "ORDER-1", payment.amount());
//! let settled = mpandco.settle(&expected, PayerReturn::from_url(&returned)?).await?;
//! assert!(settled.is_paid());
//! # Ok(())
//! # }
//! ```
//!
//! A bill is a payment with a [recipient](payments_core::PaymentRequest::with_recipient): its payer
//! pays in the app, of which the service tells by a [`ServerCall`], or at the till with one of the
//! [pay tokens](payments_core::NextAction::AskPayer) and a PIN.
//!
//! What the service can do beyond the traits, such as the wallet's own history, stands on
//! [`Mpandco`] itself, and what it knows of an intent beyond a payment in [`model`].
//!
//! Facts about the service come from its manual, version 1.7.1; chapter numbers in these pages are
//! the manual's.

mod builder;
mod callback;
mod client;
mod convert;
mod credentials;
mod error;
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
pub use callback::{Callback, Expected, InvalidReturn, PayerReturn, ServerCall, Settlement};
pub use credentials::Credentials;
pub use error::NAME;
pub use inherent::{OWN_OPERATIONS, SandboxTools};
pub use model::AffiliationCodes;
pub use ops::{
    AFFILIATION_CODES, AUTHORIZE_INTENT, CHECK_CREDENTIALS, CREATE_TRANSACTIONS, GET_INTENT,
    GET_WALLET_PAYMENT, LIST_WALLET_PAYMENTS, SETTLE_PAYMENT, TOKEN,
};
/// What the builder takes: transports, timeouts, clock and randomness.
pub use payments_kit::http;
pub use provider::Mpandco;
pub use tokens::{InMemoryTokenStore, StoredToken, TokenStore};
