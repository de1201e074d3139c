//! Listings of payments as streams, and the resolution of calls about payments.

use futures_core::Stream;

use super::pages::entries;
use crate::resolve::{self, Attempt, Resolution, Settling};
use crate::{
    Entry, MerchantReference, Operation, PageRequest, Payment, PaymentId, PaymentProvider, Refund,
    Result,
};

const NO_SEARCH: &str = "no call of this provider finds payments by their reference: when \
                                 its settle time is over, look the reference up on its own pages \
                                 before you repeat the call";
const NO_STATE: &str = "no call of this provider shows a payment: when its settle time is over, \
                          look the payment up on its own pages before you repeat the call";

const NO_REFUND_SEARCH: &str = "no call of this provider finds refunds: when its settle time is over, \
                                look the refund up on its own pages before you repeat it";

/// Conveniences over [`PaymentProvider`].
pub trait PaymentProviderExt: PaymentProvider {
    /// All payments, newest first, page by page. One page is held in memory; the stream ends after
    /// an error, and a listing that leads back to an earlier page is one.
    fn payments(&self) -> impl Stream<Item = Result<Entry<Payment>>> + Send + '_ {
        entries(
            self.name(),
            Operation::LIST_PAYMENTS,
            move |page: PageRequest| async move { self.list_payments(&page).await },
        )
    }

    /// Resolves a [`create_payment`](PaymentProvider::create_payment) whose outcome is
    /// unknown. See [`resolve`].
    ///
    /// *Requires*: a reference that no earlier payment of the merchant has, but for declined ones.
    ///
    /// *Behavior*: a payment that exists happened, whatever its status is by now. Declined ones
    /// are as good as none, for an earlier attempt may have left them.
    fn resolve_payment<'a>(
        &'a self,
        reference: &'a MerchantReference,
        attempt: impl Into<Attempt>,
    ) -> impl Future<Output = Resolution<Payment>> + Send + 'a {
        let attempt = attempt.into();
        async move {
            let settling = Settling::of(self, attempt);
            let found = self.find_payment(reference).await;
            resolve::of_lookup(found, settling, resolve::creation, NO_SEARCH)
        }
    }

    /// Resolves a [`confirm_payment`](PaymentProvider::confirm_payment) whose outcome is
    /// unknown. See [`resolve`].
    ///
    /// *Behavior*: a paid payment happened, and so did a voided one, which was paid before: look
    /// at its status. One that still waits for its payer or for its confirmation, was given up or
    /// was declined did not.
    fn resolve_confirmation<'a>(
        &'a self,
        id: &'a PaymentId,
        attempt: impl Into<Attempt>,
    ) -> impl Future<Output = Resolution<Payment>> + Send + 'a {
        let attempt = attempt.into();
        async move {
            let settling = Settling::of(self, attempt);
            let payment = self.get_payment(id).await;
            resolve::of_state(payment, settling, resolve::confirmation, NO_STATE)
        }
    }

    /// Resolves a [`void_payment`](PaymentProvider::void_payment) that was begun at
    /// `attempted_at`; of several, the last. See [`resolve`].
    ///
    /// *Behavior*: a voided payment happened, a paid one did not; any other status contradicts
    /// what was to be voided.
    fn resolve_void<'a>(
        &'a self,
        id: &'a PaymentId,
        attempt: impl Into<Attempt>,
    ) -> impl Future<Output = Resolution<Payment>> + Send + 'a {
        let attempt = attempt.into();
        async move {
            let settling = Settling::of(self, attempt);
            let payment = self.get_payment(id).await;
            resolve::of_state(payment, settling, resolve::voiding, NO_STATE)
        }
    }

    /// Resolves a [`refund_payment`](PaymentProvider::refund_payment) whose outcome is unknown. See
    /// [`resolve`].
    ///
    /// *Requires*: the reference of the refund, which no earlier refund of the merchant has.
    fn resolve_refund<'a>(
        &'a self,
        reference: &'a MerchantReference,
        attempt: impl Into<Attempt>,
    ) -> impl Future<Output = Resolution<Refund>> + Send + 'a {
        let attempt = attempt.into();
        async move {
            let settling = Settling::of(self, attempt);
            let found = self.find_refund(reference).await;
            resolve::of_lookup(found, settling, resolve::refund, NO_REFUND_SEARCH)
        }
    }
}

impl<P: PaymentProvider + ?Sized> PaymentProviderExt for P {}
