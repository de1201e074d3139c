//! Subscriptions: charges that a provider repeats by itself.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::provider::Provider;
use crate::{
    AmountInput, Charge, Error, FirstCharge, Lookup, MerchantReference, Operation, Page,
    PageRequest, Result, Schedule, Subscription, SubscriptionId, SubscriptionRequest,
};

/// The result of a registration. "Registered" and "charged" are two facts: after a declined first
/// charge the subscription stays active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Registration {
    /// The subscription, registered.
    pub subscription: Subscription,
    /// The outcome of the charge that was requested with it.
    pub first_charge: FirstCharge,
}

impl Registration {
    /// A registered subscription, and its first charge.
    pub fn new(subscription: Subscription, first_charge: FirstCharge) -> Self {
        Self {
            subscription,
            first_charge,
        }
    }
}

/// Charges cards on a schedule.
///
/// The rules of [`PaymentProvider`](crate::PaymentProvider) hold here too: validation of the whole
/// request before anything is sent, `Unsupported` without I/O as the default body, and calls that
/// move money sent once.
#[async_trait]
pub trait RecurringProvider: Provider {
    /// Registers a subscription, and charges it once now if the request says so.
    ///
    /// *Requires*: a card that has not expired, a schedule that starts after today; the security
    /// code where a charge is made now.
    ///
    /// *Behavior*: returns once the provider says that the subscription is registered, whatever
    /// the outcome of the first charge.
    ///
    /// *Outcome*: sent once. After [`Unknown`](crate::Outcome::Unknown),
    /// [resolve it](crate::RecurringProviderExt::resolve_subscription) by the reference.
    async fn register_subscription(&self, request: &SubscriptionRequest) -> Result<Registration> {
        let _ = request;
        Err(Error::unsupported(
            self.name(),
            Operation::REGISTER_SUBSCRIPTION,
        ))
    }

    /// Fetches a subscription.
    ///
    /// *Behavior*: an unknown id is [`NotFound`](crate::ErrorKind::NotFound).
    ///
    /// *Outcome*: reads only.
    async fn get_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        let _ = id;
        Err(Error::unsupported(self.name(), Operation::GET_SUBSCRIPTION))
    }

    /// Searches the subscriptions of a merchant reference.
    ///
    /// *Outcome*: reads only.
    async fn find_subscription(
        &self,
        reference: &MerchantReference,
    ) -> Result<Lookup<Subscription>> {
        let _ = reference;
        Err(Error::unsupported(
            self.name(),
            Operation::FIND_SUBSCRIPTION,
        ))
    }

    /// Cancels a subscription: no charge follows.
    ///
    /// *Outcome*: sent once. After [`Unknown`](crate::Outcome::Unknown),
    /// [resolve it](crate::RecurringProviderExt::resolve_cancellation) by the subscription's id.
    async fn cancel_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        let _ = id;
        Err(Error::unsupported(
            self.name(),
            Operation::CANCEL_SUBSCRIPTION,
        ))
    }

    /// Changes the amount and the schedule of a subscription.
    ///
    /// *Outcome*: sent once. After [`Unknown`](crate::Outcome::Unknown), get the subscription.
    async fn modify_subscription(
        &self,
        id: &SubscriptionId,
        amount: &AmountInput,
        schedule: Schedule,
    ) -> Result<Subscription> {
        let _ = (id, amount, schedule);
        Err(Error::unsupported(
            self.name(),
            Operation::MODIFY_SUBSCRIPTION,
        ))
    }

    /// Lists the charges of a subscription, newest first.
    ///
    /// *Outcome*: reads only.
    async fn list_charges(&self, id: &SubscriptionId, page: &PageRequest) -> Result<Page<Charge>> {
        let _ = (id, page);
        Err(Error::unsupported(self.name(), Operation::LIST_CHARGES))
    }
}
