//! The state of the simulated service, as a test sees it.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::environment::Environment;
use super::ledger::Ledger;
use super::moment::Moment;
use super::view::SubscriptionView;
use crate::sim::clock::SimClock;

/// The state of a simulated PagoFácil.net, of its tests and of its production.
///
/// Of a card it keeps the brand and the last four digits; of a security code nothing.
pub struct World {
    clock: SimClock,
    ledger: Mutex<Ledger>,
}

impl World {
    pub(crate) fn new(clock: SimClock) -> Self {
        Self {
            clock,
            ledger: Mutex::new(Ledger::new()),
        }
    }

    /// The keys of the branch (`idSucursal`) and the user (`idUsuario`) that tests accept.
    pub fn sandbox_keys() -> (String, String) {
        Environment::Sandbox.keys()
    }

    /// The keys of the branch (`idSucursal`) and the user (`idUsuario`) that the simulated
    /// production accepts.
    pub fn production_keys() -> (String, String) {
        Environment::Production.keys()
    }

    /// Decides the next charge, whatever the card. Later ones are up to chance again, except that
    /// American Express is always approved.
    pub fn set_next_charge(&self, approved: bool) {
        self.ledger().luck.force(approved);
    }

    /// Every subscription, in the order of registration.
    pub fn subscriptions(&self) -> Vec<SubscriptionView> {
        let ledger = self.ledger();
        ledger.all().iter().map(SubscriptionView::from).collect()
    }

    /// The subscription that the service calls `id`.
    pub fn subscription(&self, id: &str) -> Option<SubscriptionView> {
        self.ledger().find(id).map(SubscriptionView::from)
    }

    /// How many registrations of the merchant's `reference` (`idCliente`) succeeded.
    pub fn registrations_of(&self, reference: &str) -> usize {
        self.ledger().registrations_of(reference)
    }

    pub(crate) fn moment(&self) -> Moment {
        Moment::new(self.clock.now())
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World")
            .field("subscriptions", &self.ledger().all().len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::sim::pagofacil::registration::Registration;
    use crate::sim::pagofacil::testing::{example, world};

    #[test]
    fn the_keys_of_the_environments_differ_and_are_forty_characters() {
        let (sandbox, production) = (World::sandbox_keys(), World::production_keys());
        let keys = [&sandbox.0, &sandbox.1, &production.0, &production.1];
        for (position, key) in keys.iter().enumerate() {
            assert_eq!(key.len(), 40);
            assert!(!keys.iter().skip(position + 1).any(|other| other == key));
        }
    }

    #[test]
    fn fifty_thousand_subscriptions_are_found_by_id_and_counted_by_reference() {
        let world = world();
        let terms = Registration::read(
            &example(),
            Environment::Sandbox,
            world.moment().local().date(),
        );
        let terms = terms.ok().expect("the example passes");
        for _ in 0..50_000 {
            world.ledger().register(terms.clone(), Environment::Sandbox);
        }
        let last = world.subscription("T-RAPFE1S1I50000");
        assert_eq!(
            last.map(|view| view.id).as_deref(),
            Some("T-RAPFE1S1I50000")
        );
        assert_eq!(world.registrations_of("Contrato789232"), 50_000);
        assert_eq!(world.registrations_of("other"), 0);
        assert_eq!(world.subscription("T-RAPFE1S1I50001"), None);
    }

    #[test]
    fn the_clock_is_shared() {
        let clock = SimClock::fixed(datetime!(2013-09-15 12:00 UTC));
        let world = World::new(clock.clone());
        clock.set(datetime!(2014-01-01 12:00 UTC));
        assert_eq!(world.moment().dashed(), "2014-01-01 06:00:00");
    }

    #[test]
    fn the_debug_text_counts_and_shows_nothing() {
        assert_eq!(format!("{:?}", world()), "World { subscriptions: 0, .. }");
    }
}
