//! Amounts, which are exact or absent.

use payments_core::{Currency, DecimalError, Money};
use payments_kit::codec::{Number, Scalars, money, noise_warning};
use rust_decimal::Decimal;

use super::{Notes, Reader};

impl Reader<'_> {
    /// Reads the only number of a member. One that cannot be read is absent, with a warning.
    pub(super) fn number(
        &self,
        name: &str,
        values: &Scalars,
        notes: &mut Notes,
    ) -> Option<Decimal> {
        let (_, decimal) = self.only_number(name, values, notes)?;
        Some(decimal)
    }

    fn only_number(
        &self,
        name: &str,
        values: &Scalars,
        notes: &mut Notes,
    ) -> Option<(Number, Decimal)> {
        let mut found: Option<(Number, Decimal)> = None;
        for text in values.texts() {
            let number = Number::from_text(text);
            let decimal = number
                .decimal()
                .and_then(|one| one.ok_or(DecimalError::Syntax));
            match decimal {
                Err(reason) => {
                    notes.warn(format!("{name} is {reason}"));
                    return None;
                }
                Ok(decimal) if found.is_some_and(|(_, found)| found != decimal) => {
                    notes.conflict(format!("the response has several values for {name}"));
                    return None;
                }
                Ok(decimal) => found = Some((number, decimal)),
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
        let (number, _) = self.only_number(name, values, notes)?;
        let Some(currency) = currency else {
            notes.warn(format!("{name} has no known currency"));
            return None;
        };
        match money(number, currency) {
            Ok(read) => {
                if let (Some(_), Some(read)) = (noise_warning(number, currency), read) {
                    notes.warn(format!("{name} was rounded to {read}"));
                }
                read
            }
            Err(reason) => {
                notes.warn(format!("{name}: {reason}"));
                None
            }
        }
    }

    /// Reads a currency by its ISO code. An unknown one is absent.
    pub(super) fn currency(&self, values: &Scalars, notes: &mut Notes) -> Option<Currency> {
        let code = self.one("the currency", values, notes)?;
        code.parse().ok()
    }
}
