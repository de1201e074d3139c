//! How a behaviour that does not hold says so.

use std::fmt::Display;

use payments_core::Result;

/// What a call answered that has to succeed.
#[track_caller]
#[expect(
    clippy::panic,
    reason = "a behaviour that does not hold fails the test that runs it"
)]
pub(super) fn expected<T>(what: impl Display, result: Result<T>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{what} must succeed: {error}"),
    }
}

/// What has to be there.
#[track_caller]
#[expect(
    clippy::panic,
    reason = "a behaviour that does not hold fails the test that runs it"
)]
pub(super) fn given<T>(what: impl Display, value: Option<T>) -> T {
    match value {
        Some(value) => value,
        None => panic!("{what} must be given"),
    }
}
