//! Form bodies with bracketed names, the way PHP services nest them.

use std::fmt::Display;

use url::form_urlencoded::byte_serialize;

use super::{SecretBuffer, SecretBytes};

/// A form, written field by field: `data%5Bnombre%5D=Ana&…`.
///
/// ```
/// use payments_kit::http::Form;
///
/// let mut form = Form::new();
/// form.field("method", "transaccion");
/// form.scope("data").field("nombre", "Ana María");
/// let bytes = form.finish();
/// assert_eq!(bytes.expose(), b"method=transaccion&data%5Bnombre%5D=Ana+Mar%C3%ADa");
/// ```
#[derive(Debug, Default)]
pub struct Form(SecretBuffer);

impl Form {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field with a plain name.
    pub fn field(&mut self, name: &str, value: &str) {
        self.separate();
        self.encode(name);
        self.0.push(b"=");
        self.encode(value);
    }

    /// Opens a scope: the fields written to it are named `name[field]`.
    pub fn scope(&mut self, name: &str) -> FormScope<'_> {
        FormScope {
            form: self,
            path: byte_serialize(name.as_bytes()).collect(),
        }
    }

    /// The form as a body or a query.
    pub fn finish(self) -> SecretBytes {
        self.0.finish()
    }

    fn separate(&mut self) {
        if !self.0.is_empty() {
            self.0.push(b"&");
        }
    }

    fn encode(&mut self, text: &str) {
        byte_serialize(text.as_bytes()).for_each(|piece| self.0.push_str(piece));
    }
}

/// A level of nesting in a [`Form`].
#[derive(Debug)]
pub struct FormScope<'form> {
    form: &'form mut Form,
    /// Encoded already.
    path: String,
}

impl FormScope<'_> {
    /// Adds the field `path[name]`.
    pub fn field(&mut self, name: &str, value: &str) {
        let form = &mut *self.form;
        form.separate();
        form.0.push_str(&self.path);
        form.0.push(b"%5B");
        form.encode(name);
        form.0.push(b"%5D=");
        form.encode(value);
    }

    /// Opens the scope `path[name]`; an index is a name too.
    pub fn scope(&mut self, name: impl Display) -> FormScope<'_> {
        let mut path = self.path.clone();
        path.push_str("%5B");
        path.extend(byte_serialize(name.to_string().as_bytes()));
        path.push_str("%5D");
        FormScope {
            path,
            form: self.form,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_reads_like_php() {
        let mut form = Form::new();
        let mut intent = form.scope("paymentintent");
        intent.field("intent", "sale");
        let mut transactions = intent.scope("transactions");
        transactions.scope(0).scope("amount").field("total", "20");
        assert_eq!(
            form.finish().expose(),
            b"paymentintent%5Bintent%5D=sale&paymentintent%5Btransactions%5D%5B0%5D%5Bamount%5D%5Btotal%5D=20"
        );
    }

    #[test]
    fn nothing_in_a_value_can_break_out_of_it() {
        let mut form = Form::new();
        form.field("a", "1&b=2+%00#\r\n");
        assert_eq!(form.finish().expose(), b"a=1%26b%3D2%2B%2500%23%0D%0A");
    }
}
