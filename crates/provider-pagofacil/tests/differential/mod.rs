//! Requests and responses mean the same over all five encodings.

mod requests;
mod responses;

use std::future::Future;

/// Runs the future of a case: properties are not async functions.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}
