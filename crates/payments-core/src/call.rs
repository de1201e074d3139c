//! Options of single calls.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use crate::redact;

/// Options of single calls, of any provider: a timeout, and what the caller wants to read in their
/// spans.
///
/// They hold for everything that a future does, and for nothing beside it. A journaled call keeps
/// them in the task that makes it.
///
/// ```
/// use std::time::Duration;
///
/// use payments_core::{CallOptions, Payment, PaymentId, PaymentProvider, Result};
///
/// async fn look_up(provider: &dyn PaymentProvider, id: &PaymentId) -> Result<Payment> {
///     // A page is waiting for it.
///     CallOptions::new()
///         .with_timeout(Duration::from_secs(5))
///         .with_metadata("tenant", "north")
///         .apply(provider.get_payment(id))
///         .await
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallOptions {
    timeout: Option<Duration>,
    metadata: Option<Arc<str>>,
}

thread_local! {
    /// The options of the call that this thread polls.
    static CURRENT: RefCell<CallOptions> = RefCell::default();
}

impl CallOptions {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends each request of a call after this time, all attempts and waits included, unless the
    /// configuration of the client ends it earlier. An attempt that is under way then counts as sent.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Adds a name and a value to the attribute `payments.metadata` of the spans of a call. Both are
    /// redacted.
    #[must_use]
    pub fn with_metadata(mut self, name: &str, value: &str) -> Self {
        let entry = format!("{}={}", redact::text(name), redact::text(value));
        self.metadata = Some(match self.metadata {
            Some(before) => format!("{before} {entry}").into(),
            None => entry.into(),
        });
        self
    }

    /// Runs a call with these options.
    pub async fn apply<T>(self, call: impl Future<Output = T>) -> T {
        let mut call = pin!(call);
        poll_fn(|context| {
            let _entered = Entered::with(self.clone());
            call.as_mut().poll(context)
        })
        .await
    }

    /// The options of the call that is made here.
    pub fn current() -> Self {
        CURRENT.with_borrow(Clone::clone)
    }

    /// After what time each request ends.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// What the spans hold, as `name=value` with a blank between two.
    pub fn metadata(&self) -> Option<&str> {
        self.metadata.as_deref()
    }
}

/// Puts the options from before back when the poll ends, also by a panic.
struct Entered(CallOptions);

impl Entered {
    fn with(options: CallOptions) -> Self {
        Self(CURRENT.replace(options))
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(std::mem::take(&mut self.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> CallOptions {
        CallOptions::new().with_timeout(Duration::from_secs(seconds))
    }

    #[tokio::test]
    async fn options_hold_within_their_call_and_nowhere_else() {
        let wait = async |options: CallOptions| {
            let seen = options.clone().apply(async {
                let before = CallOptions::current();
                tokio::task::yield_now().await;
                assert_eq!(CallOptions::current(), before);
                before
            });
            assert_eq!(seen.await, options);
        };
        // Two calls of one thread take turns.
        tokio::join!(wait(seconds(1)), wait(seconds(2)), async {
            tokio::task::yield_now().await;
            assert_eq!(CallOptions::current(), CallOptions::new());
        });
        let inner = seconds(3).apply(seconds(4).apply(async { CallOptions::current() }));
        assert_eq!(inner.await, seconds(4));
        assert_eq!(CallOptions::current(), CallOptions::new());
    }

    #[test]
    fn a_panic_leaves_no_options_behind() {
        let poll = std::panic::AssertUnwindSafe(|| {
            let mut call = pin!(seconds(1).apply(async { panic!("planted") }));
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            let _: std::task::Poll<()> = call.as_mut().poll(&mut context);
        });
        assert!(std::panic::catch_unwind(poll).is_err());
        assert_eq!(CallOptions::current(), CallOptions::new());
    }

    #[test]
    fn metadata_is_redacted() {
        let card = "4".repeat(16);
        let options = CallOptions::new()
            .with_metadata("tenant", "north")
            .with_metadata("note", &card);
        let metadata = options.metadata().unwrap();
        assert!(metadata.starts_with("tenant=north note="), "{metadata}");
        assert!(!format!("{options:?}").contains(&card), "{options:?}");
    }
}
