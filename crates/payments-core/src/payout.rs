//! Payouts: money from the merchant to bank accounts.

use async_trait::async_trait;

use crate::provider::Provider;
use crate::{Error, Lookup, MerchantReference, Operation, Payout, PayoutRequest, Result};

/// Sends money to bank accounts. The rules of [`PaymentProvider`](crate::PaymentProvider) hold
/// here too.
#[async_trait]
pub trait PayoutProvider: Provider {
    /// Registers one payout.
    ///
    /// *Requires*: a reference that no other payout of the merchant has.
    ///
    /// *Behavior*: returns once the provider says that it accepted the payout.
    ///
    /// *Outcome*: sent once. After [`Unknown`](crate::Outcome::Unknown),
    /// [resolve it](crate::PayoutProviderExt::resolve_payout) by the reference.
    async fn send_payout(&self, request: &PayoutRequest) -> Result<Payout> {
        let _ = request;
        Err(Error::unsupported(self.name(), Operation::SEND_PAYOUT))
    }

    /// Searches the payouts of a merchant reference.
    ///
    /// *Behavior*: returns all matches, and what was not searched. Nothing found is an empty result, not
    /// an error.
    ///
    /// *Outcome*: reads only.
    async fn find_payout(&self, reference: &MerchantReference) -> Result<Lookup<Payout>> {
        let _ = reference;
        Err(Error::unsupported(self.name(), Operation::FIND_PAYOUT))
    }
}
