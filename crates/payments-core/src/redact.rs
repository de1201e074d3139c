//! The one place that decides which texts of others may be kept and printed.
//!
//! A provider's message may echo what it was sent: one of ours answers
//! `'5111…' no es de una institucion permitida` with the whole card number in it. Every such text
//! passes through [`text`] before it enters an error, a result or a trace. There is no switch to
//! turn it off.

mod error;
mod secrets;

use std::borrow::Cow;

use memchr::{memchr_iter, memmem};

pub use error::RedactedError;
pub use secrets::Secrets;

/// A single group of this many digits is masked: more than a transaction number or a year has,
/// fewer than any card, account or phone number.
const LONG_GROUP: usize = 9;
/// Groups of digits joined by blanks, dashes and the like are masked from this many digits on: a
/// card written in groups has them. A date with a time has not, for a colon joins nothing.
const LONG_JOINED: usize = 13;
/// How many of these may stand between two groups.
const LONGEST_JOINT: usize = 3;
/// An unbroken word of letters and digits this long is a key or a token.
const LONG_WORD: usize = 32;
/// A secret of this many bytes is one wherever it stands.
const LONG_SECRET: usize = 9;
/// What stands in place of a secret.
const MASK: &str = "[secret]";
/// What is kept of a text, in characters.
const KEPT: usize = 500;

/// A provider's text as it may be kept: long digit runs, e-mail addresses, URLs, serialized forms
/// and key-like words are masked, control characters are blanks, and a long text is cut.
///
/// ```
/// use payments_core::redact;
///
/// let number = "5".repeat(16);
/// assert_eq!(
///     redact::text(&format!("'{number}' no es de una institucion permitida")),
///     "'[16 digits]' no es de una institucion permitida",
/// );
/// ```
pub fn text(text: &str) -> String {
    let text = text.trim();
    if is_harmless(text) {
        text.to_owned()
    } else {
        masked(text)
    }
}

/// Whether nothing in a text can be masked, cut or blanked: so are most, and they are kept as they
/// are at little cost. In doubt it is not.
fn is_harmless(text: &str) -> bool {
    let (mut digits, mut word) = (0, 0);
    let may_be_masked = |c: char| {
        word = if c.is_ascii_alphanumeric() {
            word + 1
        } else {
            0
        };
        match c {
            '0'..='9' => digits += 1,
            // Addresses, forms and escapes.
            '@' | '=' | '%' => return true,
            ' '..='~' => {}
            _ if c.is_alphabetic() => {}
            _ => return true,
        }
        digits >= LONG_GROUP || word >= LONG_WORD
    };
    text.len() <= KEPT && !text.chars().any(may_be_masked) && !text.contains("://")
}

fn masked(text: &str) -> String {
    let mut words = String::with_capacity(text.len().min(4 * KEPT));
    // Cut generously first, so that a huge text costs little; the exact cut comes after masking.
    for (index, word) in text.split(char::is_whitespace).enumerate() {
        if index > 0 {
            words.push(' ');
        }
        words.push_str(&mask_word(word));
        if words.len() > 16 * KEPT {
            break;
        }
    }
    // Control characters give way first: as blanks, they join the groups of a card number.
    let masked = mask_digits(&words.replace(char::is_control, " "));
    let mut kept: String = masked.chars().take(KEPT).collect();
    if masked.chars().count() > KEPT {
        kept.push('…');
    }
    kept
}

/// A provider's text as [`text`] keeps it, with the secrets of this very call masked first,
/// however short they are.
fn text_without<'a>(
    secrets: impl IntoIterator<Item = impl AsRef<str>>,
    provider_text: impl Into<Cow<'a, str>>,
) -> String {
    let mut rest = provider_text.into();
    for secret in secrets {
        let secret = secret.as_ref();
        if holds(rest.as_bytes(), secret.as_bytes()) {
            rest = Cow::Owned(mask_secret(&rest, secret));
        }
    }
    match rest {
        Cow::Owned(rest) if rest.trim() == rest && is_harmless(&rest) => rest,
        rest => text(&rest),
    }
}

/// Whether one of these secrets stands in a text, where [`text_without`] masks it.
fn shows(secrets: &[&str], text: &str) -> bool {
    let shown = |secret: &&str| {
        holds(text.as_bytes(), secret.as_bytes()) && mask_secret(text, secret) != text
    };
    secrets.iter().any(shown)
}

/// Whether a secret, if it is one, is anywhere in a text.
fn holds(text: &[u8], secret: &[u8]) -> bool {
    // To prepare a real search takes longer than to see that not even its beginning is there.
    let start = secret.get(..LONG_SECRET).unwrap_or(secret);
    let (Some(first), Some(places)) = (start.first(), text.len().checked_sub(secret.len())) else {
        return false;
    };
    let starts_at = |at| text.get(at..).is_some_and(|rest| rest.starts_with(start));
    let places = text.get(..=places).unwrap_or_default();
    if !memchr_iter(*first, places).any(starts_at) {
        return false;
    }
    memmem::find(text, secret).is_some()
}

/// The body of an answer without the secrets of its call, wherever they stand in it: for members
/// that are kept as they are, such as the merchant's own texts.
///
/// Only what cannot be anything else is looked for. A PIN may be a year, and the digits of an
/// account an amount: these stay, for a body must mean the same as before.
fn body_without<'a>(secrets: &[&str], body: &'a [u8]) -> Cow<'a, [u8]> {
    let mut rest = Cow::Borrowed(body);
    for secret in secrets {
        if is_unmistakable(secret) && holds(&rest, secret.as_bytes()) {
            rest = Cow::Owned(without_one(&rest, secret.as_bytes()));
        }
    }
    rest
}

/// Whether a value cannot be anything else where it is found: it is long, and no number.
fn is_unmistakable(value: &str) -> bool {
    value.len() >= LONG_SECRET && !value.bytes().all(|byte| byte.is_ascii_digit())
}

fn without_one(body: &[u8], secret: &[u8]) -> Vec<u8> {
    let mut masked = Vec::with_capacity(body.len());
    let mut rest = 0;
    for place in memmem::find_iter(body, secret) {
        masked.extend_from_slice(body.get(rest..place).unwrap_or_default());
        masked.extend_from_slice(MASK.as_bytes());
        rest = place + secret.len();
    }
    masked.extend_from_slice(body.get(rest..).unwrap_or_default());
    masked
}

/// Replaces a secret, a short one only where it stands alone: a code of three digits must not tear
/// holes into every number that happens to contain them.
fn mask_secret(text: &str, secret: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = 0;
    for (place, _) in text.match_indices(secret) {
        let behind = place + secret.len();
        let before = text.get(..place).and_then(|text| text.chars().next_back());
        let after = text.get(behind..).and_then(|text| text.chars().next());
        let joined = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let is_another = secret.len() < LONG_SECRET && (joined(before) || joined(after));
        masked.push_str(text.get(rest..place).unwrap_or_default());
        masked.push_str(if is_another { secret } else { MASK });
        rest = behind;
    }
    masked.push_str(text.get(rest..).unwrap_or_default());
    masked
}

fn mask_word(word: &str) -> String {
    if let Some((before, after)) = word.rsplit_once('@').or_else(|| word.rsplit_once("%40"))
        && !before.is_empty()
        && after.contains('.')
    {
        return "[e-mail]".to_owned();
    }
    // A URL of ours may hold a card; so may the query or the form that was sent.
    if word.contains("://") {
        return "[url]".to_owned();
    }
    if word.contains('=') && (word.contains('&') || word.contains("%5B")) {
        return "[form]".to_owned();
    }
    let mut masked = String::with_capacity(word.len());
    let mut run = String::new();
    for c in word.chars() {
        if c.is_ascii_alphanumeric() {
            run.push(c);
        } else {
            push_run(&mut masked, &mut run);
            masked.push(c);
        }
    }
    push_run(&mut masked, &mut run);
    masked
}

fn push_run(masked: &mut String, run: &mut String) {
    let all_digits = run.bytes().all(|byte| byte.is_ascii_digit());
    if run.len() >= LONG_WORD && !all_digits {
        masked.push_str("[key]");
    } else {
        masked.push_str(run);
    }
    run.clear();
}

fn mask_digits(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_numeric) {
        let (before, from_digit) = rest.split_at(start);
        let run = Run::at_start_of(from_digit);
        let (digits, after) = from_digit.split_at(run.length);
        masked.push_str(before);
        if run.longest_group >= LONG_GROUP || run.digits >= LONG_JOINED {
            masked.push_str(&format!("[{} digits]", run.digits));
        } else {
            masked.push_str(digits);
        }
        rest = after;
    }
    masked.push_str(rest);
    masked
}

/// Groups of digits, and what joins them.
struct Run {
    /// In bytes, up to the last digit.
    length: usize,
    digits: usize,
    longest_group: usize,
}

impl Run {
    fn at_start_of(text: &str) -> Self {
        let mut run = Self {
            length: 0,
            digits: 0,
            longest_group: 0,
        };
        let (mut group, mut joint) = (0, 0);
        for (place, c) in text.char_indices() {
            // Digits of any script.
            if c.is_numeric() {
                group = if joint > 0 { 1 } else { group + 1 };
                joint = 0;
                run.digits += 1;
                run.longest_group = run.longest_group.max(group);
                run.length = place + c.len_utf8();
            } else if joins(c) && joint < LONGEST_JOINT {
                joint += 1;
            } else {
                break;
            }
        }
        run
    }
}

fn joins(c: char) -> bool {
    // Hyphen-like characters of Unicode among them.
    matches!(
        c,
        ' ' | '-' | '.' | '_' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}'
    )
}

#[cfg(test)]
mod tests;
