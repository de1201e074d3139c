//! The shop: its clients of both services, and the results of its callers.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Add;

use payments_core::{Outcome, Result};
use payments_kit::http::ReqwestTransport;
use payments_sim::Simulator;
use payments_testkit::{FaultPlan, FaultyTransport, FixedRandomness, samples};
use payments_tests::matrix::clients;
use provider_mpandco::{InMemoryTokenStore, Mpandco};
use provider_pagofacil::{Encoding, PagoFacil};

use super::claims::{Claims, Effect, contradictions};
use super::flaw::{Flaw, Flawed};
use super::schedule::{DISTURBED, Schedule};
use super::turns::{InTurns, Turnstile};

/// How often a caller makes a call of which nothing was sent.
const MAX_ATTEMPTS: usize = 3;

pub(super) struct Shop {
    pub(super) simulator: Simulator,
    pub(super) turnstile: Turnstile,
    transport: FaultyTransport,
    flaw: Flaw,
    shared: InMemoryTokenStore,
    claims: RefCell<BTreeMap<Effect, Claims>>,
    at_work: Cell<usize>,
}

impl Shop {
    pub(super) async fn open(schedule: &Schedule, http: ReqwestTransport, flaw: Flaw) -> Self {
        let clock = samples::subscription_clock();
        let mut transport = FaultyTransport::new(http, FaultPlan::script([]));
        for disturbed in DISTURBED {
            let of_it = schedule.faults.iter().filter(|fault| fault.0 == disturbed);
            let script = of_it.map(|(_, number, fault)| (*number, *fault));
            let plan = FaultPlan::script(script).on(disturbed);
            transport = FaultyTransport::new(transport, plan);
        }
        Self {
            simulator: Simulator::start_with(0, clock).await.unwrap(),
            turnstile: Turnstile::default(),
            transport,
            flaw,
            shared: InMemoryTokenStore::default(),
            claims: RefCell::default(),
            at_work: Cell::default(),
        }
    }

    fn config(&self) -> payments_kit::http::ClientConfig {
        let flawed = Flawed {
            inner: self.transport.clone(),
            flaw: self.flaw,
        };
        let transport = InTurns {
            inner: flawed,
            turnstile: self.turnstile.clone(),
        };
        clients::config(&self.simulator, transport).with_randomness(FixedRandomness(1))
    }

    /// A client of mPandco, with a separate token or the one that others use.
    pub(super) fn mpandco(&self, own_token: bool) -> Mpandco {
        let store = if own_token {
            InMemoryTokenStore::default()
        } else {
            self.shared.clone()
        };
        clients::mpandco(&self.simulator, self.config(), store)
    }

    pub(super) fn pagofacil(&self, encoding: Encoding) -> PagoFacil {
        clients::pagofacil(&self.simulator, encoding, self.config())
    }

    /// Makes a call that moves money as the documentation says: again after `NotSent`, and never
    /// after `Rejected` or `Unknown`.
    pub(super) async fn once<T>(
        &self,
        effect: Effect,
        call: impl AsyncFn() -> Result<T>,
    ) -> Result<T> {
        let mut attempts = 1;
        loop {
            let result = call().await;
            self.claims
                .borrow_mut()
                .entry(effect.clone())
                .or_default()
                .note(&result);
            let repeats = match result.as_ref().map_err(|error| error.outcome()) {
                Err(Outcome::NotSent) => true,
                Err(Outcome::Unknown) => self.flaw == Flaw::RepeatsTheUnknown,
                Ok(_) | Err(Outcome::Rejected) => false,
            };
            if !repeats || attempts == MAX_ATTEMPTS {
                return result;
            }
            attempts += 1;
        }
    }

    /// Counts the callers; after the last one, nothing passes any more.
    pub(super) fn enter(&self) {
        self.at_work.set(self.at_work.get() + 1);
    }

    pub(super) fn leave(&self) {
        self.at_work.set(self.at_work.get() - 1);
        if self.at_work.get() == 0 {
            self.turnstile.close();
        }
    }

    /// What all callers were told.
    pub(super) fn reported(&self) -> Claims {
        let claims = self.claims.borrow();
        claims.values().copied().fold(Claims::default(), Add::add)
    }

    /// What the services' books say against what callers were told.
    pub(super) fn contradictions(&self) -> Option<String> {
        contradictions(&self.simulator, &self.claims.borrow())
    }
}
