//! A request's body, read by its content type as the service does.

use crate::php::form::{Php, parse_str};

use super::{json_body, multipart};

/// The form in `body`. A body of a type that the service does not read, or one that cannot be
/// read, counts as no form at all.
pub(super) fn parse(content_type: &str, body: &[u8]) -> Php {
    let text = std::str::from_utf8(body).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    let is = |name: &str| media_type.eq_ignore_ascii_case(name);
    let form = if is("multipart/form-data") {
        multipart::parse(content_type, text)
    } else if is("application/json") {
        json_body::parse(text)
    } else if is("application/x-www-form-urlencoded") {
        // The manual's curl for payouts sends its JSON under the default type of curl.
        if text.trim_start().starts_with('{') {
            json_body::parse(text)
        } else {
            Some(parse_str(text))
        }
    } else {
        None
    };
    form.unwrap_or_else(|| parse_str(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";

    #[test]
    fn the_same_form_is_read_from_every_kind_of_body() {
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
            assert!(
                parse(content_type, body.as_bytes()) == form,
                "{content_type}"
            );
        }
    }

    #[test]
    fn what_cannot_be_read_is_no_form() {
        let nothing = parse_str("");
        for (content_type, body) in [
            ("text/plain", b"a=1".as_slice()),
            ("", b"a=1"),
            (FORM, b"a=\xff"),
            ("application/json", b"{\"a\":"),
            ("multipart/form-data", b"--x--"),
        ] {
            assert!(parse(content_type, body) == nothing, "{content_type}");
        }
    }
}
