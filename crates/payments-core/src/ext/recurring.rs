//! Listings of charges as streams, and the resolution of calls about subscriptions.

use futures_core::Stream;

use super::pages::entries;
use crate::resolve::{self, Attempt, Resolution, Settling};
use crate::{
    Charge, Entry, MerchantReference, Operation, PageRequest, RecurringProvider, Result,
    Subscription, SubscriptionId,
};

const NO_SEARCH: &str = "no call of this provider finds subscriptions by their \
                                      reference: when its settle time is over, look the reference \
                                      up on its own pages before you register it again";
const NO_STATE: &str = "no call of this provider shows a subscription: look it up on its \
                               own pages, and cancel it there if it is active";

/// Conveniences over [`RecurringProvider`].
pub trait RecurringProviderExt: RecurringProvider {
    /// All charges of a subscription, newest first, page by page, as
    /// [`payments`](super::PaymentProviderExt::payments) does it.
    fn charges<'a>(
        &'a self,
        id: &'a SubscriptionId,
    ) -> impl Stream<Item = Result<Entry<Charge>>> + Send + 'a {
        entries(
            self.name(),
            Operation::LIST_CHARGES,
            move |page: PageRequest| async move { self.list_charges(id, &page).await },
        )
    }

    /// Resolves a
    /// [`register_subscription`](RecurringProvider::register_subscription) whose outcome
    /// is unknown. See [`resolve`].
    ///
    /// *Requires*: a reference that no earlier subscription of the merchant has.
    ///
    /// *Behavior*: a subscription that exists was registered. Whether a charge requested with it
    /// was made too, its [`charges`](Subscription::charges) tell, as far as the provider shows them.
    fn resolve_subscription<'a>(
        &'a self,
        reference: &'a MerchantReference,
        attempt: impl Into<Attempt>,
    ) -> impl Future<Output = Resolution<Subscription>> + Send + 'a {
        let attempt = attempt.into();
        async move {
            let settling = Settling::of(self, attempt);
            let found = self.find_subscription(reference).await;
            resolve::of_lookup(found, settling, resolve::registration, NO_SEARCH)
        }
    }

    /// Resolves a [`cancel_subscription`](RecurringProvider::cancel_subscription)
    /// whose outcome is unknown. See [`resolve`].
    ///
    /// *Behavior*: a cancelled subscription happened, an active one did not.
    fn resolve_cancellation<'a>(
        &'a self,
        id: &'a SubscriptionId,
        attempt: impl Into<Attempt>,
    ) -> impl Future<Output = Resolution<Subscription>> + Send + 'a {
        let attempt = attempt.into();
        async move {
            let settling = Settling::of(self, attempt);
            let subscription = self.get_subscription(id).await;
            resolve::of_state(subscription, settling, resolve::cancellation, NO_STATE)
        }
    }
}

impl<P: RecurringProvider + ?Sized> RecurringProviderExt for P {}
