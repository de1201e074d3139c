//! The sandbox's tools (chapter 4.1).

use payments_core::PaymentId;
use payments_kit::codec::{Scalar, Texts};
use payments_kit::http::{Form, SecretBytes};
use payments_kit::wire_object;
use secrecy::{ExposeSecret, SecretString};

/// The query of a tool: its token, and what it is about.
pub(crate) fn sandbox_query(token: &SecretString, id: Option<&PaymentId>) -> SecretBytes {
    let mut query = Form::new();
    query.field("access_token", token.expose_secret());
    if let Some(id) = id {
        query.field("id", id.as_str());
    }
    query.finish()
}

wire_object! {
    pub(crate) struct Authorized {
        payer: Texts = "payer",
    }
}

wire_object! {
    pub(crate) struct Codes {
        regular: Scalar = "regular",
        commercial: Scalar = "commercial",
    }
}
