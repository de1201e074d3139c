//! The simulated mPandco: payment intents of a wallet from their creation to their annulment, the
//! wallet's payments, and payouts to bank accounts.

mod approval_page;
mod model;
mod ops;
mod router;
mod state;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod wire;

pub use model::{
    Callback, IntentKind, IntentState, IntentView, Movements, PayoutKind, RegisteredPayout,
    SubmittedDistribution, SubmittedIntent, SubmittedItem, SubmittedTransaction,
};
pub use ops::authorize_intent::SANDBOX_TOKEN;
pub(crate) use router::{operations, router};
pub use state::ids::PAY_TOKEN_MARK;
pub use state::settings::AUTHORIZED_ACCOUNTS;
pub use state::{CLIENT_ID, CLIENT_SECRET, PIN, State};
pub(crate) use wire::errors::not_found;
pub use wire::payout_form::BANK_CODES;
