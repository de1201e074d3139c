//! The subscriptions of a provider with one flaw.

use async_trait::async_trait;
use payments_core::{
    AmountInput, Charge, Error, ErrorKind, Lookup, MerchantReference, Operation, Outcome, Page,
    PageRequest, Provider, RecurringProvider, Registration, Result, Schedule, Subscription,
    SubscriptionId, SubscriptionRequest, SubscriptionStatus,
};

use crate::flaw::Flaw;
use crate::flawed::Flawed;

impl Flawed {
    fn subscriptions(&self) -> &dyn RecurringProvider {
        self.inner.recurring().unwrap()
    }
}

#[async_trait]
impl RecurringProvider for Flawed {
    async fn register_subscription(&self, request: &SubscriptionRequest) -> Result<Registration> {
        let registered = self.subscriptions().register_subscription(request).await;
        match registered {
            Err(error) if self.flaw == Flaw::SendsSubscriptionsUnchecked => {
                Err(self.rejected(&error))
            }
            registered => registered,
        }
    }

    async fn get_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        let got = self.subscriptions().get_subscription(id).await;
        match got {
            Err(error) if self.flaw == Flaw::RefusesUnknownSubscriptions => {
                Err(self.distorted(&error, ErrorKind::Refused, error.outcome()))
            }
            Ok(got)
                if self.flaw == Flaw::DoubtsSubscriptions
                    && *got.status() == SubscriptionStatus::Active =>
            {
                let status = SubscriptionStatus::Other(String::new());
                Ok(Subscription::new(id.clone(), status).with_amount(got.amount()))
            }
            got => got,
        }
    }

    async fn find_subscription(
        &self,
        reference: &MerchantReference,
    ) -> Result<Lookup<Subscription>> {
        if self.flaw == Flaw::FindsNoSubscription {
            return Ok(Lookup::complete(Vec::new()));
        }
        self.subscriptions().find_subscription(reference).await
    }

    async fn cancel_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        self.subscriptions().cancel_subscription(id).await
    }

    async fn modify_subscription(
        &self,
        id: &SubscriptionId,
        amount: &AmountInput,
        schedule: Schedule,
    ) -> Result<Subscription> {
        if self.flaw == Flaw::ServesTheUnlisted {
            let (operation, kind) = (Operation::MODIFY_SUBSCRIPTION, ErrorKind::NotFound);
            return Err(Error::new(self.name(), operation, kind, Outcome::Rejected));
        }
        let subscriptions = self.subscriptions();
        let before = subscriptions.get_subscription(id).await;
        let modified = subscriptions
            .modify_subscription(id, amount, schedule)
            .await?;
        match self.flaw {
            Flaw::ShowsTheOldSubscription => before,
            _ => Ok(modified),
        }
    }

    async fn list_charges(&self, id: &SubscriptionId, page: &PageRequest) -> Result<Page<Charge>> {
        let mut page = self.subscriptions().list_charges(id, page).await?;
        match self.flaw {
            Flaw::ListsChargesTwice => page.items.extend(page.items.first().cloned()),
            Flaw::ForgetsCharges => {
                page.items.truncate(1);
                page.next = None;
                page.total = None;
            }
            _ => {}
        }
        Ok(page)
    }
}
