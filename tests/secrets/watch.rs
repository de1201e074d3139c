//! Reads everything that is printed.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as _;
use std::fmt::Debug;
use std::io;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::{LazyLock, Mutex};

use payments_core::{Error, Result};
use payments_tests::matrix::Printed;
use serde::Serialize;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::canaries;

/// Texts in the traces of a call, of its result, and of the libraries below.
const SOURCES: [&str; 3] = ["payments.call", "ResponseLost", "hyper_util"];

/// What a test says that found something.
const VERDICT: &str = "these were printed";

/// Each canary that was printed, with one of its places.
static FOUND: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
static SEEN: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());

thread_local! {
    /// Whether the panic of this thread is one that is only made to be read.
    static IS_DELIBERATE: Cell<bool> = const { Cell::new(false) };
}

/// Reads all traces and all panics of this process from now on.
pub(crate) fn watch() {
    // One subscriber for the process: whether a trace is wanted at all is remembered for all
    // threads, so subscribers that come and go would miss some.
    static WATCHING: LazyLock<()> = LazyLock::new(|| {
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_writer(|| Traces)
            .with_ansi(false)
            .without_time()
            .init();
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panicked| {
            let message = panicked.to_string();
            if !message.contains(VERDICT) {
                read(&message);
            }
            if !IS_DELIBERATE.get() {
                usual(panicked);
            }
        }));
    });
    LazyLock::force(&WATCHING);
}

/// Fails if anything was found in what was printed so far.
pub(crate) fn check() {
    let found = FOUND.lock().unwrap().clone();
    assert!(found.is_empty(), "{VERDICT}: {found:#?}");
}

/// Fails if the traces were not seen.
pub(crate) fn check_that_all_sources_were_seen() {
    let seen: Vec<&str> = SEEN.lock().unwrap().iter().copied().collect();
    assert_eq!(seen.len(), SOURCES.len(), "only {seen:?} were seen");
}

/// Looks for canaries in a text.
pub(crate) fn read(text: &str) {
    FOUND.lock().unwrap().extend(canaries::found_in(text));
}

/// Reads a value as it is printed.
pub(crate) fn print(value: &dyn Debug) {
    read(&format!("{value:?}"));
    read(&format!("{value:#?}"));
}

/// Reads what a call came to, in every way that it can be printed.
pub(crate) fn result<T: Debug + Serialize>(result: &Result<T>) -> String {
    match result {
        Ok(value) => {
            print(value);
            read(&serde_json::to_string(value).unwrap());
        }
        Err(error) => read_error(error),
    }
    format!("{result:?}")
}

/// Reads what a call of the matrix came to.
pub(crate) fn witness(result: &Result<Printed>) {
    match result {
        Ok(told) => read(told.text()),
        Err(error) => read_error(error),
    }
}

/// An error with its causes, as data, and in the message of a panic over it.
fn read_error(error: &Error) {
    print(error);
    read(&format!("{error} {error:#}"));
    read(&serde_json::to_string(error).unwrap());
    let mut cause = error.source();
    while let Some(error) = cause {
        read(&format!("{error} {error:#} {error:?} {error:#?}"));
        cause = error.source();
    }
    IS_DELIBERATE.set(true);
    let panicked = catch_unwind(AssertUnwindSafe(|| panic!("{error:?} {error}")));
    IS_DELIBERATE.set(false);
    assert!(panicked.is_err());
}

/// Reads each trace, which comes in one piece.
struct Traces;

impl io::Write for Traces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        for source in SOURCES.iter().filter(|source| text.contains(**source)) {
            SEEN.lock().unwrap().insert(source);
        }
        read(&text);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
