//! Exact numbers, written as JSON numbers or as texts.

use std::fmt;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::Deserializer;

use super::Absorb;
use super::scalar::text_of;
use payments_core::{DecimalError, exact_decimal};

/// An exact number, or nothing. It is read from the text of a value as a [`Scalar`](super::Scalar)
/// has it, so it never passes through a float.
///
/// ```
/// use payments_kit::codec::{Number, from_json};
///
/// let [number, text, nothing]: [Number; 3] = from_json(br#"[9007199254740993.01, "1.50", ""]"#)?;
/// let digits = |number: Number| Some(number.decimal().ok()??.to_string());
/// assert_eq!(digits(number).as_deref(), Some("9007199254740993.01"));
/// assert_eq!(digits(text).as_deref(), Some("1.5"));
/// assert!(!nothing.is_given());
/// # Ok::<(), payments_kit::codec::DecodeError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Number(Option<Result<Decimal, DecimalError>>);

impl Number {
    /// The number in a text without blanks around it.
    pub fn from_text(text: &str) -> Self {
        Self(Some(read(text)))
    }

    /// Whether there is a value, readable or not.
    pub fn is_given(self) -> bool {
        self.0.is_some()
    }

    /// The number, if there is a value.
    ///
    /// # Errors
    ///
    /// [`DecimalError`] when the value is not a number that can be held exactly.
    pub fn decimal(self) -> Result<Option<Decimal>, DecimalError> {
        self.0.transpose()
    }
}

/// A float has 15 to 17 significant digits: from so many on, the last ones may be noise.
const NOISY_DIGITS: usize = 16;

impl Number {
    /// Removes the noise of a float: a number with 16 or more significant digits, such as
    /// `19.990000000000002`, is rounded to `decimals` decimals, half to even. Nothing where there
    /// is not such noise.
    pub(super) fn without_noise(self, decimals: u32) -> Option<Decimal> {
        let number = self.0?.ok()?;
        // Nearly all numbers end here.
        if number.scale() <= decimals {
            return None;
        }
        let number = number.normalize();
        let digits = number.mantissa().unsigned_abs().checked_ilog10()? + 1;
        let is_noisy = usize::try_from(digits).ok()? >= NOISY_DIGITS && number.scale() > decimals;
        is_noisy.then(|| number.round_dp(decimals))
    }
}

// A value may be anything, a card number among them.
impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Some(_) => "Number([number])",
            None => "Number(none)",
        })
    }
}

impl Absorb for Number {
    fn absorb(&mut self, other: Self) {
        if other.is_given() {
            *self = other;
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        text_of(deserializer, |text| Self(text.map(read)))
    }
}

/// Reads a number. A fraction that is longer than an exact decimal holds is the noise of a float,
/// written in full: its end is left out.
fn read(text: &str) -> Result<Decimal, DecimalError> {
    let number = exact_decimal(text);
    if number != Err(DecimalError::TooManyDigits) || text.contains(['e', 'E']) {
        return number;
    }
    let (whole, fraction) = text.split_once('.').ok_or(DecimalError::TooManyDigits)?;
    let kept = 27_usize.saturating_sub(whole.len()).min(fraction.len());
    match fraction.get(..kept) {
        Some(fraction) if kept >= NOISY_DIGITS => exact_decimal(&format!("{whole}.{fraction}")),
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::from_json;

    fn numbers(json: &str) -> Vec<Number> {
        from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn numbers_and_their_texts_are_the_same_number() {
        let [number, text, escaped] = numbers(r#"[20.10, " 20.10 ", "\u0032\u0030.10"]"#)[..]
        else {
            panic!("three were written");
        };
        assert_eq!(number.decimal().unwrap(), Some(Decimal::new(201, 1)));
        assert_eq!(number, text);
        assert_eq!(number, escaped);
    }

    #[test]
    fn nothing_is_no_number_and_any_other_text_is_an_error() {
        for number in numbers(r#"[null, "", " ", [], {"a":1}]"#) {
            assert_eq!(number.decimal(), Ok(None));
        }
        for number in numbers(r#"["12,50", "free", "1 000"]"#) {
            assert_eq!(number.decimal(), Err(DecimalError::Syntax));
        }
    }

    #[cfg(feature = "xml")]
    #[test]
    fn an_element_is_a_number_too() {
        let number = |xml: &str| -> Number {
            let read: std::collections::BTreeMap<String, Number> =
                crate::codec::from_xml(xml.as_bytes()).unwrap();
            read["monto"]
        };
        let decimal = number("<monto> 20.10 </monto>").decimal();
        assert_eq!(decimal, Ok(Some(Decimal::new(201, 1))));
        assert!(!number("<monto/>").is_given());
    }

    #[test]
    fn the_noise_of_a_float_is_removed_and_nothing_else() {
        for (json, cents) in [
            ("19.990000000000002", 1999),
            ("\"0.30000000000000004\"", 30),
            ("12345.674999999999", 1_234_567),
            ("-19.989999999999998", -1999),
            ("1e2", 10_000),
            ("19.989999999999998436805981327779591083526611328125", 1999),
            ("100.00000000000001", 10_000),
        ] {
            let number: Number = from_json(json.as_bytes()).unwrap();
            let without = number.without_noise(2);
            let read = without.or_else(|| number.decimal().unwrap());
            assert_eq!(read, Some(Decimal::new(cents, 2)), "{json}");
        }
        // Few digits, or no more decimals than the currency has, or more digits than a float.
        for json in [
            "19.995",
            "20.10",
            "123456789012.78",
            "",
            "\"x\"",
            "0.000000000000001",
        ] {
            let number: Number = from_json(json.as_bytes()).unwrap_or_default();
            assert_eq!(number.without_noise(2), None, "{json}");
        }
        let whole: Number = from_json(format!("{}.5", "9".repeat(40)).as_bytes()).unwrap();
        assert_eq!(whole.decimal(), Err(DecimalError::TooManyDigits));
    }

    #[test]
    fn debug_shows_no_digit() {
        assert_eq!(
            format!("{:?}", numbers("[17, null]")),
            "[Number([number]), Number(none)]"
        );
    }

    #[test]
    fn the_last_value_of_a_name_counts_unless_it_is_nothing() {
        let [mut number, nothing, other] = numbers(r#"[1, "", 2]"#)[..] else {
            panic!("three were written");
        };
        number.absorb(nothing);
        assert_eq!(number.decimal(), Ok(Some(Decimal::ONE)));
        number.absorb(other);
        assert_eq!(number.decimal(), Ok(Some(Decimal::TWO)));
    }
}
