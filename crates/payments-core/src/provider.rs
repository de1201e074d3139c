//! Providers, and the payments they take.

use std::fmt::{self, Debug};
use std::time::Duration;

use async_trait::async_trait;
use serde::{Serialize, Serializer};

use crate::{
    Capabilities, Clock, Confirmation, Environment, Error, Lookup, MerchantReference, Operation,
    Page, PageRequest, Payment, PaymentId, PaymentRequest, PayoutProvider, RecurringProvider,
    Result,
};

/// The name of a provider in errors, traces and paths: `mpandco`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProviderName(&'static str);

impl ProviderName {
    /// A name in `snake_case`.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The name.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for ProviderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Debug for ProviderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for ProviderName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

/// Who a provider is and what it can do. None of this asks anybody.
pub trait Provider: Debug + Send + Sync + 'static {
    /// The provider's name.
    fn name(&self) -> ProviderName;

    /// The environment that its calls go to.
    fn environment(&self) -> Environment;

    /// What it can do. It is the truth in both directions: a listed operation is served, and
    /// any other answers [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported).
    fn capabilities(&self) -> Capabilities;

    /// How long after a call was begun its effect may still be missing from what the provider
    /// shows: the longest that the call itself takes, and the time that a request may lie in a
    /// gateway after the client gave up waiting. Before it is over, an absence proves nothing.
    fn settle_time(&self) -> Duration;

    /// The clock that it goes by.
    fn clock(&self) -> &dyn Clock;
}

/// Takes payments.
///
/// Every method validates its arguments whole before it sends anything, and reports every
/// violation at once. A method that a provider has no operation for keeps the default body, which
/// answers [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) without any I/O.
///
/// The futures may be dropped at any point; a dropped call that moves money has the outcome
/// [`Unknown`](crate::Outcome::Unknown).
#[async_trait]
pub trait PaymentProvider: Provider {
    /// Creates a payment.
    ///
    /// *Requires*: a reference that no other payment of the merchant bears; return URLs where the
    /// payer approves on a page of the provider.
    ///
    /// *Behaviour*: answers the payment with its id, and with a
    /// [`next_action`](Payment::next_action) where the payer has to approve. Where a provider
    /// charges at once, a decline is the error [`Declined`](crate::ErrorKind::Declined).
    ///
    /// *Outcome*: sent once. After [`Unknown`](crate::Outcome::Unknown),
    /// [resolve it](crate::PaymentProviderExt::resolve_payment) by the reference.
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        let _ = request;
        Err(Error::unsupported(self.name(), Operation::CREATE_PAYMENT))
    }

    /// Confirms a payment that its payer approved. This is the call that moves the money.
    ///
    /// *Requires*: a payment in the status [`Approved`](crate::PaymentStatus::Approved), and who
    /// approved it.
    ///
    /// *Behaviour*: answers only when the provider says that the payment is paid; any other
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
    /// *Requires*: an id that this provider gave.
    ///
    /// *Behaviour*: an unknown id is [`NotFound`](crate::ErrorKind::NotFound).
    ///
    /// *Outcome*: reads only, and is repeated on a broken connection.
    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        let _ = id;
        Err(Error::unsupported(self.name(), Operation::GET_PAYMENT))
    }

    /// Searches the payments of a merchant reference.
    ///
    /// *Behaviour*: answers all matches, and whether the search was complete. Nothing found by a
    /// complete search is an empty answer, not an error.
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

    /// Takes a paid payment back, whole.
    ///
    /// *Requires*: a paid payment, within the time that the provider allows.
    ///
    /// *Behaviour*: answers only when the provider says that the payment is voided.
    ///
    /// *Outcome*: sent once. After [`Unknown`](crate::Outcome::Unknown),
    /// [resolve it](crate::PaymentProviderExt::resolve_void) by the payment's id.
    async fn void_payment(&self, id: &PaymentId) -> Result<Payment> {
        let _ = id;
        Err(Error::unsupported(self.name(), Operation::VOID_PAYMENT))
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
