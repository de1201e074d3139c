//! A provider that keeps everything in memory.

mod calls;
mod ledger;
mod payments;
mod payouts;
mod recurring;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use payments_core::{
    Capabilities, Charge, CivilTime, Clock, Currency, Environment, MethodCapability, MethodKind,
    Operation, PayerId, PaymentId, PaymentStatus, Provider, ProviderName, ReturnLeg, SearchReach,
    SubscriptionId, SystemClock, WebhookTrust,
};
use time::{PrimitiveDateTime, UtcOffset};

use ledger::Ledger;

const NAME: ProviderName = ProviderName::new("in_memory");

const CURRENCIES: &[Currency] = &[Currency::MXN, Currency::USD, Currency::VES];

const METHODS: &[MethodCapability] =
    &[MethodCapability::new(MethodKind::ProviderPage, CURRENCIES).with_redirect()];

const OPERATIONS: &[Operation] = &[
    Operation::CREATE_PAYMENT,
    Operation::CONFIRM_PAYMENT,
    Operation::GET_PAYMENT,
    Operation::FIND_PAYMENT,
    Operation::LIST_PAYMENTS,
    Operation::VOID_PAYMENT,
    Operation::REFUND_PAYMENT,
    Operation::FIND_REFUND,
    Operation::STORE_CARD,
    Operation::DELETE_CARD,
    Operation::REGISTER_SUBSCRIPTION,
    Operation::GET_SUBSCRIPTION,
    Operation::FIND_SUBSCRIPTION,
    Operation::CANCEL_SUBSCRIPTION,
    Operation::MODIFY_SUBSCRIPTION,
    Operation::LIST_CHARGES,
    Operation::SEND_PAYOUT,
    Operation::FIND_PAYOUT,
];

/// A provider without a service: it keeps payments, subscriptions and payouts in memory, by the
/// rules of the traits. Clones share everything.
///
/// Payments wait for their payer, as in a wallet; [`approve`](Self::approve) and
/// [`cancel`](Self::cancel) act as the payer. Ids are `MEM-1`, `MEM-2` and so on, for payments,
/// subscriptions and payouts alike. A reference may be used more than once; a search finds all uses.
/// Subscriptions are charged by [`charge`](Self::charge) only. It supports MXN, USD and VES. Calls
/// take effect at once, so the settle time is zero, unless a test
/// [sets one](Self::with_settle_time).
#[derive(Clone)]
pub struct InMemoryProvider {
    ledger: Arc<Mutex<Ledger>>,
    clock: Arc<dyn Clock>,
    page_size: usize,
    settle_time: Duration,
}

impl InMemoryProvider {
    /// A provider that uses the system clock and lists 20 entries per page.
    pub fn new() -> Self {
        Self {
            ledger: Arc::default(),
            clock: Arc::new(SystemClock),
            page_size: 20,
            settle_time: Duration::ZERO,
        }
    }

    /// Uses another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Lists this many entries per page; zero counts as one.
    #[must_use]
    pub fn with_page_size(mut self, entries: usize) -> Self {
        self.page_size = entries.max(1);
        self
    }

    /// Reports this settle time, although calls take effect at once.
    #[must_use]
    pub fn with_settle_time(mut self, settle_time: Duration) -> Self {
        self.settle_time = settle_time;
        self
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn page_size(&self) -> usize {
        self.page_size
    }

    /// The current civil time in UTC.
    fn civil_now(&self) -> CivilTime {
        let now = self.clock.now();
        let at = PrimitiveDateTime::new(now.date(), now.time());
        CivilTime::new(at, "UTC").with_offset(UtcOffset::UTC)
    }
}

impl InMemoryProvider {
    /// Approves a payment as its payer. Returns the payer's id, or `None` where no such payment is
    /// waiting.
    pub fn approve(&self, id: &PaymentId) -> Option<PayerId> {
        let mut ledger = self.ledger();
        let record = ledger.payment(id)?;
        if record.status != PaymentStatus::AwaitingApproval {
            return None;
        }
        let payer = PayerId::new(format!("PAYER-OF-{}", record.number.id()));
        record.status = PaymentStatus::Approved;
        record.payer = Some(payer.clone());
        Some(payer)
    }

    /// Cancels a payment as its payer. Returns whether it could still be cancelled.
    pub fn cancel(&self, id: &PaymentId) -> bool {
        let mut ledger = self.ledger();
        let open = [PaymentStatus::AwaitingApproval, PaymentStatus::Approved];
        let record = ledger
            .payment(id)
            .filter(|record| open.contains(&record.status));
        let Some(record) = record else {
            return false;
        };
        record.status = PaymentStatus::Cancelled;
        true
    }

    /// Charges a subscription once. Returns the charge, or `None` where no such subscription is
    /// active.
    pub fn charge(&self, id: &SubscriptionId) -> Option<Charge> {
        let at = self.civil_now();
        self.ledger().charge(id, at)
    }

    /// Declines the next payment that is confirmed.
    pub fn decline_next_payment(&self) {
        self.ledger().declines_next_payment = true;
    }

    /// Declines the next charge of any subscription, including the first one of a registration.
    pub fn decline_next_charge(&self) {
        self.ledger().declines_next_charge = true;
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
            .with_methods(METHODS)
            .with_return_leg(ReturnLeg::new(true, WebhookTrust::None))
            .with_partial_refund()
            .with_search_reach(SearchReach::Everything)
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
    fn every_operation_is_supported() {
        let capabilities = InMemoryProvider::new().capabilities();
        let mut all = Operation::ALL.iter();
        assert!(all.all(|operation| capabilities.supports(*operation)));
    }

    #[test]
    fn debug_counts_what_it_holds() {
        assert_eq!(
            format!("{:?}", InMemoryProvider::default()),
            "InMemoryProvider { payments: 0, subscriptions: 0, payouts: 0, .. }"
        );
    }
}
