//! The simulated mPandco: payment intents of a wallet from their creation to their annulment, the
//! wallet's payments, and payouts to bank accounts.

mod approval_page;
mod model;
mod ops;
mod router;
mod state;
mod test_steps;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod wire;

pub use model::{
    Callback, IntentKind, IntentState, IntentView, Movements, PayTokenPlacement, PayoutKind,
    RegisteredPayout, SubmittedDistribution, SubmittedIntent, SubmittedItem, SubmittedTransaction,
};
pub(crate) use router::{operations, router};
pub use state::State;
pub use state::ids::PAY_TOKEN_MARK;
pub use state::settings::{
    AUTHORIZED_ACCOUNTS, CLIENT_ID, CLIENT_SECRET, PASSWORD, PIN, SANDBOX_TOKEN, USERNAME,
};
pub(crate) use wire::errors::not_found;
pub use wire::payout_form::BANK_CODES;
