//! Resolving one attempt.

use payments_core::resolve::Subject;
use payments_core::{
    Money, Operation, Payment, PaymentProvider, PaymentProviderExt, PayoutProviderExt,
    RecurringProviderExt, Resolution, Why,
};

use super::Step;
use super::backoff::{Backoff, later};
use crate::dispatch::SETTLE_AFTER;
use crate::journaled::Journaled;
use crate::store::{AttemptRecord, DecidedBy, Ending, State, StoreResult, Task};
use crate::stored::{Stored, stored};

const NO_RESOLVER: &str = "no call resolves this operation: look it up on the provider's own pages, \
                           and close the attempt";

impl<P: PaymentProvider> Journaled<P> {
    pub(super) async fn resolve(
        &self,
        record: &AttemptRecord,
        backoff: Backoff<'_>,
    ) -> StoreResult<Step> {
        let provider = self.provider();
        let reference = record.id.key.reference.as_str();
        // The dispatch may have come later than the claim, and the clocks may differ.
        let at = later(record.begun_at, self.journal().margin());
        let person =
            || Step::Postpone(backoff.person(Task::Resolve, NO_RESOLVER.to_owned(), false));
        Ok(match record.id.key.operation {
            Operation::CREATE_PAYMENT => {
                let resolution = provider.resolve_payment(&reference.into(), at).await;
                self.decide(
                    record,
                    backoff,
                    expected(record, resolution, Payment::amount),
                )
            }
            Operation::CONFIRM_PAYMENT => {
                let resolution = provider.resolve_confirmation(&reference.into(), at).await;
                self.decide(record, backoff, Ok(resolution))
            }
            Operation::VOID_PAYMENT => {
                let resolution = provider.resolve_void(&reference.into(), at).await;
                self.decide(record, backoff, Ok(resolution))
            }
            Operation::REFUND_PAYMENT => {
                let resolution = provider.resolve_refund(&reference.into(), at).await;
                let resolution = expected(record, resolution, |refund| refund.amount);
                self.decide(record, backoff, resolution)
            }
            Operation::REGISTER_SUBSCRIPTION => match provider.recurring() {
                Some(recurring) => {
                    let resolution = recurring.resolve_subscription(&reference.into(), at).await;
                    self.decide(record, backoff, Ok(resolution))
                }
                None => person(),
            },
            Operation::CANCEL_SUBSCRIPTION => match provider.recurring() {
                Some(recurring) => {
                    let resolution = recurring.resolve_cancellation(&reference.into(), at).await;
                    self.decide(record, backoff, Ok(resolution))
                }
                None => person(),
            },
            Operation::SEND_PAYOUT => match provider.payouts() {
                Some(payouts) => {
                    let resolution = payouts.resolve_payout(&reference.into(), at).await;
                    self.decide(record, backoff, Ok(resolution))
                }
                None => person(),
            },
            _ => person(),
        })
    }

    fn decide<T: Stored + Subject>(
        &self,
        record: &AttemptRecord,
        backoff: Backoff<'_>,
        resolution: Result<Resolution<T>, String>,
    ) -> Step {
        let task = Task::Resolve;
        let why = match resolution {
            Ok(Resolution::Happened { found, gaps }) => {
                // Others with the same reference may exist where nothing was searched.
                let value = gaps
                    .iter()
                    .fold(found, |value, gap| value.with_warning(gap));
                let settles =
                    record.id.key.operation == Operation::CREATE_PAYMENT && value.waits_for_payer();
                return Step::Close(Box::new(Ending {
                    result: stored(&value),
                    settle_at: settles.then(|| later(backoff.now, SETTLE_AFTER)),
                    ..closed(State::Done, backoff)
                }));
            }
            Ok(Resolution::DidNotHappen) => {
                return Step::Close(Box::new(Ending {
                    error: record.error.clone(),
                    ..closed(State::Failed, backoff)
                }));
            }
            Ok(Resolution::StillUnknown(why)) => why,
            Err(contradiction) => {
                return Step::Postpone(backoff.person(task, contradiction, false));
            }
        };
        let text = why.to_string();
        Step::Postpone(match why {
            Why::NotSettled { ask_again_at } => backoff.at(task, ask_again_at),
            Why::LookupFailed(_) | Why::InBetween(_) => backoff.again(task, &text),
            Why::SearchIncomplete { .. } => backoff.person(task, text, true),
            _ => backoff.person(task, text, false),
        })
    }
}

fn closed(state: State, backoff: Backoff<'_>) -> Ending {
    Ending {
        state,
        result: None,
        error: None,
        decided_by: Some(DecidedBy::Resolution),
        closed_at: Some(backoff.now),
        closed_by: None,
        next: Some((Task::Deliver, backoff.now)),
        settle_at: None,
    }
}

/// A payment of another amount is not the one that was requested.
fn expected<T: Subject>(
    record: &AttemptRecord,
    resolution: Resolution<T>,
    amount: fn(&T) -> Option<Money>,
) -> Result<Resolution<T>, String> {
    let Resolution::Happened { found, .. } = &resolution else {
        return Ok(resolution);
    };
    match (amount(found), &record.amount) {
        (Some(found_amount), Some(requested)) if found_amount.to_string() != *requested => {
            Err(format!(
                "the provider has {} of {found_amount}, and the request was for {requested}: \
                 compare both, and close the attempt",
                found.label()
            ))
        }
        _ => Ok(resolution),
    }
}
