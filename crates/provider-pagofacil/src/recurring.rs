//! Recurring charges: each method is one file in `ops`.

use async_trait::async_trait;
use payments_core::{
    RecurringProvider, Registration, Result, Subscription, SubscriptionId, SubscriptionRequest,
};

use crate::{PagoFacil, ops};

#[async_trait]
impl RecurringProvider for PagoFacil {
    async fn register_subscription(&self, request: &SubscriptionRequest) -> Result<Registration> {
        ops::register_subscription(&self.service, request).await
    }

    async fn get_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        ops::get_subscription(&self.service, id).await
    }
}
