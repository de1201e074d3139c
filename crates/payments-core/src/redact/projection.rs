//! Finds the values of a call in a text, however they are spelled.
//!
//! Written here because no library maps a match in decoded text back to the text it came from. A
//! text is projected onto characters without escapes and invisible characters, and from there onto
//! digits, bytes of a list, hexadecimal bytes and base64. A value that is found in a projection is
//! masked in the text itself.

use std::ops::Range;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// A value of this many bytes counts wherever it is found, within a word too.
pub(super) const LONG_VALUE: usize = 9;
/// A number of this many digits can be a card number, of which no part may be shown.
pub(super) const CARD_DIGITS: usize = 12;
/// So many consecutive digits of a card in prose are a part of its number. Its first six count, so
/// they are never shown next to its last four.
pub(super) const PART_IN_WORDS: usize = 6;
/// So many are in an id, which may hold six of them by chance.
pub(super) const PART_IN_VALUE: usize = 8;
/// So many characters may separate the digits of a short number: any but ASCII letters, for versions
/// of Unicode disagree about what else is a letter.
const LONGEST_GAP: usize = 3;
/// No text is encoded more often.
const LAYERS: usize = 4;

/// Where a value is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Words of the provider.
    Words,
    /// An id or a reference, which should stay as it is.
    Value,
}

/// A character of a projection, and where it is in the text.
#[derive(Clone, Debug)]
struct Unit {
    c: char,
    at: Range<usize>,
}

/// The places of a text where one of these values is, in any spelling; overlapping ones are
/// merged.
pub(super) fn find<'a>(
    values: impl Iterator<Item = &'a str>,
    text: &str,
    place: Place,
) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // No projection has more characters than its text.
    let values = values.map(Wanted::of);
    let values = values.filter(|value| value.least(place) <= text.len());
    let values: Vec<Wanted<'_>> = values.collect();
    let Some(least) = values.iter().map(|value| value.least(place)).min() else {
        return found;
    };
    let units = decoded(text);
    find_in(&values, &units, place, &mut found);
    if units.len() >= 2 * least {
        find_in(&values, &byte_list(&units), place, &mut found);
        find_in(&values, &hexadecimal(&units), place, &mut found);
    }
    find_base64(&values, &units, &mut found);
    found.sort_by_key(|range| range.start);
    found.dedup_by(|later, earlier| {
        let overlaps = later.start <= earlier.end;
        if overlaps {
            earlier.end = earlier.end.max(later.end);
        }
        overlaps
    });
    found
}

/// A value that is looked for.
#[derive(Clone, Copy, Debug)]
struct Wanted<'a> {
    text: &'a str,
    is_number: bool,
    /// In characters.
    length: usize,
}

impl<'a> Wanted<'a> {
    fn of(text: &'a str) -> Self {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let length = if is_number {
            text.len()
        } else {
            text.chars().count()
        };
        Self {
            text,
            is_number,
            length,
        }
    }

    /// How many characters of a projection it takes at least where it is found.
    fn least(&self, place: Place) -> usize {
        match place {
            _ if self.length == 0 => usize::MAX,
            Place::Words if self.is_card() => PART_IN_WORDS,
            Place::Value if self.is_card() => PART_IN_VALUE,
            _ => self.length,
        }
    }

    fn is_card(&self) -> bool {
        self.is_number && self.length >= CARD_DIGITS
    }
}

fn find_in(values: &[Wanted<'_>], units: &[Unit], place: Place, found: &mut Vec<Range<usize>>) {
    let numeric = units.iter().filter(|unit| is_numeric(unit.c)).count();
    let mut readings = None;
    let mut folded = None;
    for value in values {
        let least = value.least(place);
        if value.is_number {
            if least <= numeric {
                for digits in readings.get_or_insert_with(|| Digits::readings(units)) {
                    digits.find(value.text, place, found);
                }
            }
        } else if least <= units.len() {
            let folded = folded.get_or_insert_with(|| {
                let characters = units.iter().map(|unit| fold(unit.c));
                characters.collect::<Vec<char>>()
            });
            find_text(value.text, units, folded, found);
        }
    }
}

/// Whether a character may be a digit.
#[inline]
fn is_numeric(c: char) -> bool {
    match u8::try_from(c) {
        // Latin-1 has three superscript digits and three fractions.
        Ok(byte) => matches!(byte, b'0'..=b'9' | 0xb2 | 0xb3 | 0xb9 | 0xbc..=0xbe),
        Err(_) => c.is_numeric() || digit_value(c).is_some(),
    }
}

/// A character as it is compared: without case, and a plus as the blank that a form writes so.
pub(super) fn fold(c: char) -> char {
    match c {
        '+' => ' ',
        c if c.is_ascii() => c.to_ascii_lowercase(),
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Finds a text: a short one only as a complete word, for three letters are in many others.
fn find_text(value: &str, units: &[Unit], folded: &[char], found: &mut Vec<Range<usize>>) {
    let wanted: Vec<char> = value.chars().map(fold).collect();
    let joined = |unit: Option<&Unit>| unit.is_some_and(|unit| unit.c.is_ascii_alphanumeric());
    for (start, window) in folded.windows(wanted.len()).enumerate() {
        if window != wanted {
            continue;
        }
        let end = start + wanted.len();
        let before = start.checked_sub(1).and_then(|at| units.get(at));
        let after = units.get(end);
        if value.len() >= LONG_VALUE || !(joined(before) || joined(after)) {
            found.extend(units.get(start..end).and_then(span));
        }
    }
}

fn span(units: &[Unit]) -> Option<Range<usize>> {
    Some(units.first()?.at.start..units.last()?.at.end)
}

/// A digit: its value, or none for a numeric character that this version does not know and that
/// counts as any digit.
#[derive(Clone, Copy, Debug)]
struct Digit {
    value: Option<u8>,
    /// Its index among the units.
    index: usize,
}

impl Digit {
    fn is(self, wanted: u8) -> bool {
        self.value.is_none_or(|value| value == wanted)
    }
}

/// The digits of a projection, in groups.
struct Digits<'a> {
    units: &'a [Unit],
    all: Vec<Digit>,
    /// Where each group ends among all digits; it starts where the one before it ends.
    ends: Vec<usize>,
}

impl<'a> Digits<'a> {
    /// A numeric character without a known value may be a digit, and may separate digits. Both
    /// readings are the same where no such character is.
    fn readings(units: &'a [Unit]) -> Vec<Self> {
        let known = Self::of(units, |c| digit_value(c).is_some());
        let is_unknown = |unit: &Unit| !unit.c.is_ascii() && unit.c.is_numeric();
        if units.iter().any(is_unknown) {
            vec![Self::of(units, char::is_numeric), known]
        } else {
            vec![known]
        }
    }

    fn of(units: &'a [Unit], is_digit: fn(char) -> bool) -> Self {
        let mut all: Vec<Digit> = Vec::new();
        let mut ends: Vec<usize> = Vec::new();
        for (index, unit) in units.iter().enumerate() {
            if is_digit(unit.c) {
                let is_next = all.last().is_some_and(|last| last.index + 1 == index);
                all.push(Digit {
                    value: digit_value(unit.c),
                    index,
                });
                match ends.last_mut().filter(|_| is_next) {
                    Some(end) => *end += 1,
                    None => ends.push(all.len()),
                }
            }
        }
        Self { units, all, ends }
    }

    /// Groups of adjacent digits.
    fn groups(&self) -> impl Iterator<Item = &[Digit]> + Clone {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let group = self.all.get(start..*end).unwrap_or_default();
            start = *end;
            group
        })
    }

    fn find(&self, number: &str, place: Place, found: &mut Vec<Range<usize>>) {
        let number: Vec<u8> = number.bytes().map(|byte| byte - b'0').collect();
        if number.len() >= CARD_DIGITS {
            // The digits of a list may come with the numbers of its entries.
            self.find_parts(&self.all, &number, place, found);
            // One group is the same in every reading.
            if self.ends.len() > 1 {
                let long = self.groups().filter(|group| group.len() >= 3);
                let long: Vec<Digit> = long.flatten().copied().collect();
                for digits in [long, self.without_indices()] {
                    self.find_parts(&digits, &number, place, found);
                }
            }
        } else {
            self.find_number(&number, place, found);
        }
    }

    /// The digits of every second group, where the others count up.
    fn without_indices(&self) -> Vec<Digit> {
        let mut indices = self.groups().step_by(2).map(|group| {
            let digits = group
                .iter()
                .map(|digit| usize::from(digit.value.unwrap_or(0)));
            digits.fold(0_usize, |number, digit| {
                number.saturating_mul(10).saturating_add(digit)
            })
        });
        let first = indices.next().unwrap_or(usize::MAX);
        let counts_up = first <= 1
            && indices
                .enumerate()
                .all(|(at, index)| index == first + at + 1);
        let others = self.groups().skip(1).step_by(2).flatten();
        others.filter(|_| counts_up).copied().collect()
    }

    /// Finds parts of a card number that are long enough.
    fn find_parts(
        &self,
        digits: &[Digit],
        number: &[u8],
        place: Place,
        found: &mut Vec<Range<usize>>,
    ) {
        let mut at = 0;
        while at < digits.len() {
            let rest = digits.get(at..).unwrap_or_default();
            let common = |from: usize| {
                let wanted = number.get(from..).unwrap_or_default();
                let pairs = rest.iter().zip(wanted);
                pairs
                    .take_while(|(digit, wanted)| digit.is(**wanted))
                    .count()
            };
            let longest = (0..number.len()).map(common).max().unwrap_or(0);
            let part = rest.get(..longest).unwrap_or_default();
            let is_part = longest >= PART_IN_VALUE
                || (place == Place::Words && longest >= PART_IN_WORDS && self.is_close(part));
            if is_part {
                found.extend(self.span(part));
                at += longest;
            } else {
                at += 1;
            }
        }
    }

    /// Finds a shorter number: as groups that together are the number, or, if it is long, within a
    /// longer group too.
    fn find_number(&self, number: &[u8], place: Place, found: &mut Vec<Range<usize>>) {
        let mut start = 0;
        for group in self.groups() {
            if number.len() >= LONG_VALUE {
                for window in group.windows(number.len()) {
                    if window
                        .iter()
                        .zip(number)
                        .all(|(digit, wanted)| digit.is(*wanted))
                    {
                        found.extend(self.span(window));
                    }
                }
            }
            let end = start + number.len();
            let digits = self.all.get(start..end).unwrap_or_default();
            start += group.len();
            let same = self.ends.binary_search(&end).is_ok()
                && digits
                    .iter()
                    .zip(number)
                    .all(|(digit, wanted)| digit.is(*wanted));
            if same && self.is_close(digits) && self.is_alone(digits, place) {
                found.extend(self.span(digits));
            }
        }
    }

    /// Whether the characters between these digits are few, and no letters of ASCII.
    fn is_close(&self, digits: &[Digit]) -> bool {
        digits.array_windows::<2>().all(|[one, next]| {
            let gap = self
                .units
                .get(one.index + 1..next.index)
                .unwrap_or_default();
            gap.len() <= LONGEST_GAP && !gap.iter().any(|unit| unit.c.is_ascii_alphanumeric())
        })
    }

    /// Whether no letter joins these digits to a word, unless the word names a code.
    fn is_alone(&self, digits: &[Digit], place: Place) -> bool {
        const NAMES: [&str; 12] = [
            "cvv", "cvv2", "cvc", "cvc2", "cvt", "csc", "cid", "pin", "nip", "code", "codigo",
            "clave",
        ];
        let (Some(first), Some(last)) = (digits.first(), digits.last()) else {
            return false;
        };
        let is_letter = |unit: &&Unit| unit.c.is_ascii_alphanumeric();
        let before = self.units.get(..first.index).unwrap_or_default();
        let mut word: Vec<char> = before
            .iter()
            .rev()
            .take_while(is_letter)
            .map(|unit| unit.c.to_ascii_lowercase())
            .collect();
        word.reverse();
        let word: String = word.into_iter().collect();
        let is_named = place == Place::Words && NAMES.contains(&&*word);
        let after = self.units.get(last.index + 1);
        (word.is_empty() || is_named) && !after.as_ref().is_some_and(is_letter)
    }

    fn span(&self, digits: &[Digit]) -> Option<Range<usize>> {
        let (first, last) = (digits.first()?, digits.last()?);
        span(self.units.get(first.index..=last.index)?)
    }
}

/// The value of a decimal digit of any script, and of full-width, superscript, subscript, circled and
/// mathematical digits.
fn digit_value(c: char) -> Option<u8> {
    /// The zeros of runs of ten.
    const ZEROS: [u32; 70] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
        0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90,
        0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0x2070, 0x2080, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0,
        0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0,
        0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950,
        0x11bf0, 0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16a60, 0x16ac0, 0x16b50, 0x1ccf0, 0x1e140,
        0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
    ];
    let code = u32::from(c);
    let value = match c {
        '0'..='9' => code - u32::from('0'),
        '\0'..='\x7f' => return None,
        '¹' => 1,
        '²' => 2,
        '³' => 3,
        '⓪' => 0,
        '①'..='⑨' => code - u32::from('①') + 1,
        '⑴'..='⑼' => code - u32::from('⑴') + 1,
        '⒈'..='⒐' => code - u32::from('⒈') + 1,
        '❶'..='❾' => code - u32::from('❶') + 1,
        '\u{1d7ce}'..='\u{1d7ff}' => (code - 0x1d7ce) % 10,
        _ => {
            let zero = ZEROS
                .iter()
                .find(|zero| (**zero..**zero + 10).contains(&code))?;
            code - zero
        }
    };
    u8::try_from(value).ok()
}

/// The characters of a text without its escapes and without invisible characters.
fn decoded(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::with_capacity(text.len());
    for (start, c) in text.char_indices() {
        if !is_invisible(c) {
            let at = start..start + c.len_utf8();
            units.push(Unit { c, at });
        }
    }
    for _ in 0..LAYERS {
        if !units.iter().any(|unit| matches!(unit.c, '%' | '&' | '\\')) {
            break;
        }
        let before = units.len();
        units = unescaped(&units);
        units.retain(|unit| !is_invisible(unit.c));
        if units.len() == before {
            break;
        }
    }
    units
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}' | '\u{300}'..='\u{36f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// One layer of escapes undone: `%34`, `&#52;`, `&#x34;`, `&amp;`, `\u0034`, `\x34`.
fn unescaped(units: &[Unit]) -> Vec<Unit> {
    let mut all = Vec::with_capacity(units.len());
    let mut rest = units;
    while let Some((first, behind)) = rest.split_first() {
        let (decoded, length) = match first.c {
            '%' => percent(rest),
            '&' => entity(rest),
            '\\' => backslash(behind),
            _ => (None, 1),
        };
        match decoded {
            Some(text) => {
                let used = rest.get(..length).unwrap_or_default();
                let at = span(used).unwrap_or_default();
                all.extend(text.chars().map(|c| Unit { c, at: at.clone() }));
                rest = rest.get(length..).unwrap_or_default();
            }
            None => {
                all.push(first.clone());
                rest = behind;
            }
        }
    }
    all
}

fn hex(units: &[Unit]) -> Option<u32> {
    let mut number = 0_u32;
    for unit in units {
        number = number.checked_mul(16)?.checked_add(unit.c.to_digit(16)?)?;
    }
    (!units.is_empty()).then_some(number)
}

/// One character in percent-encoded UTF-8, or a byte that is none.
fn percent(units: &[Unit]) -> (Option<String>, usize) {
    let byte = |at: usize| {
        let escape = units.get(at..at + 3)?;
        let (percent, digits) = escape.split_first()?;
        u8::try_from(hex(digits)?).ok().filter(|_| percent.c == '%')
    };
    let Some(first) = byte(0) else {
        return (None, 1);
    };
    let length = match first {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xff => 4,
        _ => 1,
    };
    let bytes: Vec<u8> = (0..length).map_while(|index| byte(3 * index)).collect();
    match String::from_utf8(bytes) {
        Ok(text) => (Some(text), 3 * length),
        Err(_) => (Some(char::from(first).to_string()), 3),
    }
}

/// A numeric entity as its character, any other as a separator.
fn entity(units: &[Unit]) -> (Option<String>, usize) {
    let body = units.get(1..).unwrap_or_default();
    let end = body
        .iter()
        .take(10)
        .position(|unit| !(unit.c.is_ascii_alphanumeric() || unit.c == '#'));
    let end = end.unwrap_or(body.len().min(10));
    let name = body.get(..end).unwrap_or_default();
    let closed = usize::from(body.get(end).is_some_and(|unit| unit.c == ';'));
    let length = 1 + end + closed;
    let text: String = name.iter().map(|unit| unit.c).collect();
    if let Some(number) = text.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(number) => u32::from_str_radix(number, 16),
            None => number.parse(),
        };
        let c = code.ok().and_then(char::from_u32);
        return (c.map(String::from), length);
    }
    match &*text {
        _ if closed == 0 => (None, 1),
        "amp" => (Some("&".to_owned()), length),
        "num" => (Some("#".to_owned()), length),
        "percnt" => (Some("%".to_owned()), length),
        "" => (None, 1),
        _ => (Some(" ".to_owned()), length),
    }
}

/// `\u0034`, `\u{34}`, `\x34`; other escapes are separators. The units follow the backslash.
fn backslash(behind: &[Unit]) -> (Option<String>, usize) {
    let character = |digits: &[Unit]| hex(digits).and_then(char::from_u32).map(String::from);
    let digits = |range: Range<usize>| behind.get(range).unwrap_or_default();
    match behind.first().map(|unit| unit.c) {
        Some('u') if behind.get(1).is_some_and(|unit| unit.c == '{') => {
            let inner = digits(2..behind.len().min(9));
            let end = inner.iter().position(|unit| unit.c == '}').unwrap_or(0);
            (character(inner.get(..end).unwrap_or_default()), end + 4)
        }
        Some('u') => (character(digits(1..5)), 6),
        Some('x') => (character(digits(1..3)), 4),
        Some('n' | 'r' | 't') => (Some(" ".to_owned()), 2),
        Some(c @ ('/' | '"' | '\\')) => (Some(c.to_string()), 2),
        _ => (None, 1),
    }
}

/// The bytes of lists such as `52, 49, 49`, as characters.
fn byte_list(units: &[Unit]) -> Vec<Unit> {
    let digits = Digits::of(units, |c| digit_value(c).is_some());
    let mut bytes = Vec::new();
    for group in digits.groups() {
        let number = group.iter().try_fold(0_u32, |number, digit| {
            Some(
                number
                    .saturating_mul(10)
                    .saturating_add(u32::from(digit.value?)),
            )
        });
        let byte = number.and_then(|number| u8::try_from(number).ok());
        let at = digits.span(group);
        // Letters count as bytes too, but a list of one-digit numbers is none of bytes.
        if let (Some(byte), Some(at), true) = (byte, at, group.len() > 1) {
            bytes.push(Unit {
                c: char::from(byte),
                at,
            });
        }
    }
    bytes
}

/// Pairs of hexadecimal digits, as the characters whose bytes they are.
fn hexadecimal(units: &[Unit]) -> Vec<Unit> {
    let mut bytes = Vec::new();
    for word in units.split(|unit| !unit.c.is_ascii_hexdigit() && unit.c != 'x') {
        // `0x34` among others.
        let (prefix, word) = match word {
            [zero, x, rest @ ..] if zero.c == '0' && x.c == 'x' => (Some(zero.at.start), rest),
            word => (None, word),
        };
        let pairs = word.chunks(2).filter(|pair| pair.len() == 2);
        for (index, pair) in pairs.enumerate() {
            let byte = hex(pair).and_then(|byte| u8::try_from(byte).ok());
            if let (Some(byte), Some(mut at)) = (byte, span(pair)) {
                at.start = prefix.filter(|_| index == 0).unwrap_or(at.start);
                let c = char::from(byte);
                bytes.push(Unit { c, at });
            }
        }
    }
    bytes
}

/// Masks a word of base64 that holds a value, wherever its first byte is aligned.
fn find_base64(values: &[Wanted<'_>], units: &[Unit], found: &mut Vec<Range<usize>>) {
    const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    const ENGINE: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);

    let (mut symbols, mut buffer) = (Vec::new(), Vec::new());
    let is_part =
        |unit: &Unit| unit.c.is_ascii_alphanumeric() || matches!(unit.c, '+' | '/' | '-' | '_');
    for word in units
        .split(|unit| !is_part(unit))
        .filter(|word| word.len() >= 4)
    {
        symbols.clear();
        symbols.extend(word.iter().filter_map(|unit| match unit.c {
            '-' => Some(b'+'),
            '_' => Some(b'/'),
            c => u8::try_from(c).ok(),
        }));
        for skipped in 0..4 {
            let symbols = symbols.get(skipped..).unwrap_or_default();
            // One symbol more than complete bytes holds nothing.
            let usable = symbols.len() - usize::from(symbols.len() % 4 == 1);
            buffer.resize(symbols.len() + 3, 0);
            let symbols = symbols.get(..usable).unwrap_or_default();
            let Ok(length) = ENGINE.decode_slice(symbols, &mut buffer) else {
                continue;
            };
            let bytes = buffer.get(..length).unwrap_or_default();
            let numeric = bytes.iter().filter(|byte| is_numeric(char::from(**byte)));
            let numeric = numeric.count();
            let is_possible = |value: &Wanted<'_>| {
                let most = if value.is_number { numeric } else { length };
                value.least(Place::Value) <= most
            };
            if !values.iter().any(is_possible) {
                continue;
            }
            let plain: Vec<Unit> = bytes
                .iter()
                .enumerate()
                .map(|(at, byte)| Unit {
                    c: char::from(*byte),
                    at: at..at + 1,
                })
                .collect();
            let mut inner = Vec::new();
            find_in(values, &plain, Place::Value, &mut inner);
            // A short value among other bytes is there by chance.
            let is_all =
                |range: &Range<usize>| range.len() >= PART_IN_VALUE || range.len() == length;
            if inner.iter().any(is_all) {
                found.extend(span(word));
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests;
