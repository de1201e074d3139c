//! Five ways to the service, one meaning: whatever is asked and whatever is answered.

mod answers;
mod requests;

use std::future::Future;

/// Runs the future of a case: properties are no async functions.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}
