//! Recording exchanges with a live service as fixtures, without what is secret in them.

mod check;
mod digits;
mod error;
mod exchange;
mod files;
mod finding;
mod meaning;
mod personal;
mod recorder;
mod scan;
mod scrub;

#[cfg(test)]
mod tests;

pub use error::RecordError;
pub use finding::Finding;
pub use recorder::Recorder;
