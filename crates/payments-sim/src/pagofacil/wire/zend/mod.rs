//! Zend Framework 1 as far as the wire shows it: its values and how it writes them.

mod element;
pub(crate) mod json;
pub(crate) mod read;
pub(crate) mod rest;
mod value;
pub(crate) mod xml;

pub(crate) use value::{Map, Value};
