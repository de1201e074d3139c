//! Access tokens: one for everybody, renewed when it must be.

mod store;
mod stored_token;
mod tokens;

pub use store::{InMemoryTokenStore, TokenStore};
pub use stored_token::StoredToken;
pub(crate) use tokens::Tokens;
