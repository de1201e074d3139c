//! Payments and refunds.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use payments_core::{
    Callback, CardVault, Confirmation, Error, ErrorKind, Expected, Lookup, MerchantReference,
    Operation, Outcome, Page, PageRequest, Payment, PaymentId, PaymentProvider, PaymentRequest,
    PayoutProvider, Provider, RecurringProvider, Refund, RefundRequest, Result, Settlement, settle,
};

use super::{Journaled, make};
use crate::attempt::Attempt;
use crate::dispatch::Call;
use crate::fingerprint::{self, Fields};

impl<P: PaymentProvider> Journaled<P> {
    /// Creates a payment, at most once per reference.
    ///
    /// # Errors
    /// [`JournalUnavailable`](payments_core::ErrorKind::JournalUnavailable), and what is refused
    /// before the claim; nothing was sent then.
    pub async fn attempt_payment(&self, request: &PaymentRequest) -> Result<Attempt<Payment>> {
        let owned = request.clone();
        let call = Call {
            operation: Operation::CREATE_PAYMENT,
            reference: request.reference().to_string(),
            fields: fingerprint::payment(request),
            replaces: false,
            make: Box::new(|provider: Arc<P>| {
                Box::pin(async move { provider.create_payment(&owned).await })
            }),
        };
        make(&self.journal, &self.provider, call).await
    }

    /// Confirms a payment, at most once per payment.
    ///
    /// # Errors
    /// As [`attempt_payment`](Self::attempt_payment).
    pub async fn attempt_confirmation(
        &self,
        confirmation: &Confirmation,
    ) -> Result<Attempt<Payment>> {
        let owned = confirmation.clone();
        let call = Call {
            operation: Operation::CONFIRM_PAYMENT,
            reference: confirmation.payment().to_string(),
            fields: Fields::of(Operation::CONFIRM_PAYMENT),
            replaces: false,
            make: Box::new(|provider: Arc<P>| {
                Box::pin(async move { provider.confirm_payment(&owned).await })
            }),
        };
        make(&self.journal, &self.provider, call).await
    }

    /// Voids a payment, at most once per payment.
    ///
    /// # Errors
    /// As [`attempt_payment`](Self::attempt_payment).
    pub async fn attempt_void(&self, id: &PaymentId) -> Result<Attempt<Payment>> {
        let owned = id.clone();
        let call = Call {
            operation: Operation::VOID_PAYMENT,
            reference: id.to_string(),
            fields: Fields::of(Operation::VOID_PAYMENT),
            replaces: false,
            make: Box::new(|provider: Arc<P>| {
                Box::pin(async move { provider.void_payment(&owned).await })
            }),
        };
        make(&self.journal, &self.provider, call).await
    }

    /// Refunds a payment, at most once per reference of the refund.
    ///
    /// # Errors
    /// As [`attempt_payment`](Self::attempt_payment).
    pub async fn attempt_refund(&self, request: &RefundRequest) -> Result<Attempt<Refund>> {
        let owned = request.clone();
        let call = Call {
            operation: Operation::REFUND_PAYMENT,
            reference: request.reference.to_string(),
            fields: fingerprint::refund(request),
            replaces: false,
            make: Box::new(|provider: Arc<P>| {
                Box::pin(async move { provider.refund_payment(&owned).await })
            }),
        };
        make(&self.journal, &self.provider, call).await
    }

    /// Settles an order on a callback. The provider checks it and may confirm the payment, so that
    /// this counts as the confirmation.
    async fn settle_on(&self, expected: &Expected, callback: &Callback) -> Result<Settlement> {
        let settled: Arc<Mutex<Option<Result<Settlement>>>> = Arc::default();
        let call = Call {
            operation: Operation::CONFIRM_PAYMENT,
            reference: expected.payment().to_string(),
            fields: Fields::of(Operation::CONFIRM_PAYMENT),
            replaces: false,
            make: {
                let settled = Arc::clone(&settled);
                let (expected, callback) = (expected.clone(), callback.clone());
                Box::new(|provider: Arc<P>| {
                    Box::pin(async move {
                        let settlement = provider.settle(&expected, Some(&callback)).await;
                        let result = settlement.clone();
                        *settled.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
                        let settlement = settlement?;
                        let paid = settlement.is_paid().then(|| settlement.payment().clone());
                        // Without a payment nothing was confirmed, and the next callback may.
                        paid.ok_or_else(|| {
                            let (kind, outcome) = (ErrorKind::Refused, Outcome::NotSent);
                            Error::new(provider.name(), Operation::CONFIRM_PAYMENT, kind, outcome)
                                .with_detail("the payment is not paid")
                        })
                    })
                })
            },
        };
        let attempt = make(&self.journal, &self.provider, call).await?;
        let settlement = settled
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match (settlement, attempt) {
            (Some(Ok(settlement)), _) => Ok(settlement),
            (Some(Err(_)), attempt) => attempt
                .into_result(self.name())
                .map(Settlement::AlreadyPaid),
            // This call was not sent: the confirmation was made before, or is in flight.
            (None, Attempt::Failed(error)) => Err(error),
            (None, _) => settle::by_lookup(self, expected).await,
        }
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<P: PaymentProvider> PaymentProvider for Journaled<P> {
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        self.attempt_payment(request)
            .await?
            .into_result(self.name())
    }

    async fn confirm_payment(&self, confirmation: &Confirmation) -> Result<Payment> {
        let attempt = self.attempt_confirmation(confirmation).await?;
        attempt.into_result(self.name())
    }

    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        self.provider.get_payment(id).await
    }

    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        self.provider.find_payment(reference).await
    }

    async fn list_payments(&self, page: &PageRequest) -> Result<Page<Payment>> {
        self.provider.list_payments(page).await
    }

    async fn void_payment(&self, id: &PaymentId) -> Result<Payment> {
        self.attempt_void(id).await?.into_result(self.name())
    }

    async fn refund_payment(&self, request: &RefundRequest) -> Result<Refund> {
        self.attempt_refund(request).await?.into_result(self.name())
    }

    async fn find_refund(&self, reference: &MerchantReference) -> Result<Lookup<Refund>> {
        self.provider.find_refund(reference).await
    }

    /// Settles through the journal: what confirms the payment is claimed first.
    async fn settle(&self, expected: &Expected, callback: Option<&Callback>) -> Result<Settlement> {
        match callback {
            // Where nothing is confirmed, settling only reads, and there is nothing to claim.
            Some(callback) if !self.capabilities().supports(Operation::CONFIRM_PAYMENT) => {
                self.provider.settle(expected, Some(callback)).await
            }
            Some(callback) => self.settle_on(expected, callback).await,
            None => settle::by_lookup(self, expected).await,
        }
    }

    fn vault(&self) -> Option<&dyn CardVault> {
        self.provider.vault()
    }

    fn recurring(&self) -> Option<&dyn RecurringProvider> {
        let bare = self.provider.recurring();
        bare.map(|_| &self.recurring as &dyn RecurringProvider)
    }

    fn payouts(&self) -> Option<&dyn PayoutProvider> {
        let bare = self.provider.payouts();
        bare.map(|_| &self.payouts as &dyn PayoutProvider)
    }
}
