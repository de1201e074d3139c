//! What goes over the wire, in the service's own words.

mod error_tree;
mod form;
mod intent;
mod intent_form;
mod paginator;
mod payout;
mod sandbox;
mod token;
mod transaction;
mod wallet_payment;

pub(crate) use error_tree::ErrorBody;
pub(crate) use form::{FORM, id_query};
pub(crate) use intent::{
    HistoryResponse, Href, Intent, Links, Party, PayToken, RedirectUrls, Total,
};
pub(crate) use intent_form::intent_form;
pub(crate) use paginator::Paginator;
pub(crate) use payout::{JSON, PayoutAnswer, payout_body};
pub(crate) use sandbox::{Authorized, Codes, sandbox_query};
pub(crate) use token::TokenAnswer;
pub(crate) use transaction::{Account, Distribution, Item, Receipt, RelatedResources, Transaction};
pub(crate) use wallet_payment::{ItemOperation, Method, WalletPayment};
