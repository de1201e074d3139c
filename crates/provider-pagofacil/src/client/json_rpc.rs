//! Endpoint 2: JSON-RPC 2.0.

use payments_kit::codec::{Noticed, Scalar, from_json_behind_notice};
use payments_kit::http::{SecretBuffer, SecretBytes};
use serde::Deserialize;

use crate::error::{Unusable, Unwrapped};
use crate::wire::{Fields, Response};

pub(super) fn serialize(method: &'static str, fields: &Fields<'_>, id: u64) -> SecretBytes {
    let mut body = SecretBuffer::new();
    // Texts and numbers always serialize, and the buffer always takes them.
    let written = write(&mut body, method, fields, id);
    debug_assert!(written.is_ok());
    body.finish()
}

fn write(
    body: &mut SecretBuffer,
    method: &str,
    fields: &Fields<'_>,
    id: u64,
) -> Result<(), serde_json::Error> {
    body.push_str(r#"{"jsonrpc":"2.0","method":"#);
    serde_json::to_writer(&mut *body, method)?;
    body.push_str(r#","params":{"data":"#);
    fields.write_json(body)?;
    body.push_str(r#"},"id":"#);
    serde_json::to_writer(&mut *body, &id)?;
    body.push_str("}");
    Ok(())
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
    let Noticed { value, notice } = from_json_behind_notice(body)?;
    let envelope: Envelope = value;
    // Exactly the digits that were sent: no sign, no leading zero.
    let is_ours = |text: &str| !text.starts_with(['+', '0']) && text.parse() == Ok(id);
    if !envelope.id.text().is_some_and(is_ours) {
        return Err(Unusable::NotOurs);
    }
    match (envelope.result, envelope.error) {
        (Some(value), None) => Ok(Noticed { value, notice }),
        (None, Some(error)) => Err(Unusable::RpcError {
            code: error.code.into_text().unwrap_or_default(),
            message: error.message.into_text().unwrap_or_default(),
        }),
        _ => Err(Unusable::NoResult),
    }
}
