//! Tests of payment code without a payment service: fixtures, replay, fault injection, an in-memory
//! provider and a conformance suite.
//!
//! A first test, with the in-memory provider in place of a real one:
//!
//! ```
//! use payments_core::{Confirmation, PaymentProvider};
//! use payments_testkit::{InMemoryProvider, samples};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let provider = InMemoryProvider::new();
//! let shop = "https://shop.example/".parse()?;
//!
//! let payment = provider.create_payment(&samples::payment(&shop)).await?;
//! let payer = provider.approve(payment.id()).ok_or("nothing to approve")?;
//! let confirmation = Confirmation::by_payer(payment.id().as_str(), payer.as_str());
//! let paid = provider.confirm_payment(&confirmation).await?;
//! assert!(paid.status().is_paid());
//! # Ok(())
//! # }
//! ```
//!
//! # For tests of a shop
//!
//! * [`InMemoryProvider`] is a provider without a service. Use it where your code takes a
//!   `dyn PaymentProvider`, and act as the payer.
//! * [`samples`] holds requests that a test can send as they are.
//! * [`SimClock`], [`FixedRandomness`] and [`SeededRandomness`] make a run repeatable.
//! * `snapshot`, behind the feature of that name, holds settings for insta.
//!
//! # For tests of a provider
//!
//! * [`conformance!`] generates tests of what every provider promises, from a
//!   [`Harness`](conformance::Harness).
//! * [`Replay`] is a transport that expects the requests of [`Fixture`]s and returns their
//!   responses. [`Canned`] is a transport that returns what a test tells it to.
//! * [`Recorder`] wraps the transport to a live service, and saves its exchanges as fixtures, without
//!   the secrets in them.
//!
//! # Fault injection
//!
//! * [`FaultyTransport`] injects each [`Fault`] of a [`FaultPlan`] into the calls of a client.
//!   [`FaultInjector`] does the same for a server.

mod canned;
pub mod conformance;
mod deterministic;
mod fault;
mod fixture;
mod memory;
mod placeholder;
mod record;
mod replay;
pub mod samples;
pub mod semantic;
mod sent_request;
#[cfg(feature = "snapshot")]
pub mod snapshot;

pub use canned::Canned;
pub use deterministic::{FixedRandomness, SeededRandomness, SimClock};
pub use fault::{
    Fault, FaultInjector, FaultPlan, FaultReport, FaultedCall, FaultyTransport, InjectedFault,
    UnknownFault,
};
pub use fixture::{Fixture, FixtureError, Provenance, ProvenanceKind};
pub use memory::InMemoryProvider;
pub use record::{Finding, RecordError, Recorder};
pub use replay::{Mismatch, Replay, ReplayError};
pub use sent_request::SentRequest;
