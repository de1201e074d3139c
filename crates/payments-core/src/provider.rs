//! What every provider has: a name, an environment, capabilities and a clock.

use std::fmt::Debug;
use std::time::Duration;

use crate::{Capabilities, Clock, Environment, ProviderName};

/// Who a provider is and what it can do. None of this asks anybody.
pub trait Provider: Debug + Send + Sync + 'static {
    /// The provider's name.
    fn name(&self) -> ProviderName;

    /// The environment that its calls go to.
    fn environment(&self) -> Environment;

    /// What it can do. It is the truth in both directions: a listed operation is served, and
    /// any other answers [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported).
    fn capabilities(&self) -> Capabilities;

    /// How long after a call was begun its effect may still be missing from what the provider
    /// shows: the longest that the call itself takes, and the time that a request may lie in a
    /// gateway after the client gave up waiting. Before it is over, an absence proves nothing.
    fn settle_time(&self) -> Duration;

    /// The clock that it goes by.
    fn clock(&self) -> &dyn Clock;
}
