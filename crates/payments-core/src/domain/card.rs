//! Cards. The number and the security code are never printable.

use std::fmt;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use time::Date;

use crate::violation::Violations;

/// A card to charge.
#[derive(Clone, Debug)]
pub struct Card {
    number: CardNumber,
    expiry: CardExpiry,
    security_code: Option<SecurityCode>,
}

impl Card {
    /// A card with its number and expiry, without a security code.
    pub fn new(number: impl Into<CardNumber>, expiry: CardExpiry) -> Self {
        Self {
            number: number.into(),
            expiry,
            security_code: None,
        }
    }

    /// Adds the security code (CVV, CVC, CVT): three digits, four on an American Express card.
    #[must_use]
    pub fn with_security_code(mut self, code: impl Into<SecurityCode>) -> Self {
        self.security_code = Some(code.into());
        self
    }

    /// The number.
    pub fn number(&self) -> &CardNumber {
        &self.number
    }

    /// The expiry.
    pub fn expiry(&self) -> CardExpiry {
        self.expiry
    }

    /// The security code, if the caller gave it.
    pub fn security_code(&self) -> Option<&SecurityCode> {
        self.security_code.as_ref()
    }
}

/// A card number as the cardholder gave it. Wiped from memory when dropped.
#[derive(Clone)]
pub struct CardNumber(SecretString);

impl CardNumber {
    /// A card number; whether it can be one is decided when a request is validated.
    pub fn new(number: impl Into<String>) -> Self {
        Self(SecretString::from(number.into()))
    }

    /// The digits, for the wire.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether it is an American Express number (it starts with 34 or 37).
    pub fn is_american_express(&self) -> bool {
        let number = self.expose();
        number.starts_with("34") || number.starts_with("37")
    }

    /// Lists what is wrong with the number under the path `field`: it must be 13 to 19 digits,
    /// without blanks or dashes.
    pub fn check_digits(&self, field: &str, violations: &mut Violations) {
        let number = self.expose();
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            violations.push(field, "must hold digits only, without spaces or dashes");
        } else if !(13..=19).contains(&number.len()) {
            violations.push(field, "must have 13 to 19 digits");
        }
    }

    /// Whether the last digit is the check digit of the others (Luhn). Other characters than
    /// digits make it false.
    pub fn has_valid_check_digit(&self) -> bool {
        let number = self.expose();
        let sum = number
            .chars()
            .rev()
            .enumerate()
            .try_fold(0, |sum, (place, digit)| {
                let digit = digit.to_digit(10)?;
                let weighted = if place % 2 == 1 { digit * 2 } else { digit };
                Some(sum + weighted / 10 + weighted % 10)
            });
        !number.is_empty() && sum.is_some_and(|sum| sum % 10 == 0)
    }
}

impl<T: Into<String>> From<T> for CardNumber {
    fn from(number: T) -> Self {
        Self::new(number)
    }
}

impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardNumber([secret])")
    }
}

/// A card's security code. Wiped from memory when dropped.
#[derive(Clone)]
pub struct SecurityCode(SecretString);

impl SecurityCode {
    /// A security code; whether it fits the card is decided when a request is validated.
    pub fn new(code: impl Into<String>) -> Self {
        Self(SecretString::from(code.into()))
    }

    /// The digits, for the wire.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl<T: Into<String>> From<T> for SecurityCode {
    fn from(code: T) -> Self {
        Self::new(code)
    }
}

impl fmt::Debug for SecurityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecurityCode([secret])")
    }
}

/// The month until whose end a card is good.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CardExpiry {
    month: u8,
    year: u16,
}

impl CardExpiry {
    /// Month 1 to 12 and the year in full, `2031`. Two digits are taken as of this century.
    pub const fn new(month: u8, year: u16) -> Self {
        let year = if year < 100 { 2000 + year } else { year };
        Self { month, year }
    }

    /// The month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The year in full.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// Lists what is wrong under the path `field`, on the day `today` at the provider.
    pub fn check(&self, field: &str, today: Date, violations: &mut Violations) {
        let this_month = (today.year(), u8::from(today.month()));
        if !(1..=12).contains(&self.month) {
            violations.push(field, "the month must be 1 to 12");
        } else if (i32::from(self.year), self.month) < this_month {
            violations.push(field, "the card has expired");
        }
    }
}

/// Why a text is not an expiry date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an expiry date is a month and a year, such as 09/31 or 09/2031")]
pub struct InvalidExpiry;

impl FromStr for CardExpiry {
    type Err = InvalidExpiry;

    /// Parses `MM/YY` or `MM/YYYY`, as cards and forms have it.
    fn from_str(text: &str) -> Result<Self, InvalidExpiry> {
        let (month, year) = text.split_once('/').ok_or(InvalidExpiry)?;
        let digits = |text: &str, lengths: &[usize]| {
            let text = text.trim();
            let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
            (is_number && lengths.contains(&text.len())).then(|| text.to_owned())
        };
        let month = digits(month, &[1, 2]).and_then(|month| month.parse().ok());
        let year = digits(year, &[2, 4]).and_then(|year| year.parse().ok());
        let (month, year) = month.zip(year).ok_or(InvalidExpiry)?;
        match month {
            1..=12 => Ok(Self::new(month, year)),
            _ => Err(InvalidExpiry),
        }
    }
}

impl fmt::Debug for CardExpiry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardExpiry([secret])")
    }
}

/// What may be shown of a card: its brand, and its last four digits at the most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskedCard {
    brand: Option<String>,
    last_four: Option<String>,
}

impl MaskedCard {
    /// Reads what a provider echoes of a card, such as `(16) **** **** **** 1111`: of any text
    /// only the last four digits are kept, and only when they end it.
    pub fn from_echo(brand: Option<String>, echo: &str) -> Self {
        let start = echo.len().checked_sub(4);
        let last_four = start.and_then(|start| echo.get(start..));
        let is_digits = |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit());
        Self {
            brand,
            last_four: last_four.filter(is_digits).map(str::to_owned),
        }
    }

    /// The brand in the provider's words, such as `Master Card`.
    pub fn brand(&self) -> Option<&str> {
        self.brand.as_deref()
    }

    /// The last four digits.
    pub fn last_four(&self) -> Option<&str> {
        self.last_four.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn an_expiry_date_is_parsed_as_forms_have_it() {
        for text in ["09/31", "9/31", "09/2031", " 09 / 31 "] {
            assert_eq!(text.parse(), Ok(CardExpiry::new(9, 2031)), "{text:?}");
        }
        for text in [
            "", "0931", "13/31", "0/31", "09/3", "09/031", "09/31/01", "+9/31", "09/٣١",
        ] {
            assert_eq!(text.parse::<CardExpiry>(), Err(InvalidExpiry), "{text:?}");
        }
    }

    fn visa() -> String {
        format!("4{}", "1".repeat(15))
    }

    #[test]
    fn the_check_digit_tells_a_typing_error() {
        assert!(CardNumber::new(visa()).has_valid_check_digit());
        assert!(!CardNumber::new(format!("5{}", "1".repeat(15))).has_valid_check_digit());
        assert!(!CardNumber::new("4111 1111").has_valid_check_digit());
        assert!(!CardNumber::new("").has_valid_check_digit());
    }

    #[test]
    fn a_card_is_good_until_the_end_of_its_month() {
        let problems = |month, year, today| {
            let mut violations = Violations::new();
            CardExpiry::new(month, year).check("card.expiry", today, &mut violations);
            violations.len()
        };
        assert_eq!(problems(9, 2016, date!(2016 - 09 - 30)), 0);
        assert_eq!(problems(9, 16, date!(2016 - 10 - 01)), 1);
        assert_eq!(problems(13, 2030, date!(2016 - 10 - 01)), 1);
        assert_eq!(problems(0, 2030, date!(2016 - 10 - 01)), 1);
    }

    #[test]
    fn an_echo_leaves_the_last_four_digits_at_most() {
        let last_four = |echo: &str| MaskedCard::from_echo(None, echo).last_four;
        assert_eq!(
            last_four("(16) **** **** **** 1111").as_deref(),
            Some("1111")
        );
        assert_eq!(
            last_four("(16) **** **** ****1111").as_deref(),
            Some("1111")
        );
        assert_eq!(last_four(&visa()).as_deref(), Some("1111"));
        assert_eq!(last_four("(3) ***"), None);
        assert_eq!(last_four(""), None);
    }

    #[test]
    fn debug_says_nothing() {
        let card = Card::new(visa(), CardExpiry::new(1, 2031)).with_security_code("987");
        let debug = format!("{card:?}");
        assert!(
            !debug.contains("1111") && !debug.contains("987") && !debug.contains("31"),
            "{debug}"
        );
    }
}
