//! The results that callers received, compared with the service's records.

use std::collections::BTreeMap;
use std::ops::Add;

use payments_core::{Outcome, Result};
use payments_sim::Simulator;
use payments_sim::mpandco::IntentState;

/// Something that is to happen once, under the merchant's reference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// An intent of mPandco is created.
    Created(String),
    /// An intent of mPandco is executed.
    Executed(String),
    /// An intent of mPandco is annulled.
    Voided(String),
    /// A payout of mPandco is registered.
    PaidOut(String),
    /// A card is charged by PagoFácil.
    Charged(String),
    /// A subscription is registered at PagoFácil, and its card charged.
    Registered(String),
    /// A subscription of PagoFácil is cancelled; this is its id.
    Cancelled(String),
}

/// The results of all calls for one effect.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Claims {
    done: usize,
    unknown: usize,
    not_done: usize,
}

impl Claims {
    pub(super) fn note<T>(&mut self, result: &Result<T>) {
        match result.as_ref().map_err(|error| error.outcome()) {
            Ok(_) => self.done += 1,
            Err(Outcome::Unknown) => self.unknown += 1,
            Err(Outcome::NotSent | Outcome::Rejected) => self.not_done += 1,
        }
    }

    /// Whether there are so many of each.
    pub(super) fn each_at_least(self, least: u32) -> bool {
        let least = usize::try_from(least).unwrap();
        [self.done, self.unknown, self.not_done]
            .iter()
            .all(|count| *count >= least)
    }

    /// Whether this can be what callers were told of a effect that was done so often.
    fn agree_with(self, times: usize) -> bool {
        match times {
            0 => self.done == 0,
            1 => self.done > 0 || self.unknown > 0,
            _ => false,
        }
    }
}

impl Add for Claims {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            done: self.done + other.done,
            unknown: self.unknown + other.unknown,
            not_done: self.not_done + other.not_done,
        }
    }
}

/// How often the service did it.
fn times(simulator: &Simulator, effect: &Effect) -> usize {
    let (mpandco, pagofacil) = (simulator.mpandco(), simulator.pagofacil());
    let tally = |reference: &str| {
        let ledger = pagofacil.ledger();
        ledger.get(reference).copied().unwrap_or_default()
    };
    let intents = |reference: &str| {
        let intents = mpandco.intents().into_iter();
        intents
            .filter(|intent| intent.reference.as_deref() == Some(reference))
            .collect::<Vec<_>>()
    };
    match effect {
        Effect::Created(reference) => intents(reference).len(),
        Effect::Executed(reference) => mpandco.times_executed(reference),
        Effect::Voided(reference) => {
            let voided = |intent: &&_| is_annulled(intent);
            intents(reference).iter().filter(voided).count()
        }
        Effect::PaidOut(reference) => mpandco.payouts_of(reference).len(),
        Effect::Charged(reference) => tally(reference).one_time_approved,
        Effect::Registered(reference) => {
            let tally = tally(reference);
            tally.registrations.max(tally.approved())
        }
        Effect::Cancelled(id) => {
            let subscription = pagofacil.subscription(id);
            usize::from(!subscription.unwrap().active)
        }
    }
}

fn is_annulled(intent: &payments_sim::mpandco::IntentView) -> bool {
    intent.state == IntentState::Annulled
}

/// What the books say against the callers; nothing if they agree.
pub(super) fn contradictions(
    simulator: &Simulator,
    claims: &BTreeMap<Effect, Claims>,
) -> Option<String> {
    let contradictions: Vec<String> = claims
        .iter()
        .map(|(effect, claims)| (effect, claims, times(simulator, effect)))
        .filter(|(_, claims, times)| !claims.agree_with(*times))
        .map(|(effect, claims, times)| {
            format!("{effect:?}: {times} times, and callers were told {claims:?}")
        })
        .collect();
    (!contradictions.is_empty()).then(|| contradictions.join("; "))
}
