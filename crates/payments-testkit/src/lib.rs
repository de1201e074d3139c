//! Everything a merchant's or a provider crate's tests need instead of a payment service.
//!
//! * [`InMemoryProvider`] is a provider without a service behind it: put it where your code takes
//!   a `dyn PaymentProvider`, and play the payer yourself.
//! * [`Replay`] and [`Canned`] are transports for a real provider: the first answers from
//!   [`Fixture`]s and is strict about what is asked, the second answers whatever a test wants.
//! * [`Recorder`] wraps the transport to a real service, and saves what went over it as fixtures:
//!   scrubbed, and refused while anything secret is left.
//! * [`FaultyTransport`] breaks what goes through it, by a script or by chance.
//! * [`conformance!`] proves that a provider keeps what the traits promise.
//! * [`samples`] holds requests that are ready to send; [`FixedRandomness`] and
//!   [`SimClock`] make a run repeatable.
//! * `snapshot`, behind the feature of that name, holds insta's settings for payments and a test to
//!   copy.
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
//! assert!(payment.next_action().is_some());
//!
//! let payer = provider.approve(payment.id()).ok_or("nothing to approve")?;
//! let confirmation = Confirmation::by_payer(payment.id().as_str(), payer.as_str());
//! let paid = provider.confirm_payment(&confirmation).await?;
//! assert!(paid.status().is_paid());
//!
//! assert!(provider.confirm_payment(&confirmation).await.is_err());
//! # Ok(())
//! # }
//! ```

mod canned;
mod clock;
pub mod conformance;
mod fault;
mod fixture;
mod memory;
mod placeholder;
mod randomness;
mod record;
mod replay;
pub mod samples;
mod sent_request;
#[cfg(feature = "snapshot")]
pub mod snapshot;

pub use canned::Canned;
pub use clock::SimClock;
pub use fault::{
    Fault, FaultInjector, FaultPlan, FaultReport, FaultedCall, FaultyTransport, InjectedFault,
    UnknownFault,
};
pub use fixture::{Fixture, FixtureError, Provenance, ProvenanceKind};
pub use memory::InMemoryProvider;
pub use randomness::FixedRandomness;
pub use record::{Finding, RecordError, Recorder};
pub use replay::{Mismatch, Replay, ReplayError};
pub use sent_request::SentRequest;
