//! What all form requests share.

use url::form_urlencoded::byte_serialize;

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// The query `id=ID`.
pub(crate) fn id_query(id: &str) -> String {
    const NAME: &str = "id=";
    let mut query = String::with_capacity(NAME.len() + id.len());
    query.push_str(NAME);
    query.extend(byte_serialize(id.as_bytes()));
    query
}
