//! The provider itself.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use payments_core::{
    Capabilities, CivilTime, Clock, Currency, Environment, Operation, Provider, ProviderName,
    SystemClock,
};
use time::PrimitiveDateTime;

use super::ledger::Ledger;

pub(super) const NAME: ProviderName = ProviderName::new("in_memory");

pub(super) const CURRENCIES: &[Currency] = &[Currency::MXN, Currency::USD, Currency::VES];

const OPERATIONS: &[Operation] = &[
    Operation::CREATE_PAYMENT,
    Operation::CONFIRM_PAYMENT,
    Operation::GET_PAYMENT,
    Operation::FIND_PAYMENT,
    Operation::LIST_PAYMENTS,
    Operation::VOID_PAYMENT,
    Operation::REGISTER_SUBSCRIPTION,
    Operation::GET_SUBSCRIPTION,
    Operation::FIND_SUBSCRIPTION,
    Operation::CANCEL_SUBSCRIPTION,
    Operation::LIST_CHARGES,
    Operation::SEND_PAYOUT,
    Operation::FIND_PAYOUT,
];

/// A provider without a service: it keeps payments, subscriptions and payouts in memory, by the
/// rules that the traits promise. Clones share everything.
///
/// Payments wait for their payer, as a wallet's do; [`approve`](Self::approve) and
/// [`cancel`](Self::cancel) play the payer. Ids are `MEM-1`, `MEM-2` and so on, whatever they are
/// of. A reference may be used more than once; a search shows it. Subscriptions are charged by
/// [`charge`](Self::charge) only. It takes MXN, USD and VES. What a call did shows at once, so its
/// settle time is none, unless a test of yours [needs one](Self::with_settle_time).
#[derive(Clone)]
pub struct InMemoryProvider {
    ledger: Arc<Mutex<Ledger>>,
    clock: Arc<dyn Clock>,
    page_size: usize,
    settle_time: Duration,
}

impl InMemoryProvider {
    /// A provider that goes by the machine's clock and lists 20 entries a page.
    pub fn new() -> Self {
        Self {
            ledger: Arc::default(),
            clock: Arc::new(SystemClock),
            page_size: 20,
            settle_time: Duration::ZERO,
        }
    }

    /// Goes by another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Lists so many entries a page; none at all counts as one.
    #[must_use]
    pub fn with_page_size(mut self, entries: usize) -> Self {
        self.page_size = entries.max(1);
        self
    }

    /// Says that a call may take so long to show, although it never does.
    #[must_use]
    pub fn with_settle_time(mut self, settle_time: Duration) -> Self {
        self.settle_time = settle_time;
        self
    }

    pub(super) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn page_size(&self) -> usize {
        self.page_size
    }

    /// The time, on wall clocks that show UTC.
    pub(super) fn civil_now(&self) -> CivilTime {
        let now = self.clock.now();
        CivilTime::new(PrimitiveDateTime::new(now.date(), now.time()), "UTC")
    }
}

impl Default for InMemoryProvider {
    fn default() -> Self {
        Self::new()
    }
}

impl Provider for InMemoryProvider {
    fn name(&self) -> ProviderName {
        NAME
    }

    fn environment(&self) -> Environment {
        Environment::Sandbox
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::new(OPERATIONS, CURRENCIES)
    }

    fn settle_time(&self) -> Duration {
        self.settle_time
    }

    fn clock(&self) -> &dyn Clock {
        &*self.clock
    }
}

impl fmt::Debug for InMemoryProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ledger = self.ledger();
        f.debug_struct("InMemoryProvider")
            .field("payments", &ledger.payments.len())
            .field("subscriptions", &ledger.subscriptions.len())
            .field("payouts", &ledger.payouts.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_can_do_everything_but_modify() {
        let capabilities = InMemoryProvider::new().capabilities();
        let missing: Vec<_> = Operation::ALL
            .iter()
            .filter(|operation| !capabilities.supports(**operation))
            .collect();
        assert_eq!(missing, [&Operation::MODIFY_SUBSCRIPTION]);
    }

    #[test]
    fn debug_counts_what_it_holds() {
        assert_eq!(
            format!("{:?}", InMemoryProvider::default()),
            "InMemoryProvider { payments: 0, subscriptions: 0, payouts: 0, .. }"
        );
    }
}
