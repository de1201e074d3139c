//! Handing a verdict to the merchant.

use payments_core::PaymentProvider;

use super::Step;
use super::backoff::Backoff;
use crate::journaled::Journaled;
use crate::store::{AttemptRecord, DecidedBy, State, StoreResult, Task};
use crate::verdict::{Delivery, Fact, Verdict, VerdictHandler};

impl<P: PaymentProvider> Journaled<P> {
    pub(super) async fn deliver(
        &self,
        record: &AttemptRecord,
        backoff: Backoff<'_>,
        handler: &dyn VerdictHandler,
    ) -> StoreResult<Step> {
        let store = self.journal().store();
        if record.state == State::Failed {
            // A further attempt shows that the merchant knows, and its verdict counts.
            let latest = store.latest(&record.id.key).await?;
            if latest.is_some_and(|latest| latest.id.number > record.id.number) {
                return Ok(Step::Delivered);
            }
        }
        let fact = match Fact::of(record) {
            Ok(fact) => fact,
            Err(reason) => {
                return Ok(Step::Postpone(backoff.person(Task::Deliver, reason, true)));
            }
        };
        let verdict = Verdict {
            id: record.id.clone(),
            begun_at: record.begun_at,
            decided_by: record.decided_by.unwrap_or(DecidedBy::Response),
            contradicted: record.contradicted,
            fact,
        };
        let delivery = Delivery {
            store,
            id: &record.id,
        };
        Ok(match handler.handle(&verdict, delivery).await {
            Ok(()) => Step::Delivered,
            Err(error) => Step::Postpone(backoff.again(Task::Deliver, &error.to_string())),
        })
    }
}
