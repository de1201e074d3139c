//! The tree of elements that Zend's REST server builds from a value.

use super::{Map, Value};

/// One element: a name with a text, or with children.
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) content: Content,
}

pub(crate) enum Content {
    Text(String),
    Children(Vec<Element>),
}

impl Element {
    /// `None` when a name in it is not a name in XML, which stops the serializer.
    pub(crate) fn new(name: &str, value: &Value) -> Option<Self> {
        let content = match value {
            Value::List(items) => Content::Children(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| Self::new(&format!("key_{index}"), item))
                    .collect::<Option<_>>()?,
            ),
            Value::Map(map) => Content::Children(children(map)?),
            // The text goes through a C string: a NUL ends it.
            scalar => Content::Text(scalar.scalar()?.split('\0').next()?.to_owned()),
        };
        Self::named(name, content)
    }

    pub(crate) fn parent(name: &str, children: Vec<Self>) -> Option<Self> {
        Self::named(name, Content::Children(children))
    }

    fn named(name: &str, content: Content) -> Option<Self> {
        is_name(name).then(|| Self {
            name: name.to_owned(),
            content,
        })
    }
}

pub(crate) fn children(map: &Map) -> Option<Vec<Element>> {
    map.iter()
        .map(|(key, value)| {
            let digits = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
            if digits {
                Element::new(&format!("key_{key}"), value)
            } else {
                Element::new(key, value)
            }
        })
        .collect()
}

fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters
        .next()
        .is_some_and(|first| first.is_alphabetic() || matches!(first, '_' | ':'))
        && characters.all(|next| next.is_alphanumeric() || matches!(next, '_' | ':' | '-' | '.'))
}
