//! Form bodies with nested names in brackets: `transactions[0][amount][total]`.
//!
//! Written here because a serializer of whole values neither wipes its buffer nor knows which of
//! the values are sensitive. Names and values are escaped by `url`.

use std::fmt::Display;

use url::form_urlencoded::byte_serialize;

use payments_core::redact::Secrets;

use super::{Body, Fields, SecretBuffer};

/// A form, written field by field: `data%5Bnombre%5D=Ana&…`.
///
/// ```
/// use payments_kit::http::{Body, Fields, Form};
///
/// let mut form = Form::new();
/// form.field("method", "transaccion");
/// form.scope("data").personal("nombre", "Ana María");
/// let body = Body::from(form);
/// assert_eq!(
///     body.bytes().expose(),
///     b"method=transaccion&data%5Bnombre%5D=Ana+Mar%C3%ADa",
/// );
/// assert_eq!(format!("{:?}", body.secrets()), "Secrets { secret: 0, personal: 1 }");
/// ```
#[derive(Debug, Default)]
pub struct Form {
    bytes: SecretBuffer,
    secrets: Secrets,
}

impl Form {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens a scope: the fields written to it are named `name[field]`.
    pub fn scope(&mut self, name: &str) -> FormScope<'_> {
        FormScope {
            form: self,
            path: byte_serialize(name.as_bytes()).collect(),
        }
    }

    /// Writes a field under an encoded path: `name`, or `path[name]`.
    fn write(&mut self, path: Option<&str>, name: &str, value: &str) {
        self.separate();
        if let Some(path) = path {
            self.bytes.push_str(path);
            self.bytes.push(b"%5B");
            self.encode(name);
            self.bytes.push(b"%5D=");
        } else {
            self.encode(name);
            self.bytes.push(b"=");
        }
        self.encode(value);
    }

    fn separate(&mut self) {
        if !self.bytes.is_empty() {
            self.bytes.push(b"&");
        }
    }

    fn encode(&mut self, text: &str) {
        byte_serialize(text.as_bytes()).for_each(|piece| self.bytes.push_str(piece));
    }
}

impl Fields for Form {
    fn field(&mut self, name: &str, value: &str) {
        self.write(None, name, value);
        self.secrets.add_own(value);
    }

    fn secret(&mut self, name: &str, value: &str) {
        self.write(None, name, value);
        self.secrets.add_secret(value);
    }

    fn personal(&mut self, name: &str, value: &str) {
        self.write(None, name, value);
        self.secrets.add_personal(value);
    }

    fn number(&mut self, name: &str, value: u64) {
        self.field(name, &value.to_string());
    }
}

impl From<Form> for Body {
    fn from(form: Form) -> Self {
        Self {
            content_type: "application/x-www-form-urlencoded",
            bytes: form.bytes.finish(),
            secrets: form.secrets,
        }
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

impl Fields for FormScope<'_> {
    fn field(&mut self, name: &str, value: &str) {
        self.form.write(Some(&self.path), name, value);
        self.form.secrets.add_own(value);
    }

    fn secret(&mut self, name: &str, value: &str) {
        self.form.write(Some(&self.path), name, value);
        self.form.secrets.add_secret(value);
    }

    fn personal(&mut self, name: &str, value: &str) {
        self.form.write(Some(&self.path), name, value);
        self.form.secrets.add_personal(value);
    }

    fn number(&mut self, name: &str, value: u64) {
        self.field(name, &value.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_names_are_in_brackets() {
        let mut form = Form::new();
        let mut intent = form.scope("paymentintent");
        intent.field("intent", "sale");
        let mut transactions = intent.scope("transactions");
        transactions.scope(0).scope("amount").field("total", "20");
        assert_eq!(
            Body::from(form).bytes().expose(),
            b"paymentintent%5Bintent%5D=sale&paymentintent%5Btransactions%5D%5B0%5D%5Bamount%5D%5Btotal%5D=20"
        );
    }

    #[test]
    fn no_value_can_add_another_field() {
        let mut form = Form::new();
        form.field("a", "1&b=2+%00#\r\n");
        assert_eq!(
            Body::from(form).bytes().expose(),
            b"a=1%26b%3D2%2B%2500%23%0D%0A"
        );
    }
}
