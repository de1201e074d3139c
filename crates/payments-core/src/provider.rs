//! What every provider has: a name, an environment, capabilities and a clock.

use std::fmt::Debug;
use std::time::Duration;

use crate::{Capabilities, Clock, Environment, ProviderName};

/// What every provider has. None of these methods sends anything.
pub trait Provider: Debug + Send + Sync + 'static {
    /// The provider's name.
    fn name(&self) -> ProviderName;

    /// The environment that its calls go to.
    fn environment(&self) -> Environment;

    /// What it can do. A listed operation is served, and any
    /// other returns [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported).
    fn capabilities(&self) -> Capabilities;

    /// How long after a call began its effect may still be missing from what the provider shows: the
    /// longest time that the call itself takes, and the time that a request may wait in a gateway
    /// after the client timed out. Until then, an absence proves nothing.
    fn settle_time(&self) -> Duration;

    /// The clock that it uses.
    fn clock(&self) -> &dyn Clock;
}
