//! A bulk-payment item, which the service calls a dispersion (chapter 6.10).

use payments_core::Personal;
use payments_kit::codec::Scalar;
use payments_kit::http::{SecretBuffer, SecretBytes};
use payments_kit::wire_object;
use serde::Serialize;

use crate::validate::ValidPayout;

#[derive(Serialize)]
struct Body<'a> {
    multi_payment_item: Item<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    reference: &'a str,
    name_account: &'a str,
    identification_number: &'a str,
    bank_account: &'a str,
    /// A text, as in the manual's example.
    amount: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
}

/// Writes the body that registers a payout.
pub(crate) fn payout_body(valid: &ValidPayout<'_>) -> SecretBytes {
    let request = valid.request;
    let body = Body {
        multi_payment_item: Item {
            reference: request.reference().as_str(),
            name_account: request.name().expose(),
            identification_number: request.document().expose(),
            bank_account: request.account().expose(),
            amount: valid.amount.to_wire(),
            phone: request.phone().map(Personal::expose),
            email: request.email().map(Personal::expose),
        },
    };
    let mut buffer = SecretBuffer::new();
    // Texts are written into memory: neither can fail.
    let _ = serde_json::to_writer(&mut buffer, &body);
    buffer.finish()
}

wire_object! {
    pub(crate) struct PayoutResponse {
        id: Scalar = "ref",
        status: Scalar = "status",
    }
}
