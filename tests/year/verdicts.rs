//! What the shop makes of the journal's verdicts.

use std::sync::Arc;

use async_trait::async_trait;
use payments_core::Operation;
use payments_journal::store::DecidedBy;
use payments_journal::verdict::HandlerError;
use payments_journal::{Delivery, Fact, Verdict, VerdictHandler};

use super::flaw::Flaw;
use super::life::Life;
use super::orders::{Change, Of, State, Tables, Try};
use super::stage::Stage;

/// The handler of a process.
pub(super) struct Verdicts(pub(super) Arc<Life>);

#[async_trait]
impl VerdictHandler for Verdicts {
    async fn handle(&self, verdict: &Verdict, _: Delivery<'_>) -> Result<(), HandlerError> {
        let stage = &self.0.stage;
        let mut ships = None;
        let delivered = self.0.step(|| {
            stage.database.deliver(&verdict.id, |tables| {
                if stage.flaw == Flaw::VerdictWithoutCommit {
                    tables.is_sure(&verdict.id.key.reference);
                } else {
                    ships = apply(verdict, tables);
                }
            });
        });
        let delivered = delivered.await;
        if let Some(attempt) = ships {
            shipped(stage, &attempt);
        }
        delivered.map_err(|_| "the database is unavailable")?;
        self.0.note(format!("takes the verdict of {}", verdict.id));
        Ok(())
    }
}

/// Nothing is shipped that is not paid: the services' books say at this time whether it is.
pub(super) fn shipped(stage: &Stage, attempt: &Try) {
    let reference = attempt.reference.as_str();
    stage.note(format!("{reference} is shipped"));
    let services = stage.services();
    let subscriptions = services.pagofacil().registrations_of(reference);
    let paid = services.mpandco().times_executed(reference)
        + services.pagofacil().times_paid(reference)
        + subscriptions;
    if paid == 0 {
        stage.violated(format!("{reference} is shipped, and not paid"));
    }
}

fn apply(verdict: &Verdict, tables: &mut Tables) -> Option<Try> {
    let key = &verdict.id.key;
    if key.operation == Operation::CANCEL_SUBSCRIPTION {
        if let Fact::Subscription(_) | Fact::DoneByPerson(_) = verdict.fact {
            tables.cancelled(&key.reference.as_str().into());
        }
        return None;
    }
    let of = match key.operation {
        Operation::CONFIRM_PAYMENT | Operation::VOID_PAYMENT | Operation::REFUND_PAYMENT => {
            Of::Payment(&key.reference)
        }
        _ => Of::Reference(&key.reference),
    };
    let change = change(verdict)?;
    tables.change(of, &change)
}

/// What a verdict makes of a try; `None` where it says nothing about it.
fn change(verdict: &Verdict) -> Option<Change> {
    let charges_at_once = verdict.id.key.provider == "pagofacil";
    let operation = verdict.id.key.operation;
    let pays_back = matches!(
        operation,
        Operation::VOID_PAYMENT | Operation::REFUND_PAYMENT
    );
    let confirms = operation == Operation::CONFIRM_PAYMENT;
    Some(match &verdict.fact {
        Fact::Payment(payment) => Change::of(payment),
        Fact::Registration(registration) => Change::registered(registration),
        Fact::Subscription(subscription) => Change::found_registered(subscription),
        Fact::Refund(_) => Change::to(State::Returned),
        Fact::DidNotHappen(_) if pays_back => return None,
        Fact::DoneByPerson(_) if pays_back => Change::to(State::Returned),
        Fact::DidNotHappen(_) if confirms || verdict.decided_by == DecidedBy::Response => {
            Change::to(State::Declined)
        }
        Fact::DidNotHappen(_) => Change::to(State::Open),
        Fact::DoneByPerson(_) if confirms || charges_at_once => Change::to(State::Paid),
        Fact::DoneByPerson(_) => Change::to(State::Review),
        _ => return None,
    })
}
