//! Where a row is played: a service of its own, and what is known of a call beforehand.

use std::fmt::Debug;

use async_trait::async_trait;
use payments_core::{Recourse, Result};
use payments_kit::http::ClientConfig;
use payments_sim::SimClock;
use serde::Serialize;

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
    async fn make(&self, case: &Self::Case, config: ClientConfig) -> Result<Told>;

    /// How often the service did what the call asks for, by its own books.
    fn times(&self, case: &Self::Case) -> usize;

    /// Follows the way to find out that an error names: whether it says that the call was done.
    async fn finds(&self, case: &Self::Case, recourse: &Recourse) -> Option<bool>;

    /// Makes the service refuse the token that the next call bears.
    fn refuse_the_token(&self) {}
}

/// What a call answered, in every way that it can be printed.
#[derive(Debug)]
pub struct Told(String);

impl Told {
    pub(super) fn of(answer: impl Debug + Serialize) -> Self {
        let document = serde_json::to_string(&answer).unwrap();
        let Self(texts) = Self::unserialized(answer);
        Self(format!("{texts}\n{document}"))
    }

    /// An answer that cannot be serialized.
    pub(super) fn unserialized(answer: impl Debug) -> Self {
        Self(format!("{answer:?}\n{answer:#?}"))
    }

    /// The texts, one after the other.
    pub fn text(&self) -> &str {
        &self.0
    }
}
