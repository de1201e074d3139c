//! Looking after a payment that waits for its payer, whose callback may never come.

use payments_core::{Payment, PaymentProvider};

use super::Step;
use super::backoff::{Backoff, later};
use crate::dispatch::SETTLE_AFTER;
use crate::journaled::Journaled;
use crate::store::{AttemptRecord, Postponement, StoreResult, Task};
use crate::stored::{Stored, stored};

/// After so long a payment that its payer did not approve is left alone.
const PATIENCE: time::Duration = time::Duration::days(7);

impl<P: PaymentProvider> Journaled<P> {
    pub(super) async fn settle_later(
        &self,
        record: &AttemptRecord,
        backoff: Backoff<'_>,
    ) -> StoreResult<Step> {
        let known = record.result.as_ref().map(Payment::read);
        let Some(Ok(known)) = known else {
            let reason = "the stored payment cannot be read".to_owned();
            return Ok(Step::Postpone(backoff.person(Task::Settle, reason, false)));
        };
        let payment = match self.provider().get_payment(known.id()).await {
            Ok(payment) => payment,
            Err(error) => {
                return Ok(Step::Postpone(
                    backoff.again(Task::Settle, &error.to_string()),
                ));
            }
        };
        if payment.status() != known.status()
            && let Some(result) = stored(&payment)
        {
            let again = payment.waits_for_payer();
            let settle_at = again.then(|| later(backoff.now, SETTLE_AFTER));
            return Ok(Step::Changed(result, settle_at));
        }
        let is_over = backoff.now - record.begun_at > PATIENCE;
        Ok(Step::Postpone(Postponement {
            due_at: (!is_over).then(|| backoff.spread(SETTLE_AFTER)),
            tries: 0,
            ..backoff.at(Task::Settle, backoff.now)
        }))
    }
}
