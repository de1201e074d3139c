//! After the sale: paying back, cancelling a subscription, and reading what it charged.

use std::collections::BTreeMap;

use futures_util::TryStreamExt;
use payments_core::{
    ChargeOutcome, Page, PaymentProvider, RecurringProviderExt, RefundRequest, SubscriptionId,
};

use payments_journal::store::{Filter, State as Known, Task};
use time::Duration;

use super::flaw::Flaw;
use super::orders::{Change, Of, State};
use super::plan::Service;
use super::process::Process;
use super::shop::{Done, service};

/// So long a call may be under way.
const PATIENCE: Duration = Duration::minutes(10);

impl Process {
    /// Pays a paid order back.
    pub(super) async fn refund(self, order: u32, void: bool) -> Done<()> {
        let Some((order, attempt)) = self.find(order).await? else {
            return Ok(());
        };
        let (State::Paid, Some(payment)) = (attempt.state, &attempt.payment) else {
            return Ok(());
        };
        let provider = self.provider(service(order.way));
        self.begin(&attempt.reference).await?;
        let returned = match void {
            true => provider.void_payment(payment).await.map(drop),
            false => {
                let request = RefundRequest::full(payment.clone(), payment.as_str());
                provider.refund_payment(&request).await.map(drop)
            }
        };
        match returned {
            Ok(()) if self.life.stage.flaw == Flaw::RefundNotSubtracted => {
                let sure = || self.life.stage.tables().is_sure(&attempt.reference);
                self.life.step(sure).await
            }
            Ok(()) => {
                let returned = Change::to(State::Returned);
                self.change(Of::Payment(payment.as_str()), &returned).await
            }
            Err(error) => {
                self.life
                    .note(format!("{payment} is not paid back: {error}"));
                Ok(())
            }
        }
    }

    /// Cancels a subscription.
    pub(super) async fn cancel_subscription(self, order: u32) -> Done<()> {
        let tables = || {
            let tables = self.life.stage.tables();
            let (_, attempt) = tables.find(order)?;
            let subscribed = tables.subscriptions.get(&attempt.reference)?;
            Some((attempt.reference, subscribed.id.clone()))
        };
        let Some((reference, id)) = self.life.step(tables).await? else {
            return Ok(());
        };
        self.begin(&reference).await?;
        let provider = self.provider(Service::PagoFacil);
        let recurring = PaymentProvider::recurring(provider).unwrap();
        match recurring.cancel_subscription(&id).await {
            Ok(_) => {
                let cancelled = || self.life.stage.tables().cancelled(&id);
                self.life.step(cancelled).await
            }
            Err(error) => {
                self.life.note(format!("{id} is not cancelled: {error}"));
                Ok(())
            }
        }
    }

    /// Has the verdicts delivered once more whose results could not be written.
    pub(super) async fn hear_again(&self) -> Done<()> {
        let stage = &self.life.stage;
        let (unsure, ids) = {
            let tables = stage.tables();
            let ids: BTreeMap<String, String> = tables
                .subscriptions
                .iter()
                .map(|(reference, subscribed)| (reference.clone(), subscribed.id.to_string()))
                .collect();
            (tables.unsure(), ids)
        };
        for (attempt, since) in unsure {
            let reference = attempt.reference;
            let payment = attempt.payment.map(|payment| payment.to_string());
            let subscription = ids.get(&reference).cloned();
            let keys = [Some(reference.clone()), payment, subscription];
            let mut is_open = stage.now() - since < PATIENCE;
            for key in keys.into_iter().flatten() {
                for record in self.journal().list(&Filter::Reference(key), 100).await? {
                    is_open |= record.is_open() || record.task == Some(Task::Deliver);
                    let is_done = record.state == Known::Done && record.result.is_some();
                    // The clocks differ.
                    let closed = record.closed_at.map(|closed| closed + Duration::minutes(1));
                    let is_news = closed.is_some_and(|closed| closed >= since);
                    if is_done && is_news && record.task != Some(Task::Deliver) {
                        self.journal().deliver_again(&record.id).await?;
                        is_open = true;
                    }
                }
            }
            if !is_open {
                let sure = || stage.tables().is_sure(&reference);
                self.life.step(sure).await?;
            }
        }
        Ok(())
    }

    /// Reads the charges of all subscriptions.
    pub(super) async fn read_charges(self) -> Done<()> {
        let subscriptions = || {
            let tables = self.life.stage.tables();
            let all = tables.subscriptions.iter();
            all.map(|(reference, subscribed)| (reference.clone(), subscribed.id.clone()))
                .collect::<Vec<(String, SubscriptionId)>>()
        };
        let provider = self.provider(Service::PagoFacil);
        let recurring = PaymentProvider::recurring(provider).unwrap();
        for (reference, id) in self.life.step(subscriptions).await? {
            let read: Result<Page<_>, _> = recurring.charges(&id).try_collect().await;
            let Ok(page) = read else { continue };
            let write = || {
                let mut tables = self.life.stage.tables();
                let subscribed = tables.subscriptions.get_mut(&reference).unwrap();
                for charge in &page.items {
                    if let (ChargeOutcome::Approved, Some(id), Some(amount)) =
                        (&charge.outcome, &charge.id, charge.amount)
                    {
                        subscribed.charges.insert(id.clone(), amount);
                    }
                }
            };
            self.life.step(write).await?;
        }
        Ok(())
    }
}
