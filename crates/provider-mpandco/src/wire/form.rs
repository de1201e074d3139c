//! What all form requests share.

use url::form_urlencoded::byte_serialize;

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// The query `id=ID`.
pub(crate) fn id_query(id: &str) -> String {
    let id: String = byte_serialize(id.as_bytes()).collect();
    format!("id={id}")
}
