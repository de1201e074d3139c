//! The traces of a call, collected as texts.

use std::fmt::Debug;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Collects every field of every span and event. Clones share the text.
#[derive(Clone, Default)]
pub(super) struct Traces(Arc<State>);

#[derive(Default)]
struct State {
    text: Mutex<String>,
    last: AtomicU64,
}

impl Traces {
    /// Everything so far, one field on each line.
    pub(super) fn text(&self) -> String {
        self.0
            .text
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn visit(&self, record: impl FnOnce(&mut dyn Visit)) {
        let mut text = self.0.text.lock().unwrap_or_else(PoisonError::into_inner);
        record(&mut Writer(&mut text));
    }
}

struct Writer<'a>(&'a mut String);

impl Visit for Writer<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push_str(&format!("{field}={value:?}\n"));
    }
}

impl Subscriber for Traces {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.visit(|visitor| span.record(visitor));
        Id::from_u64(self.0.last.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.visit(|visitor| values.record(visitor));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.visit(|visitor| event.record(visitor));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
