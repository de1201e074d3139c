//! Listings as streams.

use futures_core::Stream;

use super::pages::entries;
use crate::{
    Charge, Operation, PageRequest, Payment, PaymentProvider, RecurringProvider, Result,
    SubscriptionId,
};

/// Conveniences over [`PaymentProvider`].
pub trait PaymentProviderExt: PaymentProvider {
    /// All payments, newest first, page by page. One page is held in memory; the stream ends after
    /// an error, and a listing that leads back to an earlier page is one.
    fn payments(&self) -> impl Stream<Item = Result<Payment>> + Send + '_ {
        entries(
            self.name(),
            Operation::LIST_PAYMENTS,
            move |page: PageRequest| async move { self.list_payments(&page).await },
        )
    }
}

impl<P: PaymentProvider + ?Sized> PaymentProviderExt for P {}

/// Conveniences over [`RecurringProvider`].
pub trait RecurringProviderExt: RecurringProvider {
    /// All charges of a subscription, newest first, page by page, as
    /// [`payments`](PaymentProviderExt::payments) does it.
    fn charges<'a>(
        &'a self,
        id: &'a SubscriptionId,
    ) -> impl Stream<Item = Result<Charge>> + Send + 'a {
        entries(
            self.name(),
            Operation::LIST_CHARGES,
            move |page: PageRequest| async move { self.list_charges(id, &page).await },
        )
    }
}

impl<P: RecurringProvider + ?Sized> RecurringProviderExt for P {}
