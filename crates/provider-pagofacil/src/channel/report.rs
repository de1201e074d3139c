//! The endpoint of the reports.

use payments_kit::codec::{Noticed, from_json_behind_notice};
use payments_kit::http::SecretBytes;

use super::rest;
use crate::error::Unwrapped;
use crate::wire::{Answer, Data};

pub(super) const PATH: &str = "reports/Wsrreports/index/format/json";

/// The number of the page stands outside the data.
pub(super) fn serialize(method: &str, data: &Data<'_>, page: Option<u32>) -> SecretBytes {
    let mut form = rest::serialize(method, data);
    if let Some(page) = page {
        form.field("p", &page.to_string());
    }
    form.finish()
}

/// The answer of `method`. The document that is published stands bare; the server that the other
/// endpoints run on would put it below a root and the method's name.
pub(super) fn unwrap<'body>(body: &'body [u8], method: &str) -> Unwrapped<'body> {
    let bare: Noticed<'_, Box<Answer>> = from_json_behind_notice(body)?;
    if bare.value.is_report() || bare.value.is_fault() {
        return Ok(bare);
    }
    rest::unwrap_json(body, method)
}
