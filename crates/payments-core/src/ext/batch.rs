//! Payouts in batches.

use futures_core::Stream;
use futures_util::{StreamExt, stream};

use crate::{Payout, PayoutProvider, PayoutRequest, Result};

/// Conveniences over [`PayoutProvider`].
pub trait PayoutProviderExt: PayoutProvider {
    /// Sends many payouts, `in_flight` of them at a time, and answers each with its row's number
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
}

impl<P: PayoutProvider + ?Sized> PayoutProviderExt for P {}
