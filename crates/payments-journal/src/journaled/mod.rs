//! Providers whose calls are journaled.

mod payments;
mod payouts;
mod recurring;

use std::sync::Arc;
use std::time::Duration;

use payments_core::{
    Capabilities, Clock, Environment, MerchantReference, Operation, Provider, ProviderName, Result,
    Violations,
};

use crate::attempt::Attempt;
use crate::dispatch::Call;
use crate::journal::Journal;
use crate::stored::Stored;

/// A provider whose calls that move money go through the journal, and whose other calls go through
/// as they are. It is a provider itself: swap it in where the bare one was.
///
/// | the call | through the traits | through the methods of this type |
/// |---|---|---|
/// | is made now and succeeds | `Ok` | [`Attempt::Done`] |
/// | succeeded earlier, same request | `Ok` with the stored result | [`Attempt::Known`] |
/// | is in flight, here or elsewhere | [`InFlight`](payments_core::ErrorKind::InFlight), outcome `Unknown` | [`Attempt::InFlight`] |
/// | fails now, for certain | the provider's error | [`Attempt::Failed`] |
/// | has an unknown outcome, from now | the provider's error, outcome `Unknown` | [`Attempt::Pending`] |
/// | has an unknown outcome, from earlier | [`Pending`](payments_core::ErrorKind::Pending), outcome `Unknown` | [`Attempt::Pending`] |
/// | differs from the request under its reference | [`ReferenceReused`](payments_core::ErrorKind::ReferenceReused), outcome `NotSent` | [`Attempt::Different`] |
/// | cannot be claimed | [`JournalUnavailable`](payments_core::ErrorKind::JournalUnavailable), outcome `NotSent` | the same error |
///
/// Calls need a tokio runtime: each runs in a task, so that a dropped future abandons nothing.
/// Clones share everything.
#[derive(Debug)]
pub struct Journaled<P> {
    journal: Journal,
    provider: Arc<P>,
    recurring: Recurring<P>,
    payouts: Payouts<P>,
}

/// The subscriptions of a payment provider, journaled.
#[derive(Debug)]
struct Recurring<P> {
    journal: Journal,
    provider: Arc<P>,
}

/// The payouts of a payment provider, journaled.
#[derive(Debug)]
struct Payouts<P> {
    journal: Journal,
    provider: Arc<P>,
}

impl Journal {
    /// Journals the calls of this provider.
    pub fn with<P: Provider>(&self, provider: P) -> Journaled<P> {
        Journaled::around(self.clone(), Arc::new(provider))
    }
}

impl<P> Clone for Journaled<P> {
    fn clone(&self) -> Self {
        Self::around(self.journal.clone(), Arc::clone(&self.provider))
    }
}

impl<P> Journaled<P> {
    fn around(journal: Journal, provider: Arc<P>) -> Self {
        Self {
            recurring: Recurring {
                journal: journal.clone(),
                provider: Arc::clone(&provider),
            },
            payouts: Payouts {
                journal: journal.clone(),
                provider: Arc::clone(&provider),
            },
            journal,
            provider,
        }
    }

    /// The journal.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The bare provider. What is called on it is not journaled.
    pub fn provider(&self) -> &P {
        &self.provider
    }
}

macro_rules! forward_provider {
    ($($name:ident),*) => {$(
        #[deny(clippy::missing_trait_methods)]
        impl<P: Provider> Provider for $name<P> {
            fn name(&self) -> ProviderName {
                self.provider.name()
            }

            fn environment(&self) -> Environment {
                self.provider.environment()
            }

            fn capabilities(&self) -> Capabilities {
                self.provider.capabilities()
            }

            fn settle_time(&self) -> Duration {
                self.provider.settle_time()
            }

            fn clock(&self) -> &dyn Clock {
                self.provider.clock()
            }
        }
    )*};
}

forward_provider!(Journaled, Recurring, Payouts);

/// Makes a call through the journal. One that the provider has no operation for, or whose
/// reference cannot be one, is not claimed.
async fn make<P: Provider, T: Stored>(
    journal: &Journal,
    provider: &Arc<P>,
    call: Call<P, T>,
) -> Result<Attempt<T>> {
    let (name, operation) = (provider.name(), call.operation);
    if !provider.capabilities().supports(operation) {
        return Err(payments_core::Error::unsupported(name, operation));
    }
    let mut violations = Violations::new();
    MerchantReference::new(call.reference.as_str()).check(field(operation), &mut violations);
    violations.into_result(name, operation)?;
    journal.make(Arc::clone(provider), call).await
}

/// What the key of an operation is called in violations.
fn field(operation: Operation) -> &'static str {
    match operation {
        Operation::CONFIRM_PAYMENT => "payment",
        Operation::VOID_PAYMENT
        | Operation::CANCEL_SUBSCRIPTION
        | Operation::MODIFY_SUBSCRIPTION => "id",
        _ => "reference",
    }
}
