//! What the payer decides about an intent.

use url::Url;

use super::model::{IntentState, Payer};
use super::submission::IntentKind;
use super::world::World;

const PAYER_NAME: &str = "Persona Simulada";

/// Why a decision of the payer has no effect.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Undecidable {
    /// There is no such intent.
    Unknown,
    /// It was decided before.
    Decided(IntentState),
    /// The payer would pay at once, but has not the money.
    NoFunds,
}

impl World {
    /// The payer agrees: the address to go to next.
    pub(crate) fn approve(&self, id: &str) -> Result<Url, Undecidable> {
        let now = self.clock.now();
        let state = &mut *self.lock();
        let intent = state.ledger.get_mut(id).ok_or(Undecidable::Unknown)?;
        if intent.state != IntentState::Created {
            return Err(Undecidable::Decided(intent.state));
        }
        match intent.form.kind {
            IntentKind::Sale => {
                intent.payer = Some(Payer {
                    id: state.ids.uuid(),
                    name: PAYER_NAME.to_owned(),
                });
                intent.enter(IntentState::Authorized, now);
                Ok(intent.return_address())
            }
            // Whoever is asked for money pays at once, in the wallet app.
            IntentKind::Request { .. } if state.settings.insufficient_funds => {
                Err(Undecidable::NoFunds)
            }
            IntentKind::Request { .. } => {
                let paid = state.execute(id, now).ok_or(Undecidable::Unknown)?;
                Ok(paid.return_address())
            }
        }
    }

    /// The payer turns the intent down: the address to go to next.
    pub(crate) fn cancel(&self, id: &str) -> Result<Url, Undecidable> {
        let now = self.clock.now();
        let mut state = self.lock();
        let intent = state.ledger.get_mut(id).ok_or(Undecidable::Unknown)?;
        if intent.state != IntentState::Created {
            return Err(Undecidable::Decided(intent.state));
        }
        intent.enter(IntentState::Canceled, now);
        Ok(intent.form.cancel_url.url.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{create, request, sale, world};
    use super::*;

    #[test]
    fn the_return_address_keeps_its_query_and_gains_the_payer() {
        let world = world();
        let id = create(&world, &sale(""));
        let back = world.approve(&id).unwrap();
        let start = format!("http://shop.test/back?order=7&paymentIntent={id}&payerId=");
        assert!(back.as_str().starts_with(&start), "{back}");
        assert_eq!(world.intent(&id).unwrap().state, IntentState::Authorized);
    }

    #[test]
    fn a_payer_without_money_pays_no_request() {
        let world = world();
        let id = create(&world, &request(""));
        world.set_insufficient_funds(true);
        assert_eq!(world.approve(&id), Err(Undecidable::NoFunds));
        assert_eq!(world.intent(&id).unwrap().state, IntentState::Created);
        world.set_insufficient_funds(false);
        world.approve(&id).unwrap();
        assert_eq!(world.times_executed("F1"), 1);
    }

    #[test]
    fn only_the_first_decision_counts() {
        let world = world();
        let id = create(&world, &sale(""));
        assert_eq!(world.cancel(&id).unwrap().as_str(), "http://shop.test/stop");
        let canceled = Undecidable::Decided(IntentState::Canceled);
        assert_eq!(world.approve(&id), Err(canceled));
        assert_eq!(world.approve("none"), Err(Undecidable::Unknown));
    }
}
