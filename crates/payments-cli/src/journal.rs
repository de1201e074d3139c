//! The journal of the calls that move money.

use std::path::PathBuf;

use payments_core::{
    Callback, Confirmation, Expected, Operation, Payment, PaymentId, PaymentProvider,
    PaymentRequest, Payout, PayoutProvider, PayoutRequest, Provider, ProviderName,
    RecurringProvider, Refund, RefundRequest, Registration, Settlement, Subscription,
    SubscriptionId, SubscriptionRequest,
};
use payments_journal::store::{Key, PostgresStore, SqliteStore, StoreError};
use payments_journal::{Attempt, Journal};

use crate::exit::Failure;
use crate::input;
use crate::session::{Finder, Session};
use crate::view;

/// Opens a journal.
pub(crate) async fn open(place: &str) -> Result<Journal, Failure> {
    let is_postgres = ["postgres://", "postgresql://"]
        .iter()
        .any(|scheme| place.starts_with(scheme));
    if is_postgres {
        return Ok(Journal::of(PostgresStore::connect(place).await?));
    }
    let path = PathBuf::from(place.strip_prefix("sqlite:").unwrap_or(place));
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder)?;
    }
    Ok(Journal::of(SqliteStore::open(path).await?))
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Configuration(_) | StoreError::NotFound(_) | StoreError::Refused(_) => {
                Self::usage(error.to_string())
            }
            other => Self::Journal(other.to_string()),
        }
    }
}

/// Notes that the operator has the result: `journal reconcile` need not report it again.
async fn delivered(journal: &Journal, key: &Key) {
    if let Ok(Some(record)) = journal.store().latest(key).await {
        journal.store().delivered(&[record.id]).await.ok();
    }
}

impl Session {
    /// Creates a payment, through the journal if there is one.
    pub(crate) async fn create_payment(
        &self,
        finder: &Finder,
        provider: impl PaymentProvider,
        request: &PaymentRequest,
    ) -> Result<Payment, Failure> {
        let Some(journal) = self.open_journal().await? else {
            return self.money(finder, provider.create_payment(request)).await;
        };
        let key = self.key(Operation::CREATE_PAYMENT, request.reference());
        let provider = journal.with(provider);
        let call = provider.attempt_payment(request);
        self.journaled(&journal, finder, key, provider.name(), call)
            .await
    }

    /// Confirms a payment, through the journal if there is one.
    pub(crate) async fn confirm_payment(
        &self,
        finder: &Finder,
        provider: impl PaymentProvider,
        confirmation: &Confirmation,
    ) -> Result<Payment, Failure> {
        let Some(journal) = self.open_journal().await? else {
            return self
                .money(finder, provider.confirm_payment(confirmation))
                .await;
        };
        let key = self.key(Operation::CONFIRM_PAYMENT, confirmation.payment());
        let provider = journal.with(provider);
        let call = provider.attempt_confirmation(confirmation);
        self.journaled(&journal, finder, key, provider.name(), call)
            .await
    }

    /// Settles an order, on a callback or without one. Its confirmation goes through the journal,
    /// if there is one.
    pub(crate) async fn settle(
        &self,
        finder: &Finder,
        provider: impl PaymentProvider,
        expected: &Expected,
        callback: Option<&Callback>,
    ) -> Result<Settlement, Failure> {
        let Some(journal) = self.open_journal().await? else {
            let settled = provider.settle(expected, callback);
            return self.money(finder, settled).await;
        };
        let provider = journal.with(provider);
        let settled = provider.settle(expected, callback);
        let settlement = self.money(finder, settled).await?;
        if settlement.is_paid() {
            let key = self.key(Operation::CONFIRM_PAYMENT, expected.payment());
            delivered(&journal, &key).await;
        }
        Ok(settlement)
    }

    /// Voids a payment, through the journal if there is one.
    pub(crate) async fn void_payment(
        &self,
        finder: &Finder,
        provider: impl PaymentProvider,
        id: &PaymentId,
    ) -> Result<Payment, Failure> {
        let Some(journal) = self.open_journal().await? else {
            return self.money(finder, provider.void_payment(id)).await;
        };
        let key = self.key(Operation::VOID_PAYMENT, id);
        let provider = journal.with(provider);
        let call = provider.attempt_void(id);
        self.journaled(&journal, finder, key, provider.name(), call)
            .await
    }

    /// Refunds a payment, through the journal if there is one.
    pub(crate) async fn refund_payment(
        &self,
        finder: &Finder,
        provider: impl PaymentProvider,
        request: &RefundRequest,
    ) -> Result<Refund, Failure> {
        let Some(journal) = self.open_journal().await? else {
            return self.money(finder, provider.refund_payment(request)).await;
        };
        let key = self.key(Operation::REFUND_PAYMENT, &request.reference);
        let provider = journal.with(provider);
        let call = provider.attempt_refund(request);
        self.journaled(&journal, finder, key, provider.name(), call)
            .await
    }

    /// Sends a payout, through the journal if there is one.
    pub(crate) async fn send_payout(
        &self,
        finder: &Finder,
        provider: impl PayoutProvider,
        request: &PayoutRequest,
    ) -> Result<Payout, Failure> {
        let Some(journal) = self.open_journal().await? else {
            return self.money(finder, provider.send_payout(request)).await;
        };
        let key = self.key(Operation::SEND_PAYOUT, request.reference());
        let provider = journal.with(provider);
        let call = provider.attempt_payout(request);
        self.journaled(&journal, finder, key, provider.name(), call)
            .await
    }

    /// Registers a subscription, through the journal if there is one.
    pub(crate) async fn register_subscription(
        &self,
        finder: &Finder,
        provider: impl RecurringProvider,
        request: &SubscriptionRequest,
    ) -> Result<Registration, Failure> {
        let Some(journal) = self.open_journal().await? else {
            return self
                .money(finder, provider.register_subscription(request))
                .await;
        };
        let reference = request.reference().map(ToString::to_string);
        let key = self.key(
            Operation::REGISTER_SUBSCRIPTION,
            reference.unwrap_or_default(),
        );
        let provider = journal.with(provider);
        let call = provider.attempt_registration(request);
        self.journaled(&journal, finder, key, provider.name(), call)
            .await
    }

    /// Cancels a subscription, through the journal if there is one.
    pub(crate) async fn cancel_subscription(
        &self,
        finder: &Finder,
        provider: impl RecurringProvider,
        id: &SubscriptionId,
    ) -> Result<Subscription, Failure> {
        let Some(journal) = self.open_journal().await? else {
            return self.money(finder, provider.cancel_subscription(id)).await;
        };
        let key = self.key(Operation::CANCEL_SUBSCRIPTION, id);
        let provider = journal.with(provider);
        let call = provider.attempt_cancellation(id);
        self.journaled(&journal, finder, key, provider.name(), call)
            .await
    }

    async fn open_journal(&self) -> Result<Option<Journal>, Failure> {
        match &self.journal {
            Some(place) => Ok(Some(open(place).await?)),
            None => Ok(None),
        }
    }

    async fn journaled<T>(
        &self,
        journal: &Journal,
        finder: &Finder,
        key: Key,
        name: ProviderName,
        call: impl Future<Output = payments_core::Result<Attempt<T>>>,
    ) -> Result<T, Failure> {
        let call = async {
            let attempt = call.await?;
            if let Attempt::Known { since, .. } = &attempt {
                input::say(&format!(
                    "the journal has this call from {}: nothing was sent, and this is its result",
                    view::instant(*since)
                ));
            }
            attempt.into_result(name)
        };
        let result = self.money(finder, call).await?;
        delivered(journal, &key).await;
        Ok(result)
    }

    /// Returns the key of a call in the journal.
    pub(crate) fn key(&self, operation: Operation, reference: impl ToString) -> Key {
        Key {
            provider: self.provider.to_owned(),
            environment: self.environment,
            operation,
            reference: reference.to_string(),
        }
    }
}
