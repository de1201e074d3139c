//! The trace of a year: every step, in its order.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;

/// Takes each line of a trace.
pub type Watch = fn(&str);

/// A trace, of which a digest is kept.
pub(super) struct Trace {
    digest: Mutex<(DefaultHasher, u64)>,
    watch: Option<Watch>,
}

impl Trace {
    pub(super) fn new(watch: Option<Watch>) -> Self {
        Self {
            digest: Mutex::new((DefaultHasher::new(), 0)),
            watch,
        }
    }

    pub(super) fn note(&self, line: &str) {
        let mut digest = self.digest.lock().unwrap();
        line.hash(&mut digest.0);
        digest.1 += 1;
        if let Some(watch) = self.watch {
            watch(line);
        }
    }

    /// The digest of all lines, and how many there are.
    pub(super) fn digest(&self) -> (u64, u64) {
        let digest = self.digest.lock().unwrap();
        (digest.0.finish(), digest.1)
    }
}
