//! The points at which the process may die.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Counts points, and kills the process at one of them. Clones count together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Points(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    passed: AtomicU64,
    crash_at: AtomicU64,
    /// Steps that have begun and have not ended.
    running: AtomicU64,
}

impl Points {
    /// Counts from here, and dies at the point of this number; 0 for never.
    pub(crate) fn crash_at(&self, number: u64) {
        self.0.passed.store(0, Ordering::SeqCst);
        self.0.crash_at.store(number, Ordering::SeqCst);
    }

    /// How many points were passed.
    pub(crate) fn passed(&self) -> u64 {
        self.0.passed.load(Ordering::SeqCst)
    }

    /// A point.
    pub(crate) fn pass(&self) {
        let number = self.0.passed.fetch_add(1, Ordering::SeqCst) + 1;
        if number != self.0.crash_at.load(Ordering::SeqCst) {
            return;
        }
        let pid = std::process::id().to_string();
        let killed = Command::new("kill").args(["-KILL", &pid]).status();
        panic!("the process survived {killed:?}");
    }

    /// Waits until no step is between its two points.
    pub(crate) async fn idle(&self) {
        while self.0.running.load(Ordering::SeqCst) > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// A step between two points.
    pub(crate) async fn around<T>(&self, step: impl Future<Output = T>) -> T {
        let _running = Running::begin(&self.0.running);
        self.pass();
        let result = step.await;
        self.pass();
        result
    }
}

/// Ends with the step, also when its future is dropped.
struct Running<'a>(&'a AtomicU64);

impl<'a> Running<'a> {
    fn begin(running: &'a AtomicU64) -> Self {
        running.fetch_add(1, Ordering::SeqCst);
        Self(running)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
