//! Tells at little cost that a text shows none of the values of a call.
//!
//! Nearly every text of a response is a few plain words, and the exact search of
//! [`projection`](super::projection) costs more than the request. A sketch of the values looks at
//! the same projections without remembering where their characters come from. It errs on one side
//! only: in doubt, the text is searched exactly.

use secrecy::zeroize::optimization_barrier;

use super::projection::{CARD_DIGITS, LONG_VALUE, PART_IN_VALUE, PART_IN_WORDS, Place, fold};

/// No longer text is looked at, in characters.
const LONGEST: usize = 256;
/// The pairs of characters that values begin with, in bits.
const PAIRS: usize = 2048;
/// Marks the first digit of a group.
const FIRST: u8 = 0x80;
/// A short word in base64 holds nothing.
const SHORTEST_WORD: usize = 4;

/// A value of a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'a> {
    pub(super) text: &'a str,
    pub(super) is_number: bool,
}

impl<'a> Value<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        Self { text, is_number }
    }

    /// How many characters of a text it takes at least where it is found.
    fn least(self, place: Place) -> usize {
        if self.is_number && self.text.len() >= CARD_DIGITS {
            part(place)
        } else {
            // Each character of a text can be at most one character of a value.
            self.text.chars().count()
        }
    }
}

/// So many digits of a card are a part of its number.
fn part(place: Place) -> usize {
    match place {
        Place::Words => PART_IN_WORDS,
        Place::Value => PART_IN_VALUE,
    }
}

/// What the values of a call begin with, and how short they are.
#[derive(Clone)]
pub(super) struct Sketch {
    pairs: [u64; PAIRS / 64],
    /// Whether a value that is not a number has one character.
    has_single: bool,
    /// The fewest characters that any value takes in words.
    shortest: usize,
    /// The fewest digits.
    shortest_number: usize,
}

impl Default for Sketch {
    fn default() -> Self {
        Self {
            pairs: [0; PAIRS / 64],
            has_single: false,
            shortest: usize::MAX,
            shortest_number: usize::MAX,
        }
    }
}

impl Sketch {
    /// Adds a value that a text may not show.
    pub(super) fn add(&mut self, value: Value<'_>) {
        let least = value.least(Place::Words);
        self.shortest = self.shortest.min(least);
        if value.is_number {
            self.shortest_number = self.shortest_number.min(least);
            return;
        }
        let mut characters = value.text.chars().map(|c| u8::try_from(fold(c)).ok());
        match (characters.next(), characters.next()) {
            (Some(_), None) => self.has_single = true,
            (Some(Some(one)), Some(Some(next))) => {
                let (word, bit) = place_of(one, next);
                if let Some(word) = self.pairs.get_mut(word) {
                    *word |= bit;
                }
            }
            // No character that a sketch looks at is one of these.
            _ => {}
        }
    }

    /// Forgets the values.
    pub(super) fn wipe(&mut self) {
        self.pairs.fill(0);
        optimization_barrier(&self.pairs);
    }

    /// Whether this text certainly shows none of these values, which all were added.
    pub(super) fn is_clean<'a>(
        &self,
        values: impl Iterator<Item = Value<'a>> + Clone,
        text: &str,
        place: Place,
    ) -> bool {
        if text.len() < self.shortest {
            return true;
        }
        let mut units = [0; LONGEST];
        let Some(units) = plain(text, &mut units) else {
            return false;
        };
        let look = Look {
            sketch: self,
            values,
            place,
        };
        !look.shows(units, None)
            && !look.shows_in_list(units)
            && !look.shows_in_hexadecimal(units)
            && !look.shows_in_base64(units)
    }
}

/// The bit of two folded characters.
fn place_of(one: u8, next: u8) -> (usize, u64) {
    let bit = (usize::from(one) * 37 + usize::from(next)) % PAIRS;
    (bit / 64, 1 << (bit % 64))
}

/// The characters of a text in Latin-1. Nothing for a long one, and for one with escapes, with
/// invisible characters or with numbers of another script: with any character that may be more, or
/// less, than it looks.
fn plain<'b>(text: &str, units: &'b mut [u8; LONGEST]) -> Option<&'b [u8]> {
    if text.len() > LONGEST {
        return None;
    }
    let mut bytes = text.bytes();
    let mut length = 0;
    for unit in units.iter_mut() {
        let Some(byte) = bytes.next() else {
            break;
        };
        *unit = match byte {
            b'%' | b'&' | b'\\' => return None,
            0..0x80 => byte,
            // The letters of Latin-1.
            0xc3 => bytes.next()? | 0x40,
            // An inverted exclamation or question mark.
            0xc2 => match bytes.next()? {
                mark @ (0xa1 | 0xbf) => mark,
                _ => return None,
            },
            _ => return None,
        };
        length += 1;
    }
    units.get(..length)
}

/// The bytes of a projection.
struct Bytes {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Bytes {
    fn new() -> Self {
        Self {
            bytes: [0; LONGEST],
            length: 0,
        }
    }

    /// No projection has more characters than its text.
    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    fn all(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// The search in one text.
struct Look<'s, Values> {
    sketch: &'s Sketch,
    values: Values,
    place: Place,
}

impl<'a, Values: Iterator<Item = Value<'a>> + Clone> Look<'_, Values> {
    /// Whether these characters may show a value. `word` is the length of the word of base64 that
    /// they are: a short text among its other bytes is there by chance.
    fn shows(&self, units: &[u8], word: Option<usize>) -> bool {
        units.len() >= self.sketch.shortest
            && (self.shows_text(units, word) || self.shows_number(units, word))
    }

    fn shows_text(&self, units: &[u8], word: Option<usize>) -> bool {
        if self.sketch.has_single {
            return (0..units.len()).any(|at| self.shows_text_at(units, at, word));
        }
        // In a word of base64, a text begins where enough of the word is left, or at its start.
        let starts = match word {
            Some(word) => word.saturating_sub(PART_IN_VALUE - 1).max(1),
            None => units.len(),
        };
        let mut pairs = units.array_windows::<2>().take(starts).enumerate();
        pairs.any(|(at, [one, next])| {
            let (word_of, bit) = place_of(folded(*one), folded(*next));
            let begins = self
                .sketch
                .pairs
                .get(word_of)
                .is_some_and(|all| all & bit > 0);
            begins && self.shows_text_at(units, at, word)
        })
    }

    /// Whether a text is here: a short one only as a complete word.
    fn shows_text_at(&self, units: &[u8], at: usize, word: Option<usize>) -> bool {
        let is_joined = |unit: Option<&u8>| unit.is_some_and(u8::is_ascii_alphanumeric);
        let before = at.checked_sub(1).and_then(|before| units.get(before));
        let mut texts = self.values.clone().filter(|value| !value.is_number);
        texts.any(|value| {
            let mut rest = units.get(at..).unwrap_or_default().iter();
            let is_here = value.text.chars().all(|c| {
                let unit = rest.next().map(|unit| folded(*unit));
                unit.is_some_and(|unit| fold(c) == char::from(unit))
            });
            let length = units.len() - at - rest.len();
            let is_long = value.text.len() >= LONG_VALUE;
            is_here
                && (is_long || !(is_joined(before) || is_joined(rest.next())))
                && word.is_none_or(|word| length >= PART_IN_VALUE || length == word)
        })
    }

    fn shows_number(&self, units: &[u8], word: Option<usize>) -> bool {
        let is_numeric = |unit: &&u8| unit.is_ascii_digit() || is_other_number(**unit);
        if units.iter().filter(is_numeric).count() < self.sketch.shortest_number {
            return false;
        }
        if units.iter().any(|unit| is_other_number(*unit)) {
            return true;
        }
        let digits = Digits::of(units);
        let place = if word.is_some() {
            Place::Value
        } else {
            self.place
        };
        let mut numbers = self.values.clone().filter(|value| value.is_number);
        numbers.any(|number| digits.show(number.text.as_bytes(), place))
    }

    /// The bytes of lists.
    fn shows_in_list(&self, units: &[u8]) -> bool {
        let mut bytes = Bytes::new();
        for group in units.split(|unit| !unit.is_ascii_digit()) {
            if group.len() > 1
                && let Ok(byte) = u8::try_from(number(group))
            {
                bytes.push(byte);
            }
        }
        self.shows(bytes.all(), None)
    }

    /// Pairs of hexadecimal digits.
    fn shows_in_hexadecimal(&self, units: &[u8]) -> bool {
        let mut bytes = Bytes::new();
        for word in units.split(|unit| !unit.is_ascii_hexdigit() && *unit != b'x') {
            let word = word.strip_prefix(b"0x").unwrap_or(word);
            let digit = |digit: u8| char::from(digit).to_digit(16);
            let (pairs, _) = word.as_chunks::<2>();
            for [high, low] in pairs {
                if let (Some(high), Some(low)) = (digit(*high), digit(*low))
                    && let Ok(byte) = u8::try_from(16 * high + low)
                {
                    bytes.push(byte);
                }
            }
        }
        self.shows(bytes.all(), None)
    }

    /// Words of base64, wherever their first byte is aligned.
    fn shows_in_base64(&self, units: &[u8]) -> bool {
        let (mut symbols, mut bytes) = (Bytes::new(), Bytes::new());
        for unit in units.iter().chain([&b' ']) {
            if let Some(symbol) = symbol(*unit) {
                symbols.push(symbol);
                continue;
            }
            let word = symbols.all();
            if word.len() >= SHORTEST_WORD && self.shows_in_word(word, &mut bytes) {
                return true;
            }
            symbols.length = 0;
        }
        false
    }

    fn shows_in_word(&self, symbols: &[u8], bytes: &mut Bytes) -> bool {
        (0..4).any(|skipped| {
            bytes.length = 0;
            let (mut bits, mut count) = (0_u32, 0);
            for symbol in symbols.iter().skip(skipped) {
                bits = bits << 6 | u32::from(*symbol);
                count += 6;
                if count >= 8 {
                    count -= 8;
                    let [byte, ..] = (bits >> count).to_le_bytes();
                    bytes.push(byte);
                }
            }
            self.shows(bytes.all(), Some(bytes.length))
        })
    }
}

/// A superscript, or a fraction, which may be any digit.
fn is_other_number(unit: u8) -> bool {
    matches!(unit, 0xb2 | 0xb3 | 0xb9 | 0xbc..=0xbe)
}

fn number(digits: &[u8]) -> usize {
    let digits = digits.iter().map(|digit| usize::from(digit & 0xf));
    digits.fold(0, |number, digit| {
        number.saturating_mul(10).saturating_add(digit)
    })
}

/// The digits of a projection, the first of each group marked.
struct Digits(Bytes);

impl Digits {
    fn of(units: &[u8]) -> Self {
        let mut digits = Bytes::new();
        let mut is_first = true;
        for unit in units {
            if unit.is_ascii_digit() {
                digits.push(if is_first { unit | FIRST } else { *unit });
            }
            is_first = !unit.is_ascii_digit();
        }
        Self(digits)
    }

    fn groups(&self) -> impl Iterator<Item = &[u8]> {
        self.0.all().chunk_by(|_, next| next & FIRST == 0)
    }

    /// Whether a number may be among them.
    fn show(&self, number: &[u8], place: Place) -> bool {
        let all = self.0.all();
        if number.len() < CARD_DIGITS {
            return self.show_short(number);
        }
        let length = part(place);
        let has_part = |digits: &[u8]| digits.windows(length).any(|part| is_in(part, number));
        if has_part(all) {
            return true;
        }
        if self.groups().nth(1).is_none() {
            return false;
        }
        let (mut long, mut every_second) = (Bytes::new(), Bytes::new());
        for (index, group) in self.groups().enumerate() {
            if group.len() >= 3 {
                group.iter().for_each(|digit| long.push(*digit));
            }
            // Behind their indices.
            if index % 2 == 1 {
                group.iter().for_each(|digit| every_second.push(*digit));
            }
        }
        has_part(long.all()) || has_part(every_second.all())
    }

    /// A short number is made of complete groups, and a longer one may be within a group.
    fn show_short(&self, number: &[u8]) -> bool {
        let all = self.0.all();
        let is_first = |at: usize| all.get(at).is_none_or(|digit| digit & FIRST > 0);
        let mut windows = all.windows(number.len()).enumerate();
        windows.any(|(at, part)| {
            same(part, number)
                && (number.len() >= LONG_VALUE || (is_first(at) && is_first(at + number.len())))
        })
    }
}

fn same(digits: &[u8], number: &[u8]) -> bool {
    digits
        .iter()
        .zip(number)
        .all(|(one, other)| one & !FIRST == *other)
}

fn is_in(part: &[u8], number: &[u8]) -> bool {
    number.windows(part.len()).any(|window| same(part, window))
}

/// A character of Latin-1 as [`fold`] has it.
fn folded(unit: u8) -> u8 {
    match unit {
        b'+' => b' ',
        b'A'..=b'Z' | 0xc0..=0xd6 | 0xd8..=0xde => unit | 0x20,
        other => other,
    }
}

/// The value of a symbol of base64, in either alphabet.
fn symbol(unit: u8) -> Option<u8> {
    Some(match unit {
        b'A'..=b'Z' => unit - b'A',
        b'a'..=b'z' => unit - b'a' + 26,
        b'0'..=b'9' => unit - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
