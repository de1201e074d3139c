//! The values that go in and out of a method, in PHP's types.

use std::borrow::Cow;

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::php::form::Php;

/// One value. A `Decimal` is a PHP float in the shape PHP prints it.
#[derive(Clone)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Decimal(String),
    Text(String),
    List(Vec<Value>),
    Map(Map),
}

impl Value {
    /// The text that Zend writes for a scalar; `None` for a list or a map.
    pub(crate) fn scalar(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Null => Some(Cow::Borrowed("")),
            Self::Bool(value) => Some(Cow::Borrowed(if *value { "1" } else { "0" })),
            Self::Int(value) => Some(Cow::Owned(value.to_string())),
            Self::Decimal(text) | Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::List(_) | Self::Map(_) => None,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// An ordered array with text keys.
#[derive(Clone, Default)]
pub(crate) struct Map(Vec<(String, Value)>);

impl Map {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.iter()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| value)
    }

    /// Sets `key`, in its old place if it has one and else at the end.
    pub(crate) fn set(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        match self.0.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    /// [`set`](Self::set) for building a response member by member.
    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.set(key, value);
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl FromIterator<(String, Value)> for Map {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(entries: I) -> Self {
        let mut map = Self::new();
        for (key, value) in entries {
            map.set(&key, value);
        }
        map
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<&Php> for Value {
    fn from(input: &Php) -> Self {
        match input {
            Php::Text(text) => Self::Text(text.clone()),
            Php::Array(_) => Self::Map(Map::from(input)),
        }
    }
}

/// A text has no members.
impl From<&Php> for Map {
    fn from(input: &Php) -> Self {
        let entries = input.entries().iter();
        entries
            .map(|(key, value)| (key.clone(), Value::from(value)))
            .collect()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Decimal(number) => RawValue::from_string(number.clone())
                .map_err(S::Error::custom)?
                .serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Map(map) => map.serialize(serializer),
            Self::List(items) => serializer.collect_seq(items),
        }
    }
}

/// An empty array of PHP is a list, even where it was meant to be an object.
impl Serialize for Map {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_empty() {
            serializer.collect_seq([(); 0])
        } else {
            serializer.collect_map(self.iter())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Map, Value};

    #[test]
    fn setting_a_member_again_keeps_its_place() {
        let map = Map::new().with("a", 1).with("b", 2).with("a", "x");
        let names: Vec<_> = map.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(map.get("a").and_then(Value::scalar).as_deref(), Some("x"));
    }
}
