//! What all form requests share.

use payments_core::http::{Form, SecretBytes};

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// The query `id=ID`.
pub(crate) fn id_query(id: &str) -> SecretBytes {
    let mut form = Form::new();
    form.field("id", id);
    form.finish()
}
