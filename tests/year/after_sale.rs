//! After the sale: paying back, cancelling a subscription, and reading what it charged.

use futures_util::TryStreamExt;
use payments_core::{
    ChargeOutcome, Page, PaymentProvider, RecurringProviderExt, RefundRequest, SubscriptionId,
};

use super::flaw::Flaw;
use super::orders::{Change, Of, State};
use super::plan::Service;
use super::process::Process;
use super::shop::{Done, service};

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
        let returned = match void {
            true => provider.void_payment(payment).await.map(drop),
            false => {
                let request = RefundRequest::full(payment.clone(), payment.as_str());
                provider.refund_payment(&request).await.map(drop)
            }
        };
        match returned {
            Ok(()) if self.life.stage.flaw == Flaw::RefundNotSubtracted => Ok(()),
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
            Some(subscribed.id.clone())
        };
        let Some(id) = self.life.step(tables).await? else {
            return Ok(());
        };
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
