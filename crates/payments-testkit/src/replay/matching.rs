//! Compares a request with a fixture.

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use payments_kit::http::HttpRequest;

use super::difference::Difference;
use super::{form, json};
use crate::Fixture;
use crate::placeholder::header_agrees;
use crate::sent_request::header_text;

/// Every difference; empty if the request matches the fixture.
pub(super) fn differences(fixture: &Fixture, request: &HttpRequest) -> Vec<Difference> {
    let mut found = Vec::new();
    if fixture.method() != request.method() {
        found.push(Difference::of_shown(
            "method",
            Some(fixture.method().to_string()),
            Some(request.method().to_string()),
        ));
    }
    let path = request.url().path();
    // A base URL may have a path, which fixtures do not include.
    if !path.ends_with(&format!("/{}", fixture.path())) {
        found.push(Difference::of_texts(
            "path",
            Some(fixture.path()),
            Some(path),
        ));
    }
    let query = request.query().expose();
    found.extend(form::differences("query", fixture.query(), query));
    found.extend(headers(fixture, request));
    found.extend(body(fixture, request));
    found
}

fn headers(fixture: &Fixture, request: &HttpRequest) -> Vec<Difference> {
    let mut found = Vec::new();
    for (name, expected) in fixture.request_headers() {
        let expected = header_text(name, expected);
        let got = request.headers().get(name);
        let got = got.map(|value| header_text(name, value));
        let same = got.as_ref().is_some_and(|got| {
            // The kind of an authorization is shown in brackets too.
            got == &expected || (name != AUTHORIZATION && header_agrees(&expected, got))
        });
        if !same {
            found.push(Difference::of_texts(
                format!("header {name}"),
                Some(&expected),
                got.as_deref(),
            ));
        }
    }
    found
}

fn body(fixture: &Fixture, request: &HttpRequest) -> Vec<Difference> {
    let (expected, got) = (fixture.request_body(), request.body().expose());
    let content_type = fixture.request_headers().get(CONTENT_TYPE);
    let content_type = content_type
        .or_else(|| request.headers().get(CONTENT_TYPE))
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if content_type.contains("x-www-form-urlencoded") {
        return form::differences("body", expected, got);
    }
    let structured = if content_type.contains("json") {
        json::differences(expected, got)
    } else {
        None
    };
    structured.unwrap_or_else(|| {
        if expected == got {
            Vec::new()
        } else {
            vec![Difference::of_bytes("body", expected, got)]
        }
    })
}
