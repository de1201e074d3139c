//! What goes over the wire, under the service's names.

mod cash;
mod echo;
mod lists;
mod names;
mod percent;
mod report;
mod requests;
mod response;
#[cfg(feature = "unverified-card-tokens")]
mod tokens;

pub(crate) use cash::{
    CASH_FIELDS, CASH_LIST, CASH_ORDER, CASH_STORES, CashPurchase, CashResponse, WireCashOrder,
    WireStore, cash_list, cash_look_up, cash_order,
};
pub(crate) use names::{is_field, request_path};
pub(crate) use percent::decoded_once;
pub(crate) use report::{ReportStatus, WireTransaction};
pub(crate) use requests::{Caller, Holder, Purchase, SEARCH_FIELDS, charge, registration, search};
pub(crate) use response::{Operation as WireOperation, Response, card_echo, values};
#[cfg(feature = "unverified-card-tokens")]
pub(crate) use tokens::{StoredHolder, TokenResponse, charge_token, delete_card, store_card};
