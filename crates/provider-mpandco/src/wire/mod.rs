//! The shapes of requests and responses, with the service's own names.

mod common;
mod error_body;
mod forms;
mod intent;
mod list;
mod payout;
mod wallet_payment;

use payments_core::PaymentId;
use payments_kit::codec::{Scalar, Texts};
use payments_kit::http::{Fields, Form};
use payments_kit::wire_object;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

pub(crate) use common::{Account, Href, Meta, Next, Paginator, Party};
pub(crate) use error_body::ErrorBody;
pub(crate) use forms::{cancel_form, execution_form, intent_form};
pub(crate) use intent::{
    Distribution, HistoryResponse, Intent, Item, Links, PayToken, Receipt, RedirectUrls,
    RelatedResources, Total, Transaction,
};
pub(crate) use list::{Entry, List};
pub(crate) use payout::{PayoutResponse, payout_body};
pub(crate) use wallet_payment::{ItemOperation, Method, WalletPayment};

/// Writes the query `id=ID`.
pub(crate) fn id_query(id: &str) -> Form {
    let mut query = Form::new();
    query.field("id", id);
    query
}

/// Writes the query of a tool of the sandbox (chapter 4.1): its token, and the id of the intent.
pub(crate) fn sandbox_query(token: &SecretString, id: Option<&PaymentId>) -> Form {
    let mut query = Form::new();
    query.secret("access_token", token.expose_secret());
    if let Some(id) = id {
        query.field("id", id.as_str());
    }
    query
}

/// The response to a token request (chapter 5.2).
#[derive(Deserialize)]
pub(crate) struct TokenResponse {
    #[serde(default)]
    pub(crate) access_token: SecretText,
    #[serde(default)]
    pub(crate) token_type: Scalar,
    /// Seconds, as a number or a text. OAuth only recommends it.
    #[serde(default)]
    pub(crate) expires_in: Scalar,
    #[serde(default)]
    pub(crate) refresh_token: SecretText,
}

/// A secret text, or nothing for a value of another type.
#[derive(Default)]
pub(crate) struct SecretText(pub(crate) Option<SecretString>);

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        Ok(Self(serde_json::from_str(raw.get()).ok()))
    }
}

wire_object! {
    /// The response of the sandbox to the approval of an intent.
    pub(crate) struct Authorized {
        payer: Texts = "payer",
    }
}

wire_object! {
    /// Codes to open accounts in the sandbox with.
    pub(crate) struct Codes {
        regular: Scalar = "regular",
        commercial: Scalar = "commercial",
    }
}
