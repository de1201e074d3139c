//! Errors for the person or program that has to act: what happened, to which call, and whether
//! money may have moved.

mod kind;
mod outcome;
mod recourse;
mod reply;
mod report;
mod serialize;
mod validation;

pub use kind::ErrorKind;
pub use outcome::Outcome;
pub use recourse::Recourse;
pub use reply::ProviderReply;
pub use report::Error;
