//! The sensitive values of one call, and the texts of its response without them.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;
use secrecy::zeroize::optimization_barrier;

use super::projection::{LONG_VALUE, Place, find};
use super::sketch::{Sketch, Value};
use super::words::{READ, stays, text_keeping};

/// What replaces a sensitive value.
const MASK: &str = "[secret]";
/// What of a long value is searched in a body first, in bytes.
const PIECE: usize = 16;
/// How many values a charge has.
const USUAL: usize = 24;
/// No id or reference is longer, in bytes.
const LONGEST_OWN: usize = 100;

/// Whether a value may be in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sensitivity {
    /// It gives access or can be charged: a key, a token, a card number, a security code, a PIN.
    Secret,
    /// It is about a person: a name, an address, a phone number, an account.
    Personal,
    /// It is an id or a reference of the call, which stays readable.
    Own,
}

/// The sensitive values that a call sends, collected while its request is written.
///
/// The request carries them, the client attaches them to the response, and every text of the
/// response that is kept passes through [`redact`](Self::redact) or
/// [`redact_value`](Self::redact_value). Clones share the values, which are wiped from memory with
/// the last one. `Debug` prints how many there are.
///
/// ```
/// use payments_core::redact::Secrets;
///
/// let mut secrets = Secrets::new();
/// secrets.add_secret("8842");
/// secrets.add_personal("Ana");
/// assert_eq!(
///     secrets.redact("PIN 8842 of Ana is wrong"),
///     "PIN [secret] of [secret] is wrong",
/// );
/// assert_eq!(format!("{secrets:?}"), "Secrets { secret: 1, personal: 1 }");
/// ```
#[derive(Clone, Default)]
pub struct Secrets(Option<Arc<List>>);

/// All values in one text, so that a request of twenty fields costs two allocations.
#[derive(Clone, Default)]
struct List {
    text: String,
    /// Each value starts where the one before it ends.
    ends: Vec<End>,
    /// Of those that a text may not show.
    sketch: Sketch,
}

/// Where a value ends.
#[derive(Clone, Copy)]
struct End {
    at: usize,
    sensitivity: Sensitivity,
    is_number: bool,
}

impl List {
    fn push(&mut self, sensitivity: Sensitivity, value: &str) {
        if value.len() > self.text.capacity() - self.text.len() {
            let needed = (self.text.len() + value.len()).next_power_of_two().max(512);
            let mut larger = String::with_capacity(needed);
            larger.push_str(&self.text);
            wipe(std::mem::replace(&mut self.text, larger));
        }
        self.text.push_str(value);
        if self.ends.is_empty() {
            self.ends.reserve(USUAL);
        }
        let value = Value::of(value);
        if sensitivity != Sensitivity::Own {
            self.sketch.add(value);
        }
        self.ends.push(End {
            at: self.text.len(),
            sensitivity,
            is_number: value.is_number,
        });
    }

    fn values(&self) -> impl Iterator<Item = (Sensitivity, Value<'_>)> + Clone {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let text = self.text.get(start..end.at).unwrap_or_default();
            start = end.at;
            let is_number = end.is_number;
            (end.sensitivity, Value { text, is_number })
        })
    }
}

impl Drop for List {
    fn drop(&mut self) {
        wipe(std::mem::take(&mut self.text));
        self.sketch.wipe();
    }
}

/// Overwrites a text, spare capacity included. One fill behind an optimization barrier takes a
/// fraction of the time of volatile writes byte by byte, with the same guarantee.
fn wipe(text: String) {
    let mut bytes = text.into_bytes();
    bytes.fill(0);
    bytes.resize(bytes.capacity(), 0);
    optimization_barrier(bytes.as_slice());
}

impl Secrets {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value that gives access or can be charged. An empty one is left out.
    pub fn add_secret(&mut self, value: &str) {
        self.add(Sensitivity::Secret, value);
    }

    /// Adds a value about a person. An empty one is left out.
    pub fn add_personal(&mut self, value: &str) {
        self.add(Sensitivity::Personal, value);
    }

    /// Adds an id, a reference or another plain value of the call. [`redact`](Self::redact) keeps it
    /// although it looks like something to mask, unless it can be a card number.
    pub fn add_own(&mut self, value: &str) {
        let looks_harmless = value.len() > LONGEST_OWN || stays(value);
        let is_other = value.contains(['@', '=', ' ']) || value.contains("://");
        if !looks_harmless && !is_other && !may_be_card(value) {
            self.add(Sensitivity::Own, value);
        }
    }

    fn add(&mut self, sensitivity: Sensitivity, value: &str) {
        if !value.trim().is_empty() {
            self.list().push(sensitivity, value);
        }
    }

    /// Adds the values of another list.
    pub fn extend(&mut self, others: &Self) {
        if self.is_empty() {
            *self = others.clone();
        } else if !others.is_empty() {
            let list = self.list();
            for (sensitivity, value) in others.values() {
                list.push(sensitivity, value.text);
            }
        }
    }

    fn list(&mut self) -> &mut List {
        Arc::make_mut(self.0.get_or_insert_default())
    }

    fn values(&self) -> impl Iterator<Item = (Sensitivity, Value<'_>)> + Clone {
        self.0.iter().flat_map(|list| list.values())
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|list| list.ends.is_empty())
    }

    /// Whether this is one of the values: for tests that no sensitive value is sent unmarked.
    pub fn contains(&self, value: &str) -> bool {
        self.hidden().any(|(_, known)| known.text == value)
    }

    /// The values that a text may not show.
    fn hidden(&self) -> impl Iterator<Item = (Sensitivity, Value<'_>)> + Clone {
        let values = self.values();
        values.filter(|(sensitivity, _)| *sensitivity != Sensitivity::Own)
    }

    /// Redacts words of the provider: everything that [`text()`](super::text()) masks, and every
    /// value of this list, however short and however it is spelled: with separators, invisible
    /// characters, other digits, escapes, as a list, in hexadecimal or in base64. Of a card number,
    /// six consecutive digits are masked too. Ids of the call stay.
    pub fn redact<'a>(&self, text: impl Into<Cow<'a, str>>) -> String {
        let text = text.into();
        // What is cut here would be cut from the result.
        let read = text.get(..text.floor_char_boundary(READ));
        let values = self.hidden().map(|(_, value)| value);
        let masked = self.mask(read.unwrap_or_default(), values);
        let own = self
            .values()
            .filter(|(sensitivity, _)| *sensitivity == Sensitivity::Own);
        let own: Vec<&str> = own.map(|(_, value)| value.text).collect();
        text_keeping(&masked, &own)
    }

    /// Redacts an id, a reference or another text that must stay as it is: it is returned
    /// unchanged, whatever it looks like, unless a secret or a long personal text of this list
    /// shows in it. Short personal texts and numbers stay: a reference may hold them by chance.
    pub fn redact_value<'a>(&self, text: impl Into<Cow<'a, str>>) -> String {
        let text = text.into();
        let is_hidden = |(sensitivity, value): &(Sensitivity, Value<'_>)| {
            *sensitivity == Sensitivity::Secret || is_unmistakable(*value)
        };
        let values = self.hidden().filter(is_hidden).map(|(_, value)| value);
        if text.len() > READ || !self.find(values, &text, Place::Value).is_empty() {
            self.redact(text)
        } else {
            text.into_owned()
        }
    }

    /// Redacts the body of a response and keeps its meaning: only long secrets that are not numbers
    /// are masked, since a PIN may also be a year and an account an amount.
    pub fn redact_body<'a>(&self, body: &'a [u8]) -> Cow<'a, [u8]> {
        let mut rest = Cow::Borrowed(body);
        for (sensitivity, value) in self.hidden() {
            if sensitivity == Sensitivity::Secret
                && is_unmistakable(value)
                && let Cow::Owned(masked) = without(&rest, value.text.as_bytes())
            {
                rest = Cow::Owned(masked);
            }
        }
        rest
    }

    /// The places of a text where one of these values is.
    fn find<'v>(
        &self,
        values: impl Iterator<Item = Value<'v>> + Clone,
        text: &str,
        place: Place,
    ) -> Vec<Range<usize>> {
        let sketch = self.0.as_ref().map(|list| &list.sketch);
        if sketch.is_none_or(|sketch| sketch.is_clean(values.clone(), text, place)) {
            return Vec::new();
        }
        find(values.map(|value| value.text), text, place)
    }

    /// Replaces these values in words.
    fn mask<'t, 'v>(
        &self,
        text: &'t str,
        values: impl Iterator<Item = Value<'v>> + Clone,
    ) -> Cow<'t, str> {
        let found = self.find(values, text, Place::Words);
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut masked = String::with_capacity(text.len());
        let mut rest = 0;
        for range in found {
            masked.push_str(text.get(rest..range.start).unwrap_or_default());
            masked.push_str(MASK);
            rest = range.end;
        }
        masked.push_str(text.get(rest..).unwrap_or_default());
        Cow::Owned(masked)
    }
}

/// Whether a value cannot be anything else where it is found: it is long, and no number.
fn is_unmistakable(value: Value<'_>) -> bool {
    value.text.len() >= LONG_VALUE && !value.is_number
}

/// Whether the digits of a value pass the check of card numbers.
fn may_be_card(value: &str) -> bool {
    let digits = value.chars().filter_map(|c| c.to_digit(10));
    let digits: Vec<u32> = digits.collect();
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, twice) => twice % 10 + twice / 10,
        })
        .sum();
    let is_issued = digits.first().is_some_and(|first| (2..=6).contains(first));
    (13..=19).contains(&digits.len()) && is_issued && sum.is_multiple_of(10)
}

fn without<'a>(body: &'a [u8], value: &[u8]) -> Cow<'a, [u8]> {
    // The search for a long value is prepared at more cost than a body that does not hold it is worth.
    let middle = value.len() / 2;
    let piece = value.get(middle.saturating_sub(PIECE / 2)..middle + PIECE / 2);
    if piece.is_some_and(|piece| memmem::find(body, piece).is_none()) {
        return Cow::Borrowed(body);
    }
    let mut places = memmem::find_iter(body, value).peekable();
    if places.peek().is_none() {
        return Cow::Borrowed(body);
    }
    let mut masked = Vec::with_capacity(body.len());
    let mut rest = 0;
    for place in places {
        masked.extend_from_slice(body.get(rest..place).unwrap_or_default());
        masked.extend_from_slice(MASK.as_bytes());
        rest = place + value.len();
    }
    masked.extend_from_slice(body.get(rest..).unwrap_or_default());
    Cow::Owned(masked)
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |sensitivity| {
            let values = self.values();
            values.filter(|(found, _)| *found == sensitivity).count()
        };
        f.debug_struct("Secrets")
            .field("secret", &count(Sensitivity::Secret))
            .field("personal", &count(Sensitivity::Personal))
            .finish()
    }
}

#[cfg(test)]
mod tests;
