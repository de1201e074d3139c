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
}
