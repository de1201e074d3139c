//! Subscriptions.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use payments_core::{
    AmountInput, Charge, Error, FirstCharge, Lookup, MerchantReference, Operation, Page,
    PageRequest, PaymentProvider, Provider, RecurringProvider, Registration, Result, Schedule,
    Subscription, SubscriptionId, SubscriptionRequest, Violations,
};

use super::{Journaled, Recurring, make};
use crate::attempt::Attempt;
use crate::dispatch::Call;
use crate::fingerprint::{self, Fields};
use crate::journal::Journal;

/// How a provider in an `Arc` gives its subscriptions.
type Access<P> = fn(&P) -> Option<&dyn RecurringProvider>;

fn direct<P: RecurringProvider>(provider: &P) -> Option<&dyn RecurringProvider> {
    Some(provider)
}

fn through_payments<P: PaymentProvider>(provider: &P) -> Option<&dyn RecurringProvider> {
    provider.recurring()
}

/// One journaled call about subscriptions.
struct Calls<'a, P> {
    journal: &'a Journal,
    provider: &'a Arc<P>,
    access: Access<P>,
}

impl<P: Provider> Calls<'_, P> {
    fn bare(&self, operation: Operation) -> Result<&dyn RecurringProvider> {
        let bare = (self.access)(self.provider);
        bare.ok_or_else(|| Error::unsupported(self.provider.name(), operation))
    }

    fn call<T: Send + 'static, A: Send + Sync + 'static>(
        &self,
        operation: Operation,
        reference: &str,
        fields: Fields,
        arguments: A,
        make: impl for<'c> FnOnce(&'c dyn RecurringProvider, &'c A) -> BoxFuture<'c, Result<T>>
        + Send
        + 'static,
    ) -> Call<P, T> {
        let access = self.access;
        Call {
            operation,
            reference: reference.to_owned(),
            fields,
            replaces: operation == Operation::MODIFY_SUBSCRIPTION,
            make: Box::new(move |provider: Arc<P>| {
                Box::pin(async move {
                    match access(&provider) {
                        Some(bare) => make(bare, &arguments).await,
                        None => Err(Error::unsupported(provider.name(), operation)),
                    }
                })
            }),
        }
    }

    async fn register(&self, request: &SubscriptionRequest) -> Result<Attempt<Registration>> {
        let operation = Operation::REGISTER_SUBSCRIPTION;
        let Some(reference) = request.reference() else {
            let mut violations = Violations::new();
            violations.push("reference", "must be there: the journal claims it");
            violations.into_result(self.provider.name(), operation)?;
            return Err(Error::unsupported(self.provider.name(), operation));
        };
        let fields = fingerprint::subscription(request);
        let call = self.call(
            operation,
            reference.as_str(),
            fields,
            request.clone(),
            |bare, request| bare.register_subscription(request),
        );
        let attempt = make(self.journal, self.provider, call).await?;
        Ok(attempt.map(|mut registration| {
            if !request.charge_now() && registration.first_charge == FirstCharge::Unknown {
                registration.first_charge = FirstCharge::NotRequested;
            }
            registration
        }))
    }

    async fn cancel(&self, id: &SubscriptionId) -> Result<Attempt<Subscription>> {
        let operation = Operation::CANCEL_SUBSCRIPTION;
        let fields = Fields::of(operation);
        let call = self.call(operation, id.as_str(), fields, id.clone(), |bare, id| {
            bare.cancel_subscription(id)
        });
        make(self.journal, self.provider, call).await
    }

    async fn modify(
        &self,
        id: &SubscriptionId,
        amount: &AmountInput,
        schedule: Schedule,
    ) -> Result<Attempt<Subscription>> {
        let operation = Operation::MODIFY_SUBSCRIPTION;
        let mut fields = Fields::of(operation);
        fields.total(amount);
        fields.schedule(schedule);
        let arguments = (id.clone(), amount.clone(), schedule);
        let call = self.call(
            operation,
            id.as_str(),
            fields,
            arguments,
            |bare, (id, amount, schedule)| bare.modify_subscription(id, amount, *schedule),
        );
        make(self.journal, self.provider, call).await
    }
}

impl<P: RecurringProvider> Journaled<P> {
    /// Registers a subscription, at most once per reference. The request must have one.
    ///
    /// # Errors
    /// [`JournalUnavailable`](payments_core::ErrorKind::JournalUnavailable), and what is refused
    /// before the claim; nothing was sent then.
    pub async fn attempt_registration(
        &self,
        request: &SubscriptionRequest,
    ) -> Result<Attempt<Registration>> {
        self.subscriptions().register(request).await
    }

    /// Cancels a subscription, at most once per subscription.
    ///
    /// # Errors
    /// As [`attempt_registration`](Self::attempt_registration).
    pub async fn attempt_cancellation(&self, id: &SubscriptionId) -> Result<Attempt<Subscription>> {
        self.subscriptions().cancel(id).await
    }

    fn subscriptions(&self) -> Calls<'_, P> {
        Calls {
            journal: &self.journal,
            provider: &self.provider,
            access: direct,
        }
    }
}

impl<P: PaymentProvider> Recurring<P> {
    fn subscriptions(&self) -> Calls<'_, P> {
        Calls {
            journal: &self.journal,
            provider: &self.provider,
            access: through_payments,
        }
    }
}

macro_rules! recurring_provider {
    ($name:ident, $bound:ident) => {
        #[deny(clippy::missing_trait_methods)]
        #[async_trait]
        impl<P: $bound> RecurringProvider for $name<P> {
            async fn register_subscription(
                &self,
                request: &SubscriptionRequest,
            ) -> Result<Registration> {
                let attempt = self.subscriptions().register(request).await?;
                attempt.into_result(self.name())
            }

            async fn get_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
                let calls = self.subscriptions();
                let bare = calls.bare(Operation::GET_SUBSCRIPTION)?;
                bare.get_subscription(id).await
            }

            async fn find_subscription(
                &self,
                reference: &MerchantReference,
            ) -> Result<Lookup<Subscription>> {
                let calls = self.subscriptions();
                let bare = calls.bare(Operation::FIND_SUBSCRIPTION)?;
                bare.find_subscription(reference).await
            }

            async fn cancel_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
                let attempt = self.subscriptions().cancel(id).await?;
                attempt.into_result(self.name())
            }

            async fn modify_subscription(
                &self,
                id: &SubscriptionId,
                amount: &AmountInput,
                schedule: Schedule,
            ) -> Result<Subscription> {
                let attempt = self.subscriptions().modify(id, amount, schedule).await?;
                attempt.into_result(self.name())
            }

            async fn list_charges(
                &self,
                id: &SubscriptionId,
                page: &PageRequest,
            ) -> Result<Page<Charge>> {
                let calls = self.subscriptions();
                let bare = calls.bare(Operation::LIST_CHARGES)?;
                bare.list_charges(id, page).await
            }
        }
    };
}

recurring_provider!(Journaled, RecurringProvider);
recurring_provider!(Recurring, PaymentProvider);
