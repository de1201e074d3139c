//! The refusals and their bodies.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::mpandco::wire::reply::JsonReply;

/// Why an operation was refused.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The submitted form is not acceptable.
    Form(FormErrors),
    /// The caller has no access to the resource.
    Forbidden,
    /// There is no such resource.
    NotFound,
}

impl From<FormErrors> for Refusal {
    fn from(errors: FormErrors) -> Self {
        Self::Form(errors)
    }
}

impl Refusal {
    pub(crate) fn reply(&self) -> JsonReply {
        match self {
            Self::Form(errors) => JsonReply::new(
                StatusCode::BAD_REQUEST,
                &Failure {
                    code: 400,
                    message: "Validation Failed",
                    errors: Some(errors),
                },
            ),
            Self::Forbidden => plain(StatusCode::FORBIDDEN, "Forbidden"),
            Self::NotFound => plain(StatusCode::NOT_FOUND, "Not Found"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.reply().into_response()
    }
}

/// The response to a path that nothing serves.
pub(crate) async fn not_found() -> Response {
    Refusal::NotFound.into_response()
}

/// The response to a known path asked with another HTTP method.
pub(crate) async fn method_not_allowed() -> Response {
    plain(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed").into_response()
}

/// An OAuth error body.
pub(crate) fn oauth(status: StatusCode, error: &str, description: &str) -> JsonReply {
    #[derive(Serialize)]
    struct OAuthError<'a> {
        error: &'a str,
        error_description: &'a str,
    }
    JsonReply::new(
        status,
        &OAuthError {
            error,
            error_description: description,
        },
    )
}

fn plain(status: StatusCode, message: &'static str) -> JsonReply {
    JsonReply::new(
        status,
        &Failure {
            code: status.as_u16(),
            message,
            errors: None,
        },
    )
}

#[derive(Serialize)]
struct Failure<'a> {
    code: u16,
    message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<&'a FormErrors>,
}

/// The error tree of a form: global messages, and a node for each of its fields.
#[derive(Debug, Default)]
pub(crate) struct FormErrors {
    pub(crate) global: Vec<&'static str>,
    pub(crate) children: Vec<(String, Node)>,
}

/// The errors of one field and of what is nested in it.
///
/// Only leaves hold messages: those about a group are at the top of the tree.
#[derive(Debug)]
pub(crate) enum Node {
    Leaf(Vec<&'static str>),
    Group(Vec<(String, Node)>),
    Collection(Vec<(String, Node)>),
}

impl FormErrors {
    pub(crate) fn global(message: &'static str) -> Self {
        Self {
            global: vec![message],
            children: Vec::new(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.global.is_empty() && self.children.iter().all(|(_, node)| node.is_clean())
    }
}

impl Node {
    fn is_clean(&self) -> bool {
        match self {
            Self::Leaf(errors) => errors.is_empty(),
            Self::Group(children) | Self::Collection(children) => {
                children.iter().all(|(_, node)| node.is_clean())
            }
        }
    }
}

impl Serialize for FormErrors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.global.is_empty() {
            map.serialize_entry("errors", &self.global)?;
        }
        map.serialize_entry("children", &Named(&self.children))?;
        map.end()
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Both spellings of an empty node are the service's own.
        if let Self::Leaf(errors) = self
            && errors.is_empty()
        {
            return serializer.collect_seq(errors);
        }
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Leaf(errors) => map.serialize_entry("errors", errors)?,
            Self::Collection(children) if children.is_empty() => {}
            Self::Collection(children) if is_list(children) => {
                let nodes: Vec<&Node> = children.iter().map(|(_, node)| node).collect();
                map.serialize_entry("children", &nodes)?;
            }
            Self::Collection(children) | Self::Group(children) => {
                map.serialize_entry("children", &Named(children))?;
            }
        }
        map.end()
    }
}

struct Named<'a>(&'a [(String, Node)]);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, node)| (name, node)))
    }
}

/// PHP writes an array as a JSON array only when its keys count up from zero.
fn is_list(children: &[(String, Node)]) -> bool {
    children
        .iter()
        .enumerate()
        .all(|(index, (key, _))| *key == index.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(name: &str, errors: &[&'static str]) -> (String, Node) {
        (name.to_owned(), Node::Leaf(errors.to_vec()))
    }

    #[test]
    fn a_collection_with_a_gap_in_its_indexes_becomes_an_object() {
        let text = |node: &Node| serde_json::to_string(node).unwrap();
        let dense = Node::Collection(vec![leaf("0", &[]), leaf("1", &["no"])]);
        assert_eq!(text(&dense), r#"{"children":[[],{"errors":["no"]}]}"#);
        let sparse = Node::Collection(vec![leaf("3", &["no"])]);
        assert_eq!(text(&sparse), r#"{"children":{"3":{"errors":["no"]}}}"#);
        assert_eq!(text(&Node::Collection(Vec::new())), "{}");
    }
}
