//! A request as an operation of the service reads it: the parsed query and the parsed form.

use std::collections::BTreeMap;
use std::convert::Infallible;

use axum::extract::{FromRequest, Request};
use serde_json::value::RawValue;

use crate::php::form::{Php, parse_str};
use crate::php::request::PhpRequest;

/// The deepest nesting of a JSON body that is read. No form comes near it.
const MAX_DEPTH: usize = 16;

/// The query and the form of a request.
pub(crate) struct FormRequest {
    pub(crate) query: Php,
    pub(crate) form: Php,
}

impl<S: Send + Sync> FromRequest<S> for FormRequest {
    type Rejection = Infallible;

    async fn from_request(request: Request, state: &S) -> Result<Self, Infallible> {
        let request = PhpRequest::from_request(request, state).await?;
        Ok(Self {
            query: parse_str(&request.query),
            form: form(&request),
        })
    }
}

impl FormRequest {
    /// The `id` of the query.
    pub(crate) fn query_id(&self) -> Option<&str> {
        self.query.text(&["id"])
    }

    /// The `page` of the query.
    pub(crate) fn query_page(&self) -> Option<&str> {
        self.query.text(&["page"])
    }
}

/// The form of a request. A body of a type that the service does not read, or one that cannot be
/// read, counts as an empty form.
fn form(request: &PhpRequest) -> Php {
    let is_json = request.media_type == "application/json"
        // The manual's curl for payouts sends its JSON under the default type of curl.
        || request.form.trim_start().starts_with('{');
    let form = match std::str::from_utf8(&request.body) {
        Ok(body) if is_json => read_json(body),
        Ok(_) => Some(parse_str(&request.form)),
        Err(_) => None,
    };
    form.unwrap_or_else(|| parse_str(""))
}

/// The form that PHP makes of a JSON text; `None` when it is not JSON.
fn read_json(text: &str) -> Option<Php> {
    read_value(serde_json::from_str(text).ok()?, MAX_DEPTH)
}

// Numbers keep the digits they were written with: amounts pass through here.
fn read_value(raw: &RawValue, depth: usize) -> Option<Php> {
    let depth = depth.checked_sub(1)?;
    let text = raw.get();
    let form = match text.bytes().next()? {
        b'{' => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
            let entries = members.into_iter();
            let entries = entries.map(|(key, value)| Some((key, read_value(value, depth)?)));
            Php::Array(entries.collect::<Option<_>>()?)
        }
        b'[' => {
            let elements: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            let entries = elements.into_iter().enumerate();
            let entries =
                entries.map(|(at, value)| Some((at.to_string(), read_value(value, depth)?)));
            Php::Array(entries.collect::<Option<_>>()?)
        }
        b'"' => Php::Text(serde_json::from_str(text).ok()?),
        b't' => Php::Text("1".to_owned()),
        b'f' | b'n' => Php::Text(String::new()),
        _ => Php::Text(text.to_owned()),
    };
    Some(form)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http::header::CONTENT_TYPE;

    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";

    async fn read(content_type: &str, body: &[u8]) -> Php {
        let request = http::Request::post("/").header(CONTENT_TYPE, content_type);
        let request = request.body(Body::from(body.to_vec())).unwrap();
        FormRequest::from_request(request, &()).await.unwrap().form
    }

    #[tokio::test]
    async fn the_same_form_is_read_from_every_kind_of_body() {
        let form = parse_str("a[b]=1&a[c]=two");
        let parts = "--x\r\nContent-Disposition: form-data; name=\"a[b]\"\r\n\r\n1\r\n\
                     --x\r\nContent-Disposition: form-data; name=\"a[c]\"\r\n\r\ntwo\r\n--x--\r\n";
        let json = r#"{"a":{"b":1,"c":"two"}}"#;
        for (content_type, body) in [
            (FORM, "a[b]=1&a[c]=two"),
            (
                "Application/X-WWW-Form-Urlencoded; charset=utf-8",
                "a%5Bb%5D=1&a%5Bc%5D=two",
            ),
            ("multipart/form-data; boundary=x", parts),
            ("application/json; charset=utf-8", json),
            (FORM, json),
        ] {
            let read = read(content_type, body.as_bytes()).await;
            assert!(read == form, "{content_type}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_an_empty_form() {
        let nothing = parse_str("");
        for (content_type, body) in [
            ("text/plain", b"a=1".as_slice()),
            ("", b"a=1"),
            (FORM, b"a=\xff"),
            ("application/json", b"{\"a\":"),
            ("multipart/form-data", b"--x--"),
        ] {
            assert!(read(content_type, body).await == nothing, "{content_type}");
        }
    }

    #[test]
    fn every_kind_of_json_value_becomes_what_a_form_could_have_said() {
        let json = r#" {"list": [1.50, "\u00e9"], "yes": true, "no": false, "none": null} "#;
        let form = parse_str("list[]=1.50&list[]=é&no=&none=&yes=1");
        assert!(read_json(json).unwrap() == form);
    }

    #[test]
    fn an_amount_no_float_could_hold_keeps_every_digit() {
        let form = read_json(r#"{"amount": 90071992547.40993100}"#).unwrap();
        assert_eq!(form.text(&["amount"]), Some("90071992547.40993100"));
    }

    #[test]
    fn json_nested_too_deep_is_not_read() {
        let json = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read_json(&json(MAX_DEPTH)).is_some());
        assert!(read_json(&json(MAX_DEPTH + 1)).is_none());
        assert!(read_json("not JSON").is_none());
    }
}
