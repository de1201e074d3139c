//! Payouts.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use payments_core::{
    Error, Lookup, MerchantReference, Operation, PaymentProvider, Payout, PayoutProvider,
    PayoutRequest, Provider, Result,
};

use super::{Journaled, Payouts, make};
use crate::attempt::Attempt;
use crate::dispatch::Call;
use crate::fingerprint;

fn call<P: Provider>(
    request: &PayoutRequest,
    make: impl FnOnce(Arc<P>, PayoutRequest) -> BoxFuture<'static, Result<Payout>> + Send + 'static,
) -> Call<P, Payout> {
    let owned = request.clone();
    Call {
        operation: Operation::SEND_PAYOUT,
        reference: request.reference().to_string(),
        fields: fingerprint::payout(request),
        replaces: false,
        make: Box::new(|provider| make(provider, owned)),
    }
}

impl<P: PayoutProvider> Journaled<P> {
    /// Sends a payout, at most once per reference.
    ///
    /// # Errors
    /// [`JournalUnavailable`](payments_core::ErrorKind::JournalUnavailable), and what is refused
    /// before the claim; nothing was sent then.
    pub async fn attempt_payout(&self, request: &PayoutRequest) -> Result<Attempt<Payout>> {
        let call = call(request, |provider: Arc<P>, request| {
            Box::pin(async move { provider.send_payout(&request).await })
        });
        make(&self.journal, &self.provider, call).await
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<P: PayoutProvider> PayoutProvider for Journaled<P> {
    async fn send_payout(&self, request: &PayoutRequest) -> Result<Payout> {
        self.attempt_payout(request).await?.into_result(self.name())
    }

    async fn find_payout(&self, reference: &MerchantReference) -> Result<Lookup<Payout>> {
        self.provider.find_payout(reference).await
    }
}

impl<P: PaymentProvider> Payouts<P> {
    fn bare(&self, operation: Operation) -> Result<&dyn PayoutProvider> {
        let bare = self.provider.payouts();
        bare.ok_or_else(|| Error::unsupported(self.provider.name(), operation))
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<P: PaymentProvider> PayoutProvider for Payouts<P> {
    async fn send_payout(&self, request: &PayoutRequest) -> Result<Payout> {
        let call = call(request, |provider: Arc<P>, request| {
            Box::pin(async move {
                match provider.payouts() {
                    Some(payouts) => payouts.send_payout(&request).await,
                    None => Err(Error::unsupported(provider.name(), Operation::SEND_PAYOUT)),
                }
            })
        });
        let attempt = make(&self.journal, &self.provider, call).await?;
        attempt.into_result(self.name())
    }

    async fn find_payout(&self, reference: &MerchantReference) -> Result<Lookup<Payout>> {
        self.bare(Operation::FIND_PAYOUT)?
            .find_payout(reference)
            .await
    }
}
