//! Payouts in batches, and the resolution of one whose outcome is unknown.

use futures_core::Stream;
use futures_util::{StreamExt, stream};

use crate::resolve::{self, Attempt, Resolution, Settling};
use crate::{MerchantReference, Payout, PayoutProvider, PayoutRequest, Result};

const NO_SEARCH: &str = "no call of this provider finds payouts: when its settle time is over, \
                         look the reference up on its own pages, and send the payout again only \
                         if it is not there";

/// Conveniences over [`PayoutProvider`].
pub trait PayoutProviderExt: PayoutProvider {
    /// Sends many payouts, `in_flight` of them at a time, and returns each with its row number
    /// as it ends. Rows are taken from the iterator when there is room for them.
    ///
    /// Each row is sent once. A row whose outcome is [`Unknown`](crate::Outcome::Unknown) is not
    /// sent again, and stops none of the others. Dropping the stream stops sending; rows under way
    /// then have an unknown outcome.
    fn send_payouts<Rows>(
        &self,
        rows: Rows,
        in_flight: usize,
    ) -> impl Stream<Item = (usize, Result<Payout>)> + Send
    where
        Rows: IntoIterator<Item = PayoutRequest>,
        Rows::IntoIter: Send,
    {
        stream::iter(rows.into_iter().enumerate())
            .map(move |(row, request)| async move { (row, self.send_payout(&request).await) })
            .buffer_unordered(in_flight.max(1))
    }

    /// Resolves a [`send_payout`](PayoutProvider::send_payout) whose outcome
    /// is unknown. See [`resolve`].
    ///
    /// *Requires*: a reference that no earlier payout of the merchant has.
    fn resolve_payout<'a>(
        &'a self,
        reference: &'a MerchantReference,
        attempt: impl Into<Attempt>,
    ) -> impl Future<Output = Resolution<Payout>> + Send + 'a {
        let attempt = attempt.into();
        async move {
            let settling = Settling::of(self, attempt);
            let found = self.find_payout(reference).await;
            resolve::of_lookup(found, settling, resolve::payout, NO_SEARCH)
        }
    }
}

impl<P: PayoutProvider + ?Sized> PayoutProviderExt for P {}
