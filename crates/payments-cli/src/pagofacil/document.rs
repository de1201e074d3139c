//! A request with a card in it: a JSON document on standard input, or prompts on a terminal.

use std::io::{self, IsTerminal};

use serde_json::{Map, Value};

use crate::ask;
use crate::exit::Failure;

/// A member of a document, and what is asked for on a terminal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    name: &'static str,
    label: &'static str,
    is_secret: bool,
}

impl Field {
    pub(super) const fn new(name: &'static str, label: &'static str) -> Self {
        Self {
            name,
            label,
            is_secret: false,
        }
    }

    pub(super) const fn secret(name: &'static str, label: &'static str) -> Self {
        Self {
            is_secret: true,
            ..Self::new(name, label)
        }
    }
}

/// The texts of a document by their names. It has no `Debug`: a card is among them.
pub(super) struct Document(Map<String, Value>);

impl Document {
    /// Reads all of `fields`.
    pub(super) fn read(fields: &[&[Field]]) -> Result<Self, Failure> {
        let fields = fields.iter().copied().flatten();
        if !io::stdin().is_terminal() {
            let names: Vec<&str> = fields.map(|field| field.name).collect();
            return Self::parse(&ask::document()?, &names);
        }
        let mut members = Map::new();
        for field in fields {
            let text = if field.is_secret {
                ask::hidden(field.label)?
            } else {
                ask::line(field.label)?
            };
            members.insert(field.name.to_owned(), Value::String(text));
        }
        Ok(Self(members))
    }

    fn parse(text: &str, names: &[&str]) -> Result<Self, Failure> {
        // The parser's own message may quote what it could not read.
        let parsed: Map<String, Value> = serde_json::from_str(text)
            .map_err(|_| Failure::usage("standard input is not one JSON object"))?;
        let unknown = parsed.keys().find(|name| !names.contains(&name.as_str()));
        match unknown {
            Some(_) => Err(Failure::usage(format!(
                "the document may hold these members only: {}",
                names.join(", ")
            ))),
            None => Ok(Self(parsed)),
        }
    }

    /// The text of a member; nothing where it is absent or empty. Whole numbers are texts too,
    /// but an amount with decimals must be written as a text, so that it stays exact.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Failure> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.trim().to_owned()).filter(|t| !t.is_empty())),
            Some(Value::Number(number)) if number.is_u64() => Ok(Some(number.to_string())),
            Some(Value::Bool(flag)) => Ok(Some(flag.to_string())),
            Some(_) => Err(Failure::usage(format!("{name} must be written as a text"))),
        }
    }

    /// The text of a member that must be there; empty where it is not, which the validation of
    /// the request then complains about together with everything else.
    pub(super) fn needed(&self, name: &str) -> Result<String, Failure> {
        Ok(self.text(name)?.unwrap_or_default())
    }

    /// A member that is true or false; false where it is absent.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Failure> {
        match self.text(name)?.as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Failure::usage(format!("{name} must be true or false"))),
        }
    }

    /// The number of a member that must be there.
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Result<T, Failure> {
        let text = self.needed(name)?;
        text.parse()
            .map_err(|_| Failure::usage(format!("{name} must be a number")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_whole_numbers_are_read_and_decimals_must_be_texts() {
        let document =
            r#"{"amount":"800.50","day":5,"now":true,"empty":" ","none":null,"float":800.5}"#;
        let names = ["amount", "day", "now", "empty", "none", "float"];
        let document = Document::parse(document, &names).unwrap();
        assert_eq!(document.needed("amount").unwrap(), "800.50");
        assert_eq!(document.number::<u8>("day").unwrap(), 5);
        assert_eq!(document.text("now").unwrap().as_deref(), Some("true"));
        assert_eq!(document.text("empty").unwrap(), None);
        assert_eq!(document.text("none").unwrap(), None);
        assert_eq!(document.text("absent").unwrap(), None);
        assert!(document.text("float").is_err());
    }

    #[test]
    fn an_unknown_member_is_refused_without_quoting_anything() {
        let secret = "7".repeat(16);
        for text in [
            format!(r#"{{"crad_number":"{secret}"}}"#),
            format!(r#"["{secret}"]"#),
            format!(r#"{{"card_number":"{secret}"#),
        ] {
            let failure = Document::parse(&text, &["card_number"]).err().unwrap();
            assert!(!format!("{failure} {failure:?}").contains(&secret));
        }
    }
}
