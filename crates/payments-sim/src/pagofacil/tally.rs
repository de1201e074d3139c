//! What became of each of the merchant's references.

use std::collections::BTreeMap;

use super::ledger::Ledger;
use super::view::ChargeKind;

/// What happened under one reference (`idCliente` or `idPedido`), in either environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// How many subscriptions were registered.
    pub registrations: usize,
    /// How many charges of subscriptions were approved.
    pub recurring_approved: usize,
    /// How many charges of subscriptions were declined.
    pub recurring_declined: usize,
    /// How many one-time charges were approved.
    pub one_time_approved: usize,
    /// How many one-time charges were declined.
    pub one_time_declined: usize,
}

impl Tally {
    /// Whether something happened twice that a merchant wants once: a registration, or an
    /// approved one-time charge.
    pub fn has_duplicates(&self) -> bool {
        self.registrations > 1 || self.one_time_approved > 1
    }

    /// How many charges were approved.
    pub fn approved(&self) -> usize {
        self.recurring_approved + self.one_time_approved
    }
}

/// The tallies of all references, and of what bears none.
pub(crate) fn of(ledger: &Ledger) -> BTreeMap<Option<String>, Tally> {
    let mut tallies = BTreeMap::<Option<String>, Tally>::new();
    for subscription in ledger.all() {
        let reference = subscription.terms.reference.clone();
        tallies.entry(reference).or_default().registrations += 1;
    }
    for charge in ledger.charges() {
        let tally = tallies.entry(charge.sale.reference.clone()).or_default();
        let one_time = charge.sale.kind == ChargeKind::OneTime;
        *match (one_time, charge.authorization.is_some()) {
            (true, true) => &mut tally.one_time_approved,
            (true, false) => &mut tally.one_time_declined,
            (false, true) => &mut tally.recurring_approved,
            (false, false) => &mut tally.recurring_declined,
        } += 1;
    }
    tallies
}

#[cfg(test)]
mod tests {
    use crate::pagofacil::environment::Environment;
    use crate::pagofacil::testing::{called, example, world};

    #[test]
    fn one_look_tells_duplicates() {
        let world = world();
        let register = |reference: &str| {
            let data = example().with("idCliente", reference).with("cargo", "1");
            world.set_next_charge(reference == "twice");
            called(&world, Environment::Sandbox, "transaccion", &data);
        };
        register("once");
        register("twice");
        register("twice");
        let ledger = world.ledger();
        assert!(ledger["twice"].has_duplicates());
        assert_eq!(ledger["twice"].registrations, 2);
        assert_eq!(ledger["twice"].approved(), 2);
        assert!(!ledger["once"].has_duplicates());
        assert_eq!(ledger["once"].recurring_declined, 1);
        assert_eq!(ledger.len(), 2);
    }
}
