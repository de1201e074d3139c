//! The simulated mPandco: payment intents of a wallet from their creation to their annulment, the
//! wallet's payments, and payouts to bank accounts.

mod answer;
mod approval_page;
mod body;
mod check_credentials;
mod confirm_payment;
mod confirm_request;
mod create_payment;
mod decision;
mod errors;
mod execution;
mod fields;
mod find_wallet_payment;
mod get_payment;
mod ids;
mod intent_form;
mod json;
mod json_body;
mod ledger;
mod list_payments;
mod list_wallet_payments;
mod merchant;
mod model;
mod multipart;
mod number;
mod operations;
mod page;
mod payout;
mod payout_form;
mod routes;
mod sandbox;
mod send_payout;
mod settings;
mod submission;
mod submitted;
#[cfg(test)]
mod testing;
mod token;
mod transaction_answer;
mod view;
mod void_payment;
mod wallet;
mod wallet_answer;
mod world;

pub(crate) use errors::not_found;
pub use execution::Callback;
pub use ids::PAY_TOKEN_MARK;
pub use model::IntentState;
pub(crate) use operations::operations;
pub use payout::{PayoutKind, RegisteredPayout};
pub use payout_form::BANK_CODES;
pub(crate) use routes::router;
pub use sandbox::SANDBOX_TOKEN;
pub use settings::AUTHORISED_ACCOUNTS;
pub use submission::{
    IntentKind, SubmittedDistribution, SubmittedIntent, SubmittedItem, SubmittedTransaction,
};
pub use view::{IntentView, Movements};
pub use world::{CLIENT_ID, CLIENT_SECRET, PIN, World};
