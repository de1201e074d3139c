//! Redaction: which texts of a provider may be kept and printed.
//!
//! A provider's message may echo what it was sent: one of ours returns
//! `'5111…' no es de una institucion permitida` with the complete card number in it. The values of a
//! call travel in its [`Secrets`], and every text of its response passes through them; a text
//! without a call passes through [`text()`]. Redaction cannot be disabled.

mod error;
mod projection;
mod secrets;
mod sketch;
mod words;

pub use error::RedactedError;
pub use secrets::Secrets;
pub(crate) use words::own_words;
pub use words::text;
