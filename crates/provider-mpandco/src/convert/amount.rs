//! Amounts, which are exact or absent.

use payments_core::{Currency, Money, MoneyError, exact_decimal};
use payments_kit::codec::Scalars;
use rust_decimal::Decimal;

use super::{Notes, Reader};

/// A number with at least so many digits may bear the noise of a float of PHP.
const NOISY_DIGITS: u32 = 16;

impl Reader<'_> {
    /// Reads the only number of a member. One that cannot be read is absent, with a warning.
    pub(super) fn number(
        &self,
        name: &str,
        values: &Scalars,
        notes: &mut Notes,
    ) -> Option<Decimal> {
        let mut found: Option<Decimal> = None;
        for text in values.texts() {
            match exact_decimal(text) {
                Err(reason) => {
                    notes.warn(format!("{name} is {reason}"));
                    return None;
                }
                Ok(number) if found.is_some_and(|found| found != number) => {
                    notes.conflict(format!("the response has several values for {name}"));
                    return None;
                }
                Ok(number) => found = Some(number),
            }
        }
        found
    }

    /// Reads an amount, if it has a currency.
    pub(super) fn money(
        &self,
        name: &str,
        values: &Scalars,
        currency: Option<Currency>,
        notes: &mut Notes,
    ) -> Option<Money> {
        let number = self.number(name, values, notes)?;
        let Some(currency) = currency else {
            notes.warn(format!("{name} has no known currency"));
            return None;
        };
        match Money::new(number, currency) {
            Ok(money) => Some(money),
            Err(reason) => match without_noise(number, currency) {
                Some(Ok(money)) => {
                    notes.warn(format!("{name} was rounded to {money}"));
                    Some(money)
                }
                _ => {
                    notes.warn(format!("{name}: {reason}"));
                    None
                }
            },
        }
    }

    /// Reads a currency by its ISO code. An unknown one is absent.
    pub(super) fn currency(&self, values: &Scalars, notes: &mut Notes) -> Option<Currency> {
        let code = self.one("the currency", values, notes)?;
        code.parse().ok()
    }
}

/// Returns the amount that a number with the noise of a float means: 19.990000000000002 is 19.99.
fn without_noise(number: Decimal, currency: Currency) -> Option<Result<Money, MoneyError>> {
    let digits = number.mantissa().unsigned_abs().checked_ilog10()? + 1;
    let rounded = number.round_dp(currency.decimals());
    (digits >= NOISY_DIGITS).then(|| Money::new(rounded, currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let number = exact_decimal(text).unwrap();
        let money = without_noise(number, Currency::VES)?.ok()?;
        Some(money.to_string())
    }

    #[test]
    fn only_a_number_with_the_digits_of_a_float_is_rounded() {
        assert_eq!(read("19.990000000000002").as_deref(), Some("19.99 VES"));
        assert_eq!(read("0.30000000000000004").as_deref(), Some("0.30 VES"));
        assert_eq!(read("-19.989999999999998").as_deref(), Some("-19.99 VES"));
        assert_eq!(
            read("123456789012.34501").as_deref(),
            Some("123456789012.35 VES")
        );
        for exact in ["20.001", "0.333333333333333", "12345678901.2345"] {
            assert_eq!(read(exact), None, "{exact}");
        }
    }
}
