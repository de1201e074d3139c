//! Endpoint 2: JSON-RPC 2.0.

use payments_core::codec::{Noticed, Scalar, from_json_behind_notice};
use payments_core::http::{SecretBuffer, SecretBytes};
use serde::{Deserialize, Serialize};

use crate::error::{Unusable, Unwrapped};
use crate::wire::{Answer, Data};

#[derive(Serialize)]
struct Request<'a> {
    jsonrpc: &'static str,
    method: &'static str,
    params: Params<'a>,
    id: u64,
}

#[derive(Serialize)]
struct Params<'a> {
    data: &'a Data<'a>,
}

pub(super) fn serialize(method: &'static str, data: &Data<'_>, id: u64) -> SecretBytes {
    let request = Request {
        jsonrpc: "2.0",
        method,
        params: Params { data },
        id,
    };
    let mut buffer = SecretBuffer::new();
    // Texts and numbers always serialize, and the buffer always takes them.
    let written = serde_json::to_writer(&mut buffer, &request);
    debug_assert!(written.is_ok());
    buffer.finish()
}

#[derive(Deserialize)]
struct Response {
    result: Option<Answer>,
    error: Option<RpcError>,
    /// Comes back as a text.
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
    let response: Response = value;
    if response.id.text() != Some(id.to_string().as_str()) {
        return Err(Unusable::NotOurs);
    }
    match (response.result, response.error) {
        (Some(value), None) => Ok(Noticed { value, notice }),
        (None, Some(error)) => Err(Unusable::RpcError {
            code: error.code.into_text().unwrap_or_default(),
            message: error.message.into_text().unwrap_or_default(),
        }),
        _ => Err(Unusable::NoAnswer),
    }
}
