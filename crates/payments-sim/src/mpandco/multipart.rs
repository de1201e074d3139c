//! A `multipart/form-data` body, as the manual's curl sends it.

use url::form_urlencoded;

use crate::php::form::{Php, parse_str};

/// The form in `body`; `None` without a boundary. Files are left out.
pub(super) fn parse(content_type: &str, body: &str) -> Option<Php> {
    let boundary = parameter(content_type, "boundary").filter(|text| !text.is_empty())?;
    let (_preamble, parts) = body.split_once(&format!("--{boundary}"))?;
    let delimiter = format!("\r\n--{boundary}");
    // The one after the last part goes on with two dashes: no part.
    let fields = parts.split(&delimiter).filter_map(field);
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    Some(parse_str(&form))
}

/// The name and the value of one part.
fn field(part: &str) -> Option<(&str, &str)> {
    let (headers, value) = part.strip_prefix("\r\n")?.split_once("\r\n\r\n")?;
    let disposition = headers.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_it = name.trim().eq_ignore_ascii_case("content-disposition");
        is_it.then_some(value)
    })?;
    let is_file = parameter(disposition, "filename").is_some();
    let name = parameter(disposition, "name").filter(|_| !is_file)?;
    Some((name, value))
}

/// The value of a parameter such as `; name="value"`.
fn parameter<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    header.split(';').skip(1).find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        let is_it = key.trim().eq_ignore_ascii_case(name);
        is_it.then(|| value.trim().trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=\"--curl-1\"";

    fn part(headers: &str, value: &str) -> String {
        format!("----curl-1\r\n{headers}\r\n\r\n{value}\r\n")
    }

    #[test]
    fn fields_keep_their_order_line_breaks_and_reserved_letters() {
        let first = part(
            "content-disposition: form-data; name=\"a[0][b]\"",
            "x&y=ñ\r\n--",
        );
        let second = part(
            "Content-Type: text/plain\r\nContent-Disposition: form-data; name=plain",
            "",
        );
        let body = format!("ignored\r\n{first}{second}----curl-1--\r\n");
        let form = parse(TYPE, &body).unwrap();
        assert!(form == parse_str("a[0][b]=x%26y%3D%C3%B1%0D%0A--&plain="));
    }

    #[test]
    fn files_and_parts_without_a_name_are_left_out() {
        let file = part(
            "Content-Disposition: form-data; name=\"f\"; filename=\"f.txt\"",
            "text",
        );
        let nameless = part("Content-Disposition: form-data", "text");
        let form = parse(TYPE, &format!("{file}{nameless}----curl-1--")).unwrap();
        assert!(form == parse_str(""));
    }

    #[test]
    fn a_type_without_a_boundary_holds_no_form() {
        assert!(parse("multipart/form-data", "--x--").is_none());
        assert!(parse("multipart/form-data; boundary=", "----").is_none());
        assert!(parse(TYPE, "no boundary here").is_none());
    }
}
