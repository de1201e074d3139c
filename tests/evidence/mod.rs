//! The fixtures that show each operation: a success, a rejection, and a response of an unusual shape.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "only tests use it: they fail by panicking"
)]

pub mod mpandco;
pub mod pagofacil;

use std::fmt::Debug;

use payments_core::Result;

/// An operation and the fixtures of it that show it, each the last of the exchanges of a call.
#[derive(Clone, Copy, Debug)]
pub struct Evidence {
    /// The operation.
    pub operation: &'static str,
    /// The fixtures of the exchanges before.
    pub before: &'static [&'static str],
    /// A success.
    pub success: &'static str,
    /// The fixtures of the exchanges after the success.
    pub after: &'static [&'static str],
    /// A rejection by the service.
    pub rejection: &'static str,
    /// Further exchanges before the unusual response.
    pub before_odd: &'static [&'static str],
    /// A response of an unusual shape.
    pub odd: &'static str,
}

const fn evidence(operation: &'static str, cases: [&'static str; 3]) -> Evidence {
    let [success, rejection, odd] = cases;
    Evidence {
        operation,
        before: &["token/granted"],
        success,
        after: &[],
        rejection,
        before_odd: &[],
        odd,
    }
}

fn shown<T: Debug>(result: Result<T>) -> Result<String> {
    result.map(|value| format!("{value:?}"))
}
