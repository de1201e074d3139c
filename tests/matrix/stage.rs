//! The stage of a row: a simulated service, and the state that the call needs.

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
    async fn make(&self, case: &Self::Case, config: ClientConfig) -> Result<Printed>;

    /// How often the service did what the call asks for, by its own books.
    fn times(&self, case: &Self::Case) -> usize;

    /// Follows the recourse of an error. Returns whether the provider then reports the call as executed.
    async fn finds(&self, case: &Self::Case, recourse: &Recourse) -> Option<bool>;

    /// Makes the service refuse the token that the next call bears.
    fn refuse_the_token(&self) {}
}

/// The value of a call in every printable form.
#[derive(Debug)]
pub struct Printed(String);

impl Printed {
    pub(super) fn of(response: impl Debug + Serialize) -> Self {
        let document = serde_json::to_string(&response).unwrap();
        let Self(texts) = Self::unserialized(response);
        Self(format!("{texts}\n{document}"))
    }

    /// A response that cannot be serialized.
    pub(super) fn unserialized(response: impl Debug) -> Self {
        Self(format!("{response:?}\n{response:#?}"))
    }

    /// The texts, one after the other.
    pub fn text(&self) -> &str {
        &self.0
    }
}
