//! The fields of a request, in the order of the guide's example.

use std::borrow::Cow;

use payments_kit::http::SecretBuffer;

/// One value of a request. It has no `Debug`: a text may be personal.
pub(crate) enum Field<'a> {
    Text(Cow<'a, str>),
    /// A text about a person, which is redacted from every text of the response.
    Personal(Cow<'a, str>),
    /// A text that is redacted from every text of the response.
    Secret(&'a str),
    Number(u32),
    /// A number below a hundred, as the text of two digits.
    TwoDigits([u8; 2]),
}

/// The text of [`Field::TwoDigits`].
pub(crate) fn two_digits(digits: &[u8; 2]) -> &str {
    std::str::from_utf8(digits).unwrap_or_default()
}

/// The fields of a request with their names.
pub(crate) struct Fields<'a> {
    fields: Vec<(&'static str, Field<'a>)>,
    secrets: Vec<&'a str>,
}

impl<'a> Fields<'a> {
    /// No fields, with room for those of an ordinary charge.
    pub(crate) fn new() -> Self {
        Self {
            fields: Vec::with_capacity(24),
            secrets: Vec::with_capacity(4),
        }
    }

    pub(crate) fn text(&mut self, name: &'static str, text: impl Into<Cow<'a, str>>) {
        self.fields.push((name, Field::Text(text.into())));
    }

    pub(crate) fn personal(&mut self, name: &'static str, text: impl Into<Cow<'a, str>>) {
        self.fields.push((name, Field::Personal(text.into())));
    }

    pub(crate) fn secret(&mut self, name: &'static str, text: &'a str) {
        self.fields.push((name, Field::Secret(text)));
        self.secrets.push(text);
    }

    pub(crate) fn number(&mut self, name: &'static str, number: u32) {
        self.fields.push((name, Field::Number(number)));
    }

    /// The last two digits of a number.
    pub(crate) fn two_digits(&mut self, name: &'static str, number: u16) {
        let last = |number: u16| u8::try_from(number % 10).map_or(b'0', |digit| b'0' + digit);
        let digits = [last(number / 10), last(number)];
        self.fields.push((name, Field::TwoDigits(digits)));
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &Field<'a>)> {
        self.fields.iter().map(|(name, field)| (*name, field))
    }

    /// What no text of the response may show: the secrets, and the texts about a person.
    pub(crate) fn hidden(&self) -> impl Iterator<Item = &str> {
        self.iter().filter_map(|(_, field)| match field {
            Field::Secret(text) => Some(*text),
            Field::Personal(text) => Some(&**text),
            Field::Text(_) | Field::Number(_) | Field::TwoDigits(_) => None,
        })
    }

    /// The secrets alone.
    pub(crate) fn secrets(&self) -> &[&'a str] {
        &self.secrets
    }

    /// Writes the fields as a JSON object. The names are literals of this crate that need no
    /// escapes; only the values are serialized.
    pub(crate) fn write_json(&self, to: &mut SecretBuffer) -> Result<(), serde_json::Error> {
        let mut before: &[u8] = b"{\"";
        for (name, field) in self.iter() {
            debug_assert!(
                name.bytes()
                    .all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
            );
            to.push(before);
            to.push_str(name);
            to.push(b"\":");
            match field {
                Field::Text(text) | Field::Personal(text) => serde_json::to_writer(&mut *to, text)?,
                Field::Secret(text) => serde_json::to_writer(&mut *to, text)?,
                Field::Number(number) => serde_json::to_writer(&mut *to, number)?,
                Field::TwoDigits(digits) => serde_json::to_writer(&mut *to, two_digits(digits))?,
            }
            before = b",\"";
        }
        to.push_str(if self.fields.is_empty() { "{}" } else { "}" });
        Ok(())
    }
}
