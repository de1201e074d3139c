//! A bulk-payment item, which the service calls a dispersion (chapter 6.10).

use payments_core::Personal;
use payments_kit::codec::{Scalars, Texts};
use payments_kit::http::{Fields, JsonBody};
use payments_kit::wire_object;

use crate::validate::ValidPayout;

/// Writes the body that registers a payout. The amount is a text, as in the manual's example.
pub(crate) fn payout_body(valid: &ValidPayout<'_>) -> JsonBody {
    let request = valid.request;
    let mut body = JsonBody::new();
    let mut item = body.object("multi_payment_item");
    item.field("reference", request.reference().as_str());
    item.personal("nameAccount", request.name().expose());
    item.personal("identificationNumber", request.document().expose());
    item.personal("bankAccount", request.account().expose());
    item.field("amount", &valid.amount.to_wire());
    for (name, value) in [("phone", request.phone()), ("email", request.email())] {
        if let Some(value) = value.map(Personal::expose) {
            item.personal(name, value);
        }
    }
    drop(item);
    body
}

wire_object! {
    pub(crate) struct PayoutResponse {
        id: Scalars = "ref",
        document: Scalars = "identification_number",
        status: Scalars = "status",
        /// Members of the request that the response does not document.
        reference: Scalars = "reference",
        account: Scalars = "bank_account",
        amount: Scalars = "amount",
        /// The members of an error, which an item does not have.
        error: Texts = "error",
        errors: Texts = "errors",
        code: Texts = "code",
        message: Texts = "message",
    }
}
