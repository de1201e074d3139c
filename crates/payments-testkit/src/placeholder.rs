//! Placeholders for values that a fixture must not hold: `[client_secret]`, `[pin]`.

/// Whether the text is exactly a placeholder.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ');
    inner.is_some_and(|inner| {
        inner.starts_with(|c: char| c.is_ascii_alphabetic()) && inner.chars().all(allowed)
    })
}

/// Whether a text matches the one that a fixture expects. A placeholder matches any non-empty text.
pub(crate) fn agrees(expected: &str, got: &str) -> bool {
    expected == got || (is_placeholder(expected) && !got.is_empty())
}

/// Whether a header's value matches the one that a fixture expects. A placeholder within it matches
/// any non-empty text: `t=[time],v1=[signature]`.
pub(crate) fn header_agrees(expected: &str, got: &str) -> bool {
    if agrees(expected, got) {
        return true;
    }
    let mut rest = got;
    let mut after_placeholder = false;
    for (literal, is_last) in literals(expected) {
        if !after_placeholder {
            let Some(behind) = rest.strip_prefix(literal) else {
                return false;
            };
            rest = behind;
        } else if is_last {
            // The last literal ends the text, and the placeholder before it is not empty.
            let before = rest.strip_suffix(literal);
            return before.is_some_and(|before| !before.is_empty());
        } else {
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let Some(place) = rest.get(first..).and_then(|rest| rest.find(literal)) else {
                return false;
            };
            if first == 0 {
                return false;
            }
            rest = rest
                .get(first + place + literal.len()..)
                .unwrap_or_default();
        }
        after_placeholder = true;
    }
    rest.is_empty()
}

/// The texts between the placeholders, and whether each is the last one.
fn literals(expected: &str) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    let (mut start, mut from) = (0, 0);
    while let Some(open) = expected.get(from..).and_then(|rest| rest.find('[')) {
        let open = from + open;
        let close = expected.get(open..).and_then(|rest| rest.find(']'));
        let Some(end) = close.map(|close| open + close + 1) else {
            break;
        };
        if expected.get(open..end).is_some_and(is_placeholder) {
            found.push((expected.get(start..open).unwrap_or_default(), false));
            start = end;
        }
        from = open + 1;
    }
    found.push((expected.get(start..).unwrap_or_default(), true));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bracketed_name_is_a_placeholder() {
        for yes in ["[token]", "[client_id 2]", "[x-api-key]"] {
            assert!(is_placeholder(yes), "{yes}");
        }
        for no in [
            "",
            "[]",
            "[1]",
            "[a",
            "a [token]",
            "[a][b]",
            "Bearer [token]",
        ] {
            assert!(!is_placeholder(no), "{no}");
        }
    }

    #[test]
    fn a_placeholder_agrees_with_anything_that_is_given() {
        assert!(agrees("[pin]", "4711") && agrees("a", "a") && agrees("", ""));
        assert!(!agrees("[pin]", "") && !agrees("a", "[pin]"));
    }

    #[test]
    fn a_placeholder_within_a_header_matches_any_text_there() {
        let expected = "t=[time],v1=[signature]";
        assert!(header_agrees(expected, "t=1637,v1=ab12"));
        assert!(header_agrees(expected, expected));
        assert!(header_agrees("[time]; q", "x; q") && header_agrees("a [b] c", "a xyz c"));
        for wrong in ["t=1637,v2=ab12", "t=,v1=ab12", "t=1637,v1=", "x", ""] {
            assert!(!header_agrees(expected, wrong), "{wrong}");
        }
        assert!(!header_agrees("a [b] c", "a xyz c d") && !header_agrees("a", "b"));
        assert!(header_agrees("a [", "a [") && !header_agrees("a [", "a b"));
    }
}
