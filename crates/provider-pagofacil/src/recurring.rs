//! Recurring charges: each method is one file in `ops`.

use async_trait::async_trait;
use payments_core::{
    AmountInput, Charge, Error, Lookup, MerchantReference, Operation, Page, PageRequest,
    RecurringProvider, Registration, Result, Schedule, Subscription, SubscriptionId,
    SubscriptionRequest,
};

use crate::{NAME, PagoFacil, ops};

#[async_trait]
impl RecurringProvider for PagoFacil {
    async fn register_subscription(&self, request: &SubscriptionRequest) -> Result<Registration> {
        ops::register_subscription(&self.service, request).await
    }

    async fn get_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        ops::get_subscription(&self.service, id).await
    }

    /// Searches the reports for charges with this contract number, and checks the subscriptions
    /// that they speak of. It needs the API secret. A subscription that was not charged yet is in
    /// no report, so the answer is never complete.
    async fn find_subscription(
        &self,
        reference: &MerchantReference,
    ) -> Result<Lookup<Subscription>> {
        ops::find_subscription(&self.service, reference).await
    }

    /// Needs the API secret, and an account that the service enabled for it: without the secret,
    /// the violation `keys.api_secret` comes before anything is sent.
    async fn cancel_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        ops::cancel_subscription(&self.service, id).await
    }

    /// Answers [`Unsupported`](payments_core::ErrorKind::Unsupported): the service announced it
    /// and never documented it.
    async fn modify_subscription(
        &self,
        _id: &SubscriptionId,
        _amount: &AmountInput,
        _schedule: Schedule,
    ) -> Result<Subscription> {
        let unsupported = Error::unsupported(NAME, Operation::MODIFY_SUBSCRIPTION);
        Err(unsupported.with_detail(
            "the service announced the method and never documented it: cancel the subscription \
             and register another",
        ))
    }

    /// Goes through the reports of the account, so it needs the API secret, and a page may be
    /// empty without being the last. Charges stand in the service's order.
    async fn list_charges(&self, id: &SubscriptionId, page: &PageRequest) -> Result<Page<Charge>> {
        ops::list_charges(&self.service, id, page).await
    }
}
