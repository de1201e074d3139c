//! Payments.

use async_trait::async_trait;

use crate::provider::Provider;
use crate::{
    Callback, CardVault, Confirmation, Error, Expected, Lookup, MerchantReference, Operation, Page,
    PageRequest, Payment, PaymentId, PaymentRequest, PayoutProvider, RecurringProvider, Refund,
    RefundRequest, Result, Settlement,
};

pub mod settle;

/// Takes payments.
///
/// Every method validates all of its arguments before it sends anything, and reports every
/// violation at once. A method that the provider does not have keeps the default body, which returns [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) without any I/O.
///
/// The futures may be dropped at any point; a dropped call that moves money has the outcome
/// [`Unknown`](crate::Outcome::Unknown).
#[async_trait]
pub trait PaymentProvider: Provider {
    /// Creates a payment.
    ///
    /// *Requires*: a reference that no other payment of the merchant has; return URLs where the
    /// payer approves on a page of the provider.
    ///
    /// *Behavior*: returns the payment with its id, and with a
    /// [`next_action`](Payment::next_action) where the payer has to approve. Where a provider
    /// charges at once, a decline is the error [`Declined`](crate::ErrorKind::Declined).
    ///
    /// *Outcome*: sent once. After [`Unknown`](crate::Outcome::Unknown),
    /// [resolve it](crate::PaymentProviderExt::resolve_payment) by the reference.
    #[doc(alias = "charge")]
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        let _ = request;
        Err(Error::unsupported(self.name(), Operation::CREATE_PAYMENT))
    }

    /// Confirms a payment that its payer approved. This is the call that moves the money.
    ///
    /// *Requires*: a payment in the status [`Approved`](crate::PaymentStatus::Approved), and who
    /// approved it.
    ///
    /// *Behavior*: returns only when the provider says that the payment is paid; any other
    /// status is an error.
    ///
    /// *Outcome*: sent once. After [`Unknown`](crate::Outcome::Unknown),
    /// [resolve it](crate::PaymentProviderExt::resolve_confirmation) by the payment's id.
    async fn confirm_payment(&self, confirmation: &Confirmation) -> Result<Payment> {
        let _ = confirmation;
        Err(Error::unsupported(self.name(), Operation::CONFIRM_PAYMENT))
    }

    /// Fetches a payment.
    ///
    /// *Requires*: an id that this provider issued.
    ///
    /// *Behavior*: an unknown id is [`NotFound`](crate::ErrorKind::NotFound).
    ///
    /// *Outcome*: reads only, and is retried on a broken connection.
    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        let _ = id;
        Err(Error::unsupported(self.name(), Operation::GET_PAYMENT))
    }

    /// Searches the payments of a merchant reference.
    ///
    /// *Behavior*: returns all matches, and what was not searched. Nothing found is an empty result, not
    /// an error.
    ///
    /// *Outcome*: reads only.
    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        let _ = reference;
        Err(Error::unsupported(self.name(), Operation::FIND_PAYMENT))
    }

    /// Lists payments, newest first.
    ///
    /// *Outcome*: reads only.
    async fn list_payments(&self, page: &PageRequest) -> Result<Page<Payment>> {
        let _ = page;
        Err(Error::unsupported(self.name(), Operation::LIST_PAYMENTS))
    }

    /// Cancels a paid payment in full.
    ///
    /// *Requires*: a paid payment, within the time that the provider allows.
    ///
    /// *Behavior*: returns only when the provider says that the payment is voided.
    ///
    /// *Outcome*: sent once. After [`Unknown`](crate::Outcome::Unknown),
    /// [resolve it](crate::PaymentProviderExt::resolve_void) by the payment's id.
    #[doc(alias = "refund")]
    #[doc(alias = "annul")]
    async fn void_payment(&self, id: &PaymentId) -> Result<Payment> {
        let _ = id;
        Err(Error::unsupported(self.name(), Operation::VOID_PAYMENT))
    }

    /// Refunds a paid payment, in full or in part.
    ///
    /// *Requires*: a paid payment, and a reference that no other refund of the merchant has;
    /// [`refund_reference`](crate::Capabilities::refund_reference) says where that must be the
    /// payment's id. A part of a payment only where
    /// [`refunds_parts`](crate::Capabilities::refunds_parts).
    ///
    /// *Behavior*: returns the refund once the provider says that it accepted it.
    ///
    /// *Outcome*: sent once. After [`Unknown`](crate::Outcome::Unknown),
    /// [resolve it](crate::PaymentProviderExt::resolve_refund) by the refund's reference.
    ///
    /// *Errors*: [`Unsupported`](crate::ErrorKind::Unsupported) where the provider has no refunds,
    /// with what a person does then.
    async fn refund_payment(&self, request: &RefundRequest) -> Result<Refund> {
        let _ = request;
        let error = Error::unsupported(self.name(), Operation::REFUND_PAYMENT);
        let advice = self.capabilities().refund_advice();
        Err(match advice {
            "" => error,
            advice => error.with_detail(advice),
        })
    }

    /// Searches the refunds with a reference.
    ///
    /// *Behavior*: returns all matches, and what was not searched.
    ///
    /// *Outcome*: reads only.
    async fn find_refund(&self, reference: &MerchantReference) -> Result<Lookup<Refund>> {
        let _ = reference;
        Err(Error::unsupported(self.name(), Operation::FIND_REFUND))
    }

    /// Settles an order: after the payer's browser returned, after a webhook, or after neither,
    /// because the payer closed the page or the call was lost.
    ///
    /// *Requires*: what the merchant's own records say of the payment. A callback is only a hint,
    /// unless the provider signs it; a forged or foreign one is an error before anything is sent.
    ///
    /// *Behavior*: looks the payment up, compares it with what is expected, and confirms it where
    /// its payer approved it and a confirmation is needed. It may be called any number of times: a
    /// payment that is paid already is [`AlreadyPaid`](Settlement::AlreadyPaid).
    ///
    /// *Errors*: [`Mismatch`](crate::ErrorKind::Mismatch) when the payment is not the expected one,
    /// with a violation for each of `id`, `reference`, `amount` and `currency` that differs; nothing
    /// was confirmed then. Otherwise those of [`get_payment`](Self::get_payment) and
    /// [`confirm_payment`](Self::confirm_payment).
    #[doc(alias = "webhook")]
    #[doc(alias = "callback")]
    async fn settle(&self, expected: &Expected, callback: Option<&Callback>) -> Result<Settlement> {
        let _ = callback;
        settle::by_lookup(self, expected).await
    }

    /// The provider's stored cards, if it has any.
    fn vault(&self) -> Option<&dyn CardVault> {
        None
    }

    /// The provider's subscriptions, if it has any.
    fn recurring(&self) -> Option<&dyn RecurringProvider> {
        None
    }

    /// The provider's payouts, if it has any.
    fn payouts(&self) -> Option<&dyn PayoutProvider> {
        None
    }
}
