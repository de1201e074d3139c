//! Verdicts: what the merchant learns of an attempt that no caller waited for.

use std::fmt;

use async_trait::async_trait;
use payments_core::{Payment, Payout, Refund, Registration, Subscription};
use time::OffsetDateTime;

use crate::store::{
    AttemptId, AttemptRecord, DecidedBy, JournalStore, State, StoreResult, StoreTransaction,
};
use crate::stored::Stored;

/// What was found out about an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verdict {
    /// Which attempt it is.
    pub id: AttemptId,
    /// When it was begun.
    pub begun_at: OffsetDateTime,
    /// What decided it.
    pub decided_by: DecidedBy,
    /// Whether the provider did what had been resolved as not done. Compare the provider's pages
    /// with your records then.
    pub contradicted: bool,
    /// What is known now.
    pub fact: Fact,
}

/// What is known of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// The payment exists; its status tells how far it is. A payment that waited for its payer is
    /// reported again when its status changes.
    Payment(Payment),
    /// The subscription is registered, as the response of the call says.
    Registration(Registration),
    /// The subscription was changed; or, where the operation was its registration, a look-up found
    /// it registered, with the charges that the provider lists.
    Subscription(Subscription),
    /// The payout exists at the provider; its status tells how far it is.
    Payout(Payout),
    /// The refund exists at the provider; its status tells how far it is.
    Refund(Refund),
    /// A person closed it as done, for this reason.
    DoneByPerson(String),
    /// The provider did not do it: the call may be made again. The text says why, where it is
    /// known.
    DidNotHappen(Option<String>),
}

impl Fact {
    pub(crate) fn of(record: &AttemptRecord) -> Result<Self, String> {
        match (record.state, &record.result) {
            (State::Done, Some(result)) => match result.kind.as_str() {
                Payment::KIND => Payment::read(result).map(Self::Payment),
                Registration::KIND => Registration::read(result).map(Self::Registration),
                Subscription::KIND => Subscription::read(result).map(Self::Subscription),
                Payout::KIND => Payout::read(result).map(Self::Payout),
                Refund::KIND => Refund::read(result).map(Self::Refund),
                kind => Err(format!(
                    "a {kind} is stored, which this version does not know"
                )),
            },
            (State::Done, None) => Ok(Self::DoneByPerson(
                record.close_reason.clone().unwrap_or_default(),
            )),
            (State::Failed, _) => Ok(Self::DidNotHappen(
                record.close_reason.clone().or_else(|| record.error.clone()),
            )),
            (State::Dispatched | State::Unknown, _) => Err("the attempt is open".to_owned()),
        }
    }
}

/// Why a handler did not take a verdict.
pub type HandlerError = Box<dyn std::error::Error + Send + Sync>;

/// Takes verdicts: the merchant's side of the journal.
///
/// A verdict is delivered at least once. After an error, a panic or a crash it is delivered again,
/// with backoff; a verdict that is never taken keeps none of the others waiting. A handler that
/// writes to the journal's own database uses [`Delivery::begin`], and then has each verdict exactly
/// once.
#[async_trait]
pub trait VerdictHandler: Send + Sync + 'static {
    /// Takes a verdict. `Ok` means that the merchant has it for good.
    ///
    /// # Errors
    /// Any error; the verdict is delivered again later.
    async fn handle(&self, verdict: &Verdict, delivery: Delivery<'_>) -> Result<(), HandlerError>;
}

/// The delivery of one verdict.
pub struct Delivery<'a> {
    pub(crate) store: &'a dyn JournalStore,
    pub(crate) id: &'a AttemptId,
}

impl fmt::Debug for Delivery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("id", self.id)
            .finish_non_exhaustive()
    }
}

impl Delivery<'_> {
    /// Begins a transaction on the journal's database that marks the verdict as delivered. Write
    /// in it, and commit it: both are kept, or neither. `None` where another machine has delivered
    /// the verdict meanwhile.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn begin(self) -> StoreResult<Option<StoreTransaction>> {
        self.store.begin_delivery(self.id).await
    }
}

/// A handler that writes verdicts to the trace and nothing else.
#[derive(Clone, Copy, Debug, Default)]
pub struct TraceVerdicts;

#[async_trait]
impl VerdictHandler for TraceVerdicts {
    async fn handle(&self, verdict: &Verdict, _: Delivery<'_>) -> Result<(), HandlerError> {
        tracing::info!(attempt = %verdict.id, decided_by = %verdict.decided_by, "verdict");
        Ok(())
    }
}
