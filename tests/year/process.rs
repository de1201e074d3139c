//! A process of the shop: its clients, its journal and its worker.

use std::sync::Arc;
use std::time::Duration;

use payments_core::{Operation, PaymentProvider};
use payments_journal::store::Filter;
use payments_journal::{Journal, Journaled};
use payments_kit::http::ClientConfig;
use payments_sim::mpandco::{CLIENT_ID, CLIENT_SECRET};
use payments_sim::pagofacil;
use provider_mpandco::{Credentials, Mpandco};
use provider_pagofacil::PagoFacil;

use super::database::{Connection, at_once};
use super::flaw::Flaw;
use super::life::{Life, OfLife};
use super::network::Network;
use super::plan::Service;
use super::shop;
use super::stage::Stage;
use super::verdicts::Verdicts;
use crate::matrix::clients::pagofacil_keys;

pub(super) type Provider = Journaled<Arc<dyn PaymentProvider>>;

/// By how much clocks may differ, as the journal is told. They jump by at most half of it.
const CLOCK_SKEW: Duration = Duration::from_secs(15);

/// A running process. Clones are the same process.
#[derive(Clone)]
pub(super) struct Process {
    pub(super) life: Arc<Life>,
    mpandco: Provider,
    pagofacil: Provider,
}

impl Process {
    /// Starts the process of this number on a machine.
    pub(super) fn start(stage: &Arc<Stage>, machine: usize, number: u64) -> Self {
        let life = Life::new(stage, machine, number);
        let journal = Journal::of(Connection(Arc::clone(&life)))
            .with_owner(format!("machine {machine}, process {number}"))
            .with_clock(OfLife(Arc::clone(&life)))
            .with_randomness(OfLife(Arc::clone(&life)))
            .with_clock_skew(CLOCK_SKEW);
        let mpandco: Arc<dyn PaymentProvider> = Arc::new(mpandco(&life));
        let pagofacil: Arc<dyn PaymentProvider> = Arc::new(pagofacil(&life));
        let process = Self {
            life,
            mpandco: journal.with(mpandco),
            pagofacil: journal.with(pagofacil),
        };
        if stage.flaw == Flaw::DispatchesAgainAfterRestart && number > 1 {
            tokio::spawn(process.clone().dispatch_again());
        }
        tokio::spawn(process.clone().work());
        process
    }

    pub(super) fn provider(&self, service: Service) -> &Provider {
        match service {
            Service::Mpandco => &self.mpandco,
            Service::PagoFacil => &self.pagofacil,
        }
    }

    pub(super) fn journal(&self) -> &Journal {
        self.mpandco.journal()
    }

    /// Reconciles whenever something is due, and confirms what was approved.
    async fn work(self) {
        let handler = Verdicts(Arc::clone(&self.life));
        loop {
            self.until_something_is_due().await;
            self.life.wait(Duration::from_secs(1)).await;
            self.life.wait(self.life.pause(30_000)).await;
            for service in [Service::Mpandco, Service::PagoFacil] {
                let reconciled = self.provider(service).reconcile(&handler).await;
                match reconciled {
                    Ok(report) if report == Default::default() => {}
                    Ok(report) => self.life.note(format!("{service:?}: {report:?}")),
                    Err(error) => self.life.note(format!("{service:?}: {error}")),
                }
            }
            if self.hear_again().await.is_err() {
                self.life.note("could not look for results");
            }
            let approved = self.life.step(|| self.life.stage.tables().approved());
            for attempt in approved.await.unwrap_or_default() {
                let settled = self.settle(&attempt, None).await;
                if settled.is_err() {
                    self.life.note("could not settle");
                }
            }
        }
    }

    async fn until_something_is_due(&self) {
        let stage = &self.life.stage;
        loop {
            let waits_for_the_shop = {
                let tables = stage.tables();
                !tables.approved().is_empty() || !tables.unsure().is_empty()
            };
            let longest = match waits_for_the_shop {
                true => Duration::from_secs(60),
                false => Duration::from_secs(24 * 60 * 60),
            };
            let until_due = match stage.database.next_due() {
                Some(due) => due - stage.time_on(self.life.machine),
                None => time::Duration::MAX,
            };
            let Ok(until_due) = Duration::try_from(until_due) else {
                return self.life.breathe().await;
            };
            if until_due.is_zero() {
                return self.life.breathe().await;
            }
            let changed = stage.database.changed.notified();
            let timed_out = tokio::time::timeout(until_due.min(longest), changed).await;
            if timed_out.is_err() && waits_for_the_shop {
                return self.life.breathe().await;
            }
        }
    }

    /// What a journal must not do.
    async fn dispatch_again(self) {
        let database = &self.life.stage.database;
        let open = at_once(async {
            use payments_journal::store::JournalStore;
            database.journal.list(&Filter::Open, 100).await
        });
        for record in open.unwrap() {
            let key = record.id.key;
            let order = self.life.stage.tables().tries.get(&key.reference).cloned();
            let (Operation::CREATE_PAYMENT, Some(attempt)) = (key.operation, order) else {
                continue;
            };
            let order = self.life.stage.tables().orders[&attempt.order].clone();
            let provider = self.provider(shop::service(order.way));
            let request = shop::request(&order, &attempt.reference);
            let done = provider.provider().create_payment(&request).await;
            let is_done = done.is_ok();
            self.life
                .note(format!("dispatches {} again: {is_done}", attempt.reference));
        }
    }
}

fn config(life: &Arc<Life>, service: Service) -> ClientConfig {
    ClientConfig::new()
        .with_transport(Network {
            life: Arc::clone(life),
            service,
        })
        .with_clock(OfLife(Arc::clone(life)))
        .with_randomness(OfLife(Arc::clone(life)))
}

fn mpandco(life: &Arc<Life>) -> Mpandco {
    Mpandco::sandbox(Credentials::new(CLIENT_ID, CLIENT_SECRET))
        .with_base_url(life.stage.services().mpandco_base_url())
        .with_client(config(life, Service::Mpandco))
        .build()
        .unwrap()
}

fn pagofacil(life: &Arc<Life>) -> PagoFacil {
    let secret = pagofacil::State::sandbox_api_secret();
    PagoFacil::sandbox(pagofacil_keys().with_api_secret(secret))
        .with_cash_orders()
        .with_base_url(life.stage.services().pagofacil_base_url())
        .with_client(config(life, Service::PagoFacil))
        .build()
        .unwrap()
}
