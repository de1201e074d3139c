//! The behavior of PHP that shows on the wire.

pub(crate) mod form;
pub(crate) mod json;
mod name;
pub(crate) mod request;
