//! Redaction of provider texts.

use payments_core::redact::{self, Secrets};
use payments_testkit::samples;

use super::calls::longest_number;

/// A code as short as a secret gets.
const CODE: &str = "7391";

/// Any text: no long number survives it, and no secret that is known.
pub fn redaction(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let kept = redact::text(&text);
    check(&kept);
    let card = samples::card_number();
    let mut secrets = Secrets::new();
    for secret in [&*card, CODE, samples::PAGOFACIL_USER_ID] {
        secrets.add_secret(secret);
    }
    let without = secrets.redact(&*text);
    check(&without);
    for secret in [&*card, samples::PAGOFACIL_USER_ID] {
        assert!(!without.contains(secret), "{without}");
    }
    // Where a text is cut, it may be cut behind a piece of something longer.
    if !without.ends_with('…') {
        assert!(!is_a_word(CODE, &without), "{without}");
    }
}

fn check(kept: &str) {
    assert!(longest_number(kept) < 9, "{kept}");
    assert!(most_digits(kept) < 13, "{kept}");
    assert!(kept.chars().count() <= 501);
    assert!(!kept.contains(char::is_control), "{kept:?}");
}

/// The most digits in a row, allowing up to three separators between two digits.
fn most_digits(text: &str) -> usize {
    let (mut most, mut digits, mut joints) = (0, 0, 0);
    for c in text.chars() {
        if c.is_numeric() {
            digits += 1;
            joints = 0;
        } else if [' ', '-', '.', '_', '/'].contains(&c) && joints < 3 {
            joints += 1;
        } else {
            (digits, joints) = (0, 0);
        }
        most = most.max(digits);
    }
    most
}

fn is_a_word(word: &str, text: &str) -> bool {
    let joined = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(word).any(|(place, _)| {
        let (before, after) = text.split_at(place);
        let after = after.strip_prefix(word).unwrap_or_default();
        !joined(before.chars().next_back()) && !joined(after.chars().next())
    })
}
