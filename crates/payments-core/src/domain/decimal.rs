//! Exact amounts from the text of a number.

use rust_decimal::Decimal;

/// The text of a number could not be read exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// Not a decimal number.
    #[error("not a decimal number")]
    Syntax,
    /// More digits than an exact decimal holds (28 and a sign).
    #[error("more digits than can be held exactly")]
    TooManyDigits,
}

/// Reads a decimal number exactly, never through a float.
///
/// Understands what services write: `20`, `20.5`, `"240.500000000000000000"`, `-5`, and PHP's
/// exponents such as `1.0E+25`. Trailing zeros do not count as digits. Surrounding blanks,
/// thousands separators, hexadecimal and the like are refused.
///
/// ```
/// use payments_core::exact_decimal;
///
/// assert_eq!(exact_decimal("240.500000000000000000")?.to_string(), "240.5");
/// assert_eq!(exact_decimal("9007199254740993.01")?.to_string(), "9007199254740993.01");
/// assert!(exact_decimal("12,50").is_err());
/// # Ok::<(), payments_core::DecimalError>(())
/// ```
///
/// # Errors
///
/// [`DecimalError`] when the text is not a number, or not one that is held exactly.
pub fn exact_decimal(text: &str) -> Result<Decimal, DecimalError> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
        None => (text, 0),
    };
    let (negative, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let dangling_point = mantissa.ends_with('.');
    if whole.is_empty() || dangling_point || !only_digits(whole) || !only_digits(fraction) {
        return Err(DecimalError::Syntax);
    }

    let digits = || whole.bytes().chain(fraction.bytes());
    let zeros = digits().rev().take_while(|digit| *digit == b'0').count();
    let kept = whole.len() + fraction.len() - zeros;
    if kept == 0 {
        return Ok(Decimal::ZERO);
    }
    let mut value: i128 = 0;
    for digit in digits().take(kept) {
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(i128::from(digit - b'0')))
            .ok_or(DecimalError::TooManyDigits)?;
    }
    // The number is `value` times ten to the power of `-scale`.
    let as_exponent =
        |length: usize| i64::try_from(length).map_err(|_| DecimalError::TooManyDigits);
    let scale = as_exponent(fraction.len())? - as_exponent(zeros)? - exponent;
    let scale = if scale < 0 {
        let shift = u32::try_from(-scale).map_err(|_| DecimalError::TooManyDigits)?;
        value = 10_i128
            .checked_pow(shift)
            .and_then(|factor| value.checked_mul(factor))
            .ok_or(DecimalError::TooManyDigits)?;
        0
    } else {
        u32::try_from(scale).map_err(|_| DecimalError::TooManyDigits)?
    };
    let value = if negative { -value } else { value };
    Decimal::try_from_i128_with_scale(value, scale).map_err(|_| DecimalError::TooManyDigits)
}

fn parse_exponent(text: &str) -> Result<i64, DecimalError> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    // Six digits are far beyond any decimal and far below an overflow.
    if digits.is_empty() || digits.len() > 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DecimalError::Syntax);
    }
    text.parse().map_err(|_| DecimalError::Syntax)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<String, DecimalError> {
        exact_decimal(text).map(|decimal| decimal.to_string())
    }

    #[test]
    fn values_that_a_float_would_change_survive() {
        assert_eq!(read("0.1").unwrap(), "0.1");
        assert_eq!(read("9007199254740993.01").unwrap(), "9007199254740993.01");
        assert_eq!(read("240.500000000000000000").unwrap(), "240.5");
        assert_eq!(
            read("123456789012.340000000000000000").unwrap(),
            "123456789012.34"
        );
    }

    #[test]
    fn php_exponents_are_exact() {
        assert_eq!(read("1.0E+25").unwrap(), "10000000000000000000000000");
        assert_eq!(read("1.0E-5").unwrap(), "0.00001");
        assert_eq!(read("-2.50e1").unwrap(), "-25");
    }

    #[test]
    fn what_is_not_a_plain_number_is_refused() {
        for text in [
            "",
            " 1",
            "1 ",
            "+1",
            "1,5",
            "1.2.3",
            ".5",
            "5.",
            "0x10",
            "NaN",
            "inf",
            "1e",
            "1e+",
            "--1",
            "1e9999999",
            "१",
        ] {
            assert_eq!(exact_decimal(text), Err(DecimalError::Syntax), "{text:?}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_and_not_rounded() {
        for text in [
            "1e29",
            "0.00000000000000000000000000001",
            "79228162514264337593543950336",
            "1.00000000000000000000000000001",
            "1e-300000",
            "1e300000",
        ] {
            assert_eq!(
                exact_decimal(text),
                Err(DecimalError::TooManyDigits),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_decimal_comes_back_as_itself(low: u32, mid: u32, high: u32, negative: bool, scale in 0..=28_u32) {
            let decimal = Decimal::from_parts(low, mid, high, negative, scale);
            prop_assert_eq!(exact_decimal(&decimal.to_string()).unwrap(), decimal);
        }

        #[test]
        fn no_text_makes_it_panic(text in "[-+0-9.eE ]{0,40}") {
            let _ = exact_decimal(&text);
        }
    }
}
