//! The `data` of a request, in the order of the guide's example.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};

/// One value of a request. It has no `Debug`: a text may be personal.
pub(crate) enum Field<'a> {
    Text(Cow<'a, str>),
    /// A text about a person, which must not come back in the service's words.
    Personal(Cow<'a, str>),
    /// A text that must not come back in any message.
    Secret(&'a str),
    Number(u32),
}

/// The fields of a request by their names.
#[derive(Default)]
pub(crate) struct Data<'a>(Vec<(&'static str, Field<'a>)>);

impl<'a> Data<'a> {
    pub(crate) fn text(&mut self, name: &'static str, text: impl Into<Cow<'a, str>>) {
        self.0.push((name, Field::Text(text.into())));
    }

    pub(crate) fn personal(&mut self, name: &'static str, text: impl Into<Cow<'a, str>>) {
        self.0.push((name, Field::Personal(text.into())));
    }

    pub(crate) fn secret(&mut self, name: &'static str, text: &'a str) {
        self.0.push((name, Field::Secret(text)));
    }

    pub(crate) fn number(&mut self, name: &'static str, number: u32) {
        self.0.push((name, Field::Number(number)));
    }

    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, &Field<'a>)> {
        self.0.iter().map(|(name, field)| (*name, field))
    }

    /// What no word of the service may show: the secrets, and the texts about a person.
    pub(crate) fn hidden(&self) -> Vec<&str> {
        let hidden = self.fields().filter_map(|(_, field)| match field {
            Field::Secret(text) => Some(*text),
            Field::Personal(text) => Some(&**text),
            Field::Text(_) | Field::Number(_) => None,
        });
        hidden.collect()
    }

    /// What no text of an answer may show.
    pub(crate) fn secrets(&self) -> Vec<&'a str> {
        let secret = |(_, field): &(_, Field<'a>)| match field {
            Field::Secret(text) => Some(*text),
            _ => None,
        };
        self.0.iter().filter_map(secret).collect()
    }
}

impl Serialize for Data<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, field) in &self.0 {
            match field {
                Field::Text(text) | Field::Personal(text) => map.serialize_entry(name, text)?,
                Field::Secret(text) => map.serialize_entry(name, text)?,
                Field::Number(number) => map.serialize_entry(name, number)?,
            }
        }
        map.end()
    }
}
