//! Endpoint 2: JSON-RPC 2.0.

use payments_kit::codec::{Scalar, WithOutput, from_json_with_output};
use payments_kit::http::{Body, Fields, JsonBody};
use serde::Deserialize;

use crate::error::{Unusable, Unwrapped};
use crate::wire::Response;

pub(super) fn serialize(method: &str, write: impl Fn(&mut dyn Fields), id: u64) -> Body {
    let mut body = JsonBody::new();
    body.field("jsonrpc", "2.0");
    body.field("method", method);
    write(&mut body.object("params").object("data"));
    body.number("id", id);
    body.into()
}

#[derive(Deserialize)]
struct Envelope {
    result: Option<Box<Response>>,
    error: Option<RpcError>,
    /// Sent as a number, returned as a text.
    #[serde(default)]
    id: Scalar,
}

#[derive(Deserialize)]
struct RpcError {
    #[serde(default)]
    code: Scalar,
    #[serde(default)]
    message: Scalar,
}

pub(super) fn unwrap(body: &[u8], id: u64) -> Unwrapped<'_> {
    let WithOutput {
        value: envelope,
        output,
    } = from_json_with_output::<Envelope>(body)?;
    // Exactly the digits that were sent: no sign, no leading zero.
    let is_ours = |text: &str| !text.starts_with(['+', '0']) && text.parse() == Ok(id);
    if !envelope.id.text().is_some_and(is_ours) {
        return Err(Unusable::NotOurs);
    }
    match (envelope.result, envelope.error) {
        (Some(value), None) => Ok(WithOutput { value, output }),
        (None, Some(error)) => Err(Unusable::RpcError {
            code: error.code.into_text().unwrap_or_default(),
            message: error.message.into_text().unwrap_or_default(),
        }),
        (Some(_), Some(_)) => Err(Unusable::SeveralResults),
        (None, None) => Err(Unusable::NoResult),
    }
}
