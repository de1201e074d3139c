//! Where a row is played: a service of its own, and what is known of a call beforehand.

use async_trait::async_trait;
use payments_core::http::ClientConfig;
use payments_core::{Recourse, Result};
use payments_testkit::sim::SimClock;

/// A simulated service, and one kind of call to it.
#[async_trait]
pub(super) trait Stage: Send + Sync + 'static {
    /// What has to be there before the call: an approved payment, a registered subscription.
    type Case: Send + Sync;

    /// The clock of the service and of its clients.
    fn clock(&self) -> &SimClock;

    /// Does what has to come before a call, without any faults.
    async fn prepare(&self, reference: String) -> Self::Case;

    /// Makes the call with a client of this configuration.
    async fn make(&self, case: &Self::Case, config: ClientConfig) -> Result<()>;

    /// How often the service did what the call asks for, by its own books.
    fn times(&self, case: &Self::Case) -> usize;

    /// Follows the way to find out that an error names: whether it says that the call was done.
    async fn finds(&self, case: &Self::Case, recourse: &Recourse) -> Option<bool>;

    /// Makes the service refuse the token that the next call bears.
    fn refuse_the_token(&self) {}
}
