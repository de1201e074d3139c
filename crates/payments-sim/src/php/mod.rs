//! The habits of PHP that show on the wire.

pub(crate) mod form;
pub(crate) mod json;
mod name;
