//! Where the values stand in a text, whatever it is written in. The scanners refuse nothing: what
//! a service sends may be cut short or have a notice in front.

mod field;
mod form;
mod json;
mod path;
mod syntax;
mod xml;

pub(super) use field::Field;
pub(super) use path::decoded as percent_decoded;
pub(super) use syntax::{Syntax, leaves, rewritten};
