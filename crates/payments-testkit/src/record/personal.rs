//! Personal values, and invented ones that replace them.

use std::ops::Range;

/// A domain reserved for examples.
const DOMAIN: &str = "example.com";
/// The start of phone numbers reserved for fiction: 555-0100 to 555-0199, in the area code 555.
const PHONE: &str = "55555501";

/// The places of e-mail addresses in a text, except invented ones.
pub(super) fn emails(text: &str) -> Vec<Range<usize>> {
    let is_local = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    let is_domain = |c: char| c.is_alphanumeric() || ".-".contains(c);
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let (before, domain) = text.split_at(at);
        let domain = domain.trim_start_matches('@');
        let length = domain.find(|c| !is_domain(c)).unwrap_or(domain.len());
        let domain = domain
            .get(..length)
            .unwrap_or_default()
            .trim_end_matches('.');
        let local = before.len() - before.trim_end_matches(is_local).len();
        if local > 0 && domain.contains('.') && !domain.eq_ignore_ascii_case(DOMAIN) {
            found.push(at - local..at + 1 + domain.len());
        }
    }
    found
}

pub(super) fn invented_email(number: usize) -> String {
    format!("person{number}@{DOMAIN}")
}

/// Whether the value of a phone field is somebody's number.
pub(super) fn is_phone(value: &str) -> bool {
    let digits: String = value.chars().filter(|c| c.is_numeric()).collect();
    (10..=12).contains(&digits.chars().count())
        && !(digits.len() == 10 && digits.starts_with(PHONE))
}

/// There are a hundred; more people than that share them.
pub(super) fn invented_phone(number: usize) -> String {
    format!("{PHONE}{:02}", number % 100)
}

pub(super) fn invented_name(number: usize) -> String {
    format!("Person {number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn email_addresses_are_found_except_invented_ones() {
        let found = |text: &'static str| -> Vec<&str> {
            let spans = emails(text).into_iter();
            spans.map(|span| text.get(span).unwrap()).collect()
        };
        assert_eq!(
            found("a <ana.m+x@shop.mx>, b@Example.com, luz@sub.example.com."),
            ["ana.m+x@shop.mx", "luz@sub.example.com"]
        );
        assert_eq!(found("@here a@b and @x.y"), [""; 0]);
        assert_eq!(found(""), [""; 0]);
        assert!(emails(&invented_email(7)).is_empty());
    }

    #[test]
    fn invented_phone_numbers_are_not_personal() {
        assert!(is_phone("4244569686") && is_phone("+58 424-456 9686"));
        assert!(!is_phone("123456789") && !is_phone("ninguno"));
        assert!(!is_phone(&invented_phone(1)) && !is_phone(&invented_phone(199)));
    }
}
