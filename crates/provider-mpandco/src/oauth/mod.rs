//! Access tokens: one for everybody, renewed when it must be.

mod token;
mod tokens;

pub(crate) use token::Token;
pub(crate) use tokens::Tokens;
