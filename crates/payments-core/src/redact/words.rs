//! Masks what looks like a secret or like personal data, without knowing the call.
//!
//! Written here because what may be kept of a payment service's words is this project's rule.

/// A single group of this many digits is masked: more than a transaction number or a year has,
/// fewer than any card, account or phone number.
const LONG_GROUP: usize = 9;
/// Groups of digits joined by blanks, dashes and the like are masked from this many digits on: a
/// card written in groups has them. A date with a time has not, for a colon joins nothing.
const LONG_JOINED: usize = 13;
/// How many characters may join two groups.
const LONGEST_JOINT: usize = 3;
/// An unbroken word of letters and digits this long is a key or a token.
const LONG_WORD: usize = 32;
/// What is kept of a text, in characters.
const KEPT: usize = 500;
/// What is read of a text, in bytes: masking may make it shorter.
pub(super) const READ: usize = 16 * KEPT;

/// Returns a provider's text as it may be kept: long digit runs, e-mail addresses, URLs, serialized forms
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
        masked(text, LONG_GROUP)
    }
}

/// Whether [`text()`] returns a text as it is.
pub(super) fn stays(text: &str) -> bool {
    let is_tight = text.trim().len() == text.len();
    is_tight && (is_harmless(text) || masked(text, LONG_GROUP) == text)
}

/// Returns a text of this project as it may be kept: the same, but for digit runs that are shorter
/// than a card number. It names ids of the service.
pub(crate) fn own_words(text: &str) -> String {
    let text = text.trim();
    if is_harmless(text) {
        text.to_owned()
    } else {
        masked(text, LONG_JOINED)
    }
}

/// [`text()`], but for these values, which are kept where they are complete.
pub(super) fn text_keeping(text: &str, kept: &[&str]) -> String {
    let text = text.trim();
    let find = |from: usize| {
        let rest = text.get(from..)?;
        let places = kept
            .iter()
            .filter_map(|value| Some((from + rest.find(value)?, *value)));
        places.min_by_key(|(at, _)| *at)
    };
    let is_joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let (mut pieces, mut start, mut from) = (String::new(), 0, 0);
    while let Some((at, value)) = find(from) {
        let end = at + value.len();
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(end..).unwrap_or_default();
        if is_joined(before.chars().next_back()) || is_joined(after.chars().next()) {
            from = at + value.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        pieces.push_str(&masked(text.get(start..at).unwrap_or_default(), LONG_GROUP));
        pieces.push_str(value);
        (start, from) = (end, end);
    }
    if start == 0 {
        return self::text(text);
    }
    pieces.push_str(&masked(text.get(start..).unwrap_or_default(), LONG_GROUP));
    cut(&pieces)
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
            // They join the digits around them.
            ' ' | '-' | '.' | '_' | '/' => {}
            '!'..='~' => digits = 0,
            // Some numbers are letters.
            _ if c.is_alphabetic() && !c.is_numeric() => digits = 0,
            _ => return true,
        }
        digits >= LONG_GROUP || word >= LONG_WORD
    };
    text.len() <= KEPT && !text.chars().any(may_be_masked) && !text.contains("://")
}

fn masked(text: &str, long_group: usize) -> String {
    let mut words = String::with_capacity(text.len().min(4 * KEPT));
    // Cut generously first, so that a huge text costs little; the exact cut comes after masking.
    for (index, word) in text.split(char::is_whitespace).enumerate() {
        if index > 0 {
            words.push(' ');
        }
        words.push_str(&mask_word(word));
        if words.len() > READ {
            break;
        }
    }
    // Control characters give way first: as blanks, they join the groups of a card number.
    let masked = mask_digits(&words.replace(char::is_control, " "), long_group);
    cut(&masked)
}

fn cut(text: &str) -> String {
    let mut kept: String = text.chars().take(KEPT).collect();
    if text.chars().count() > KEPT {
        kept.push('…');
    }
    kept
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

fn mask_digits(text: &str, long_group: usize) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_numeric) {
        let (before, from_digit) = rest.split_at(start);
        let run = Run::at_start_of(from_digit);
        let (digits, after) = from_digit.split_at(run.length);
        masked.push_str(before);
        if run.longest_group >= long_group || run.digits >= LONG_JOINED {
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
