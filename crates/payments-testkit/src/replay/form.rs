//! Forms and queries, compared as ordered pairs.

use url::form_urlencoded;

use super::difference::Difference;
use crate::placeholder::agrees;

type Pairs = Vec<(String, String)>;

/// The differences between two encoded forms. The encoding of a character makes no difference; the
/// order of the fields does, because PHP reads them in order.
pub(super) fn differences(place: &str, expected: &[u8], got: &[u8]) -> Vec<Difference> {
    let (expected, got) = (decoded(expected), decoded(got));
    if expected.len() == got.len() && expected.iter().zip(&got).all(same) {
        return Vec::new();
    }
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in expected.iter().chain(&got) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let mut found = Vec::new();
    for name in names {
        let (mut expected, mut got) = (values(&expected, name), values(&got, name));
        loop {
            match (expected.next(), got.next()) {
                (None, None) => break,
                (Some(expected), Some(got)) if agrees(expected, got) => {}
                (expected, got) => {
                    found.push(Difference::of_texts(
                        format!("{place} {name}"),
                        expected,
                        got,
                    ));
                }
            }
        }
    }
    if found.is_empty() {
        found.extend(first_out_of_order(place, &expected, &got));
    }
    found
}

fn same((expected, got): (&(String, String), &(String, String))) -> bool {
    expected.0 == got.0 && agrees(&expected.1, &got.1)
}

fn decoded(form: &[u8]) -> Pairs {
    form_urlencoded::parse(form).into_owned().collect()
}

fn values<'a>(pairs: &'a Pairs, wanted: &str) -> impl Iterator<Item = &'a str> {
    pairs
        .iter()
        .filter(move |(name, _)| name == wanted)
        .map(|(_, value)| value.as_str())
}

fn first_out_of_order(place: &str, expected: &Pairs, got: &Pairs) -> Option<Difference> {
    let (index, (expected, got)) = expected
        .iter()
        .zip(got)
        .enumerate()
        .find(|(_, pair)| !same(*pair))?;
    Some(Difference::of_texts(
        format!("{place} field {}", index + 1),
        Some(&expected.0),
        Some(&got.0),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(expected: &str, got: &str) -> Vec<String> {
        differences("body", expected.as_bytes(), got.as_bytes())
            .iter()
            .map(Difference::to_string)
            .collect()
    }

    #[test]
    fn encodings_make_no_difference() {
        assert_eq!(shown("data%5Ba%5D=b+c", "data[a]=b%20c"), [""; 0]);
    }

    #[test]
    fn differences_name_their_field() {
        assert_eq!(
            shown("a=1&b=2&c=3", "a=1&b=3&d=4"),
            [
                r#"body b: expected "2", got "3""#,
                r#"body c: expected "3", got nothing"#,
                r#"body d: expected nothing, got "4""#,
            ]
        );
    }

    #[test]
    fn a_repeated_field_is_a_difference() {
        assert_eq!(
            shown("a=1", "a=1&a=2"),
            [r#"body a: expected nothing, got "2""#]
        );
    }

    #[test]
    fn the_order_makes_a_difference() {
        assert_eq!(
            shown("a=1&b=2&c=3", "a=1&c=3&b=2"),
            [r#"body field 2: expected "b", got "c""#]
        );
        assert_eq!(
            shown("a=1&b=2&a=3", "a=1&a=3&b=2"),
            [r#"body field 2: expected "b", got "a""#]
        );
    }

    #[test]
    fn a_placeholder_matches_any_non_empty_value() {
        assert_eq!(shown("pin=[pin]&b=2", "pin=4711&b=2"), [""; 0]);
        assert_eq!(
            shown("pin=[pin]&b=2", "pin=4711&b=3"),
            [r#"body b: expected "2", got "3""#]
        );
        assert_eq!(
            shown("pin=[pin]", "pin="),
            [r#"body pin: expected "[pin]", got """#]
        );
    }

    #[test]
    fn redacted_secrets_are_still_distinguished() {
        let (card, other) = ("4".repeat(16), "5".repeat(16));
        assert_eq!(
            shown(&format!("card={card}"), &format!("card={other}")),
            [r#"body card: expected another "[16 digits]" (redacted, both look alike)"#]
        );
    }
}
