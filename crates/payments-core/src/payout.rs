//! Payouts: money from the merchant to bank accounts.

use async_trait::async_trait;

use crate::provider::Provider;
use crate::{Error, Operation, Payout, PayoutRequest, Result};

/// Sends money to bank accounts. The rules of [`PaymentProvider`](crate::PaymentProvider) hold
/// here too.
#[async_trait]
pub trait PayoutProvider: Provider {
    /// Registers one payout.
    ///
    /// *Requires*: a reference that no other payout of the merchant bears.
    ///
    /// *Behaviour*: answers once the provider says that it accepted the payout.
    ///
    /// *Outcome*: sent once; never repeated after [`Unknown`](crate::Outcome::Unknown).
    async fn send_payout(&self, request: &PayoutRequest) -> Result<Payout> {
        let _ = request;
        Err(Error::unsupported(self.name(), Operation::SEND_PAYOUT))
    }
}
