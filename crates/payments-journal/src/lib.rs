//! A journal for payments: nothing is sent twice, and nothing is forgotten, across crashes,
//! machines and lost responses.
//!
//! A payment service without idempotency keys leaves a merchant with one question after a crash or
//! a timeout: was the payer charged? This crate writes each call down before it is made, and finds
//! out afterwards with the provider's own look-up calls.
//!
//! 1. **Claim.** The first durable write. The primary key (provider, environment, operation,
//!    reference, number) arbitrates: of all handlers, processes and machines, one has the call.
//! 2. **Dispatch.** The call is made, in a separate task, once.
//! 3. **Record.** The second durable write: done with the result, failed, or unknown.
//! 4. **Reconcile.** What is unknown is looked up, with backoff, and not before the provider's
//!    [settle time](payments_core::Provider::settle_time) is over. The verdict goes to a
//!    [handler](VerdictHandler) of the merchant, at least once.
//!
//! ```
//! # #[cfg(feature = "sqlite")]
//! # mod shop {
//! use std::sync::Arc;
//! use std::time::Duration;
//!
//! use async_trait::async_trait;
//! use payments_core::PaymentProvider;
//! use payments_journal::store::SqliteStore;
//! use payments_journal::verdict::HandlerError;
//! use payments_journal::{Delivery, Fact, Journal, Verdict, VerdictHandler};
//!
//! struct Orders;
//!
//! #[async_trait]
//! impl VerdictHandler for Orders {
//!     async fn handle(&self, verdict: &Verdict, _: Delivery<'_>) -> Result<(), HandlerError> {
//!         let order = &verdict.id.key.reference;
//!         match &verdict.fact {
//!             Fact::Payment(payment) => println!("{order} is {:?}", payment.status()),
//!             Fact::DidNotHappen(_) => println!("{order} may be paid again"),
//!             other => println!("{order}: {other:?}"),
//!         }
//!         Ok(())
//!     }
//! }
//!
//! pub async fn start(
//!     provider: impl PaymentProvider,
//! ) -> Result<impl PaymentProvider, Box<dyn std::error::Error>> {
//!     let journal = Journal::of(SqliteStore::open("journal.sqlite").await?);
//!     let provider = journal.with(provider);
//!     let reconciler = provider.clone();
//!     tokio::spawn(async move {
//!         let period = Duration::from_secs(30);
//!         reconciler.reconcile_every(period, Arc::new(Orders)).await;
//!     });
//!     Ok(provider)
//! }
//! # }
//! ```
//!
//! Everything that took a provider takes the journaled one: [`Journaled`] lists what each call
//! returns. [`guarantees`] says what holds under which failures, [`scale`] what it costs, and
//! [`operations`] how it is run.
//!
//! # Features
//!
//! * `sqlite` (on by default): one file on one machine. SQLite is built in.
//! * `postgres`: PostgreSQL, for any number of machines.
//! * `mpandco`: the [shared token](tokens::SharedToken) as a token store of mPandco's client.

#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("payments-journal needs an engine: enable its feature `sqlite` or `postgres`");

mod attempt;
mod dispatch;
pub mod fingerprint;
mod in_flight;
mod journal;
mod journaled;
pub mod reconcile;
pub mod store;
mod stored;
mod telemetry;
pub mod tokens;
pub mod verdict;

pub use attempt::{Attempt, AttemptInfo};
pub use fingerprint::FingerprintKey;
pub use journal::Journal;
pub use journaled::Journaled;
pub use reconcile::Report;
pub use sqlx;
pub use stored::Stored;
pub use verdict::{Delivery, Fact, Verdict, VerdictHandler};

#[doc = include_str!("guide/guarantees.md")]
pub mod guarantees {}

#[doc = include_str!("guide/scale.md")]
pub mod scale {}

#[doc = include_str!("guide/operations.md")]
pub mod operations {}
