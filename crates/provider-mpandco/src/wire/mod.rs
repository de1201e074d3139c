//! What goes over the wire, in the service's own words.

mod error_tree;
mod form;
mod intent;
mod token;

pub(crate) use error_tree::ErrorBody;
pub(crate) use form::{FORM, id_query};
pub(crate) use intent::{Intent, Transaction};
pub(crate) use token::TokenAnswer;
