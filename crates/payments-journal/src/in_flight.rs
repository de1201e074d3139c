//! What is in flight in this process.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::telemetry;

/// Counts the calls in flight, and lets no further one begin once it is closed.
#[derive(Clone, Debug)]
pub(crate) struct InFlight(Arc<watch::Sender<Count>>);

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    calls: usize,
    closed: bool,
}

/// One call in flight.
#[derive(Debug)]
pub(crate) struct Guard(InFlight);

impl InFlight {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(Count::default())))
    }

    /// Counts a call; `None` once closed.
    pub(crate) fn begin(&self) -> Option<Guard> {
        let begun = self.0.send_if_modified(|count| {
            if count.closed {
                return false;
            }
            count.calls += 1;
            telemetry::in_flight(count.calls);
            true
        });
        begun.then(|| Guard(self.clone()))
    }

    pub(crate) fn count(&self) -> usize {
        self.0.borrow().calls
    }

    /// Lets no further call begin, and waits for those in flight. Returns how many are left when
    /// the time is over.
    pub(crate) async fn close(&self, at_most: Duration) -> usize {
        self.0.send_modify(|count| count.closed = true);
        let mut counts = self.0.subscribe();
        let none_left = counts.wait_for(|count| count.calls == 0);
        // The sender lives in this value, so the only failure is that the time is over.
        let _ = tokio::time::timeout(at_most, none_left).await;
        self.count()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.0.send_modify(|count| {
            count.calls -= 1;
            telemetry::in_flight(count.calls);
        });
    }
}
