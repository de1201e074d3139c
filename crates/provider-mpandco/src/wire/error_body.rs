//! The body of an error: an OAuth error, or a form with messages at its fields.

use std::fmt;

use payments_kit::codec::{Absorb, Key, Scalar, Scalars, Texts, cut_path};
use payments_kit::wire_object;
use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

wire_object! {
    pub(crate) struct ErrorBody {
        /// The code of an OAuth error, such as `invalid_client`.
        error: Scalar = "error",
        error_description: Scalar = "error_description",
        /// The HTTP status once more.
        code: Scalars = "code",
        /// `Validation Failed` above a form.
        message: Scalar = "message",
        errors: Node = "errors",
        /// The members of an intent or a payment, which an error does not have.
        id: Texts = "id",
        number: Texts = "ref",
        state: Texts = "state",
        transactions: Texts = "transactions",
        receipt: Texts = "related_resources",
        total: Texts = "total",
        payer: Texts = "payer",
        links: Texts = "_links",
    }
}

impl ErrorBody {
    /// Returns whether the body describes a payment: then it does not prove a refusal.
    pub(crate) fn describes_payment(&self) -> bool {
        let members = [
            &self.id,
            &self.number,
            &self.state,
            &self.transactions,
            &self.receipt,
            &self.total,
            &self.payer,
            &self.links,
        ];
        members.into_iter().any(|texts| !texts.is_empty())
    }

    /// Returns the messages about the request as a whole.
    pub(crate) fn global(&self) -> impl Iterator<Item = &str> {
        self.errors.messages()
    }

    /// Returns field paths such as `transactions[0].amount.total`, with their messages.
    pub(crate) fn fields(&self) -> Vec<(String, &str)> {
        let mut found = Vec::new();
        for (name, child) in &self.errors.children {
            child.collect(name, &mut found);
        }
        found
    }
}

/// A field of the form. An empty one is `[]` or `{}`; its children are a map, or a list if
/// the field is a collection.
#[derive(Debug, Default)]
pub(crate) struct Node {
    errors: Texts,
    children: Vec<(String, Node)>,
}

impl Absorb for Node {
    fn absorb(&mut self, other: Self) {
        self.errors.absorb(other.errors);
        self.children.extend(other.children);
    }
}

impl Node {
    fn messages(&self) -> impl Iterator<Item = &str> {
        self.errors.iter().map(|(_, text)| text)
    }

    fn collect<'a>(&'a self, path: &str, found: &mut Vec<(String, &'a str)>) {
        for (name, child) in &self.children {
            let is_index = name.bytes().all(|byte| byte.is_ascii_digit());
            let path = if is_index {
                format!("{path}[{name}]")
            } else {
                format!("{path}.{name}")
            };
            child.collect(cut_path(&path), found);
        }
        found.extend(self.messages().map(|text| (path.to_owned(), text)));
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a form field")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut node = Node::default();
        while let Some(key) = map.next_key::<Key<'_>>()? {
            match key.as_str() {
                "errors" => node.errors = map.next_value()?,
                "children" => node.children = map.next_value::<Children>()?.0,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(node)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Node::default())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Node, E> {
        Ok(Node::default())
    }
}

struct Children(Vec<(String, Node)>);

impl<'de> Deserialize<'de> for Children {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ChildrenVisitor)
    }
}

struct ChildrenVisitor;

impl<'de> Visitor<'de> for ChildrenVisitor {
    type Value = Children;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("form fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Children, A::Error> {
        let mut children = Vec::new();
        while let Some((name, child)) = map.next_entry::<Key<'_>, _>()? {
            children.push((cut_path(name.as_str()).to_owned(), child));
        }
        Ok(Children(children))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Children, A::Error> {
        let mut children = Vec::new();
        while let Some(child) = list.next_element()? {
            children.push((children.len().to_string(), child));
        }
        Ok(Children(children))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Children, E> {
        Ok(Children(Vec::new()))
    }
}

#[cfg(test)]
mod tests {
    use payments_kit::codec::from_json;

    use super::*;

    #[test]
    fn every_shape_of_a_node_is_read() {
        let body: ErrorBody = from_json(
            r#"{"code":400,"message":"Validation Failed","errors":{
                "errors":["Saldo insuficiente para realizar este envío de dinero."],
                "children":{
                    "intent":[],
                    "redirectUrls":{"children":{"returnUrl":{"errors":["Falta."]},"cancelUrl":{}}},
                    "transactions":{"children":[
                        {"children":{"items":{"children":[]}}},
                        {"children":{"amount":{"children":{"total":{"errors":["Malo.","Feo."]}}}}}
                    ]},
                    "recipient":null
                }}}"#
                .as_bytes(),
        )
        .unwrap();
        assert_eq!(
            body.global().collect::<Vec<_>>(),
            ["Saldo insuficiente para realizar este envío de dinero."]
        );
        assert_eq!(
            body.fields(),
            [
                ("redirectUrls.returnUrl".to_owned(), "Falta."),
                ("transactions[1].amount.total".to_owned(), "Malo."),
                ("transactions[1].amount.total".to_owned(), "Feo."),
            ]
        );
    }

    #[test]
    fn an_oauth_error_has_no_fields() {
        let body: ErrorBody =
            from_json(br#"{"error":"invalid_client","error_description":"No such client"}"#)
                .unwrap();
        assert_eq!(body.error.text(), Some("invalid_client"));
        assert_eq!(body.fields(), []);
    }
}
