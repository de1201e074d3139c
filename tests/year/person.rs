//! The person who decides what the journal cannot.

use std::fmt;

use payments_core::Operation;
use payments_journal::store::{AttemptRecord, Filter, JournalStore};
use payments_sim::mpandco::IntentState;
use time::OffsetDateTime;

use super::database::at_once;
use super::stage::Stage;

/// What a person had to decide.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Decision {
    /// When.
    pub at: OffsetDateTime,
    /// Which attempt.
    pub attempt: String,
    /// What the journal asked.
    pub instruction: String,
    /// Whether the services' own pages show that it happened.
    pub happened: bool,
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            at,
            attempt,
            instruction,
            happened,
        } = self;
        let date = at.date();
        let done = if *happened {
            "happened"
        } else {
            "did not happen"
        };
        write!(f, "{date} {attempt}: {instruction} -> {done}")
    }
}

/// Decides every open attempt that asks for a person, by the services' own pages.
pub(super) async fn decide(stage: &Stage) {
    let asked = at_once(stage.database.journal.list(&Filter::NeedsPerson, u32::MAX)).unwrap();
    for record in asked.iter().filter(|record| record.is_open()) {
        let Some(process) = stage.process(0) else {
            return;
        };
        let happened = happened(stage, record);
        let closed = process
            .journal()
            .close(&record.id, happened, "the bookkeeper", "looked it up")
            .await;
        // What the database does not take is decided tomorrow.
        if closed.is_ok() {
            let decision = Decision {
                at: stage.now(),
                attempt: record.id.to_string(),
                instruction: record.needs_person.clone().unwrap_or_default(),
                happened,
            };
            stage.note(format!("a person: {decision}"));
            stage.decisions.lock().unwrap().push(decision);
        }
    }
}

/// Whether the services' books show what was attempted.
pub(super) fn happened(stage: &Stage, record: &AttemptRecord) -> bool {
    let services = stage.services();
    let (mpandco, pagofacil) = (services.mpandco(), services.pagofacil());
    let key = record.id.key.reference.as_str();
    let intent = || mpandco.intent(key);
    match record.id.key.operation {
        Operation::CREATE_PAYMENT if record.id.key.provider == "mpandco" => {
            !mpandco.intents_of(key).is_empty()
        }
        Operation::CREATE_PAYMENT => {
            pagofacil.times_paid(key) > 0 || !pagofacil.cash_orders_of(key).is_empty()
        }
        Operation::CONFIRM_PAYMENT => intent().is_some_and(|intent| intent.executions > 0),
        Operation::VOID_PAYMENT | Operation::REFUND_PAYMENT => {
            intent().is_some_and(|intent| intent.state == IntentState::Annulled)
        }
        Operation::REGISTER_SUBSCRIPTION => pagofacil.registrations_of(key) > 0,
        Operation::CANCEL_SUBSCRIPTION => pagofacil
            .subscription(key)
            .is_some_and(|found| !found.active),
        other => panic!("the shop makes no {other}"),
    }
}
