//! Exact money.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Currency;
use super::currency::UnknownCurrency;
use super::decimal::{DecimalError, exact_decimal};
use crate::violation::Violations;

/// An exact amount of one currency, in its main unit (pesos, not centavos).
///
/// It never has more decimals than its currency: a third decimal of a peso is an error, not
/// something to round. Trailing zeros do not count as decimals.
///
/// ```
/// use payments_core::{Currency, Money};
///
/// let price = Money::parse("800.50", Currency::MXN)?;
/// assert_eq!(price.to_string(), "800.50 MXN");
/// assert_eq!(price, Money::from_minor(80_050, Currency::MXN));
/// assert!(Money::parse("800.505", Currency::MXN).is_err());
/// # Ok::<(), payments_core::MoneyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    amount: Decimal,
    currency: Currency,
}

/// An amount that is not exact money of its currency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is not a number that can be held exactly.
    #[error("the amount is {0}")]
    Amount(#[from] DecimalError),
    /// More decimals than the currency has.
    #[error("{amount} has more than the {allowed} decimals of {currency}")]
    Decimals {
        /// The amount as given.
        amount: Decimal,
        /// Its currency.
        currency: Currency,
        /// The decimals that the currency has.
        allowed: u32,
    },
    /// The text names no currency.
    #[error("{0}")]
    Currency(#[from] UnknownCurrency),
    /// Two amounts of different currencies cannot be added or subtracted.
    #[error("{left} and {right} cannot be added or subtracted")]
    Currencies {
        /// Currency of the first amount.
        left: Currency,
        /// Currency of the second.
        right: Currency,
    },
    /// The sum does not fit an exact decimal.
    #[error("the sum is too large to be held exactly")]
    Overflow,
}

impl Money {
    /// Money of a decimal amount.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Decimals`] when the amount is finer than the currency.
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let amount = amount.normalize();
        let allowed = currency.decimals();
        if amount.scale() > allowed {
            return Err(MoneyError::Decimals {
                amount,
                currency,
                allowed,
            });
        }
        Ok(Self { amount, currency })
    }

    /// Money from the text of a number, such as `"800.50"`.
    ///
    /// # Errors
    ///
    /// [`MoneyError`] when the text is not a number, or finer than the currency.
    pub fn parse(amount: &str, currency: Currency) -> Result<Self, MoneyError> {
        Self::new(exact_decimal(amount)?, currency)
    }

    /// Money from a count of the currency's smallest unit: `80_050` centavos are `800.50 MXN`.
    pub fn from_minor(units: i64, currency: Currency) -> Self {
        Self {
            amount: Decimal::new(units, currency.decimals()).normalize(),
            currency,
        }
    }

    /// Nothing, in a currency.
    pub fn zero(currency: Currency) -> Self {
        Self {
            amount: Decimal::ZERO,
            currency,
        }
    }

    /// The amount in the currency's main unit, without trailing zeros.
    pub fn amount(&self) -> Decimal {
        self.amount
    }

    /// The currency.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Whether the amount is more than nothing.
    pub fn is_positive(&self) -> bool {
        self.amount > Decimal::ZERO
    }

    /// Whether the amount is less than nothing.
    pub fn is_negative(&self) -> bool {
        self.amount < Decimal::ZERO
    }

    /// The amount so many times.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`].
    pub fn checked_mul(self, times: u32) -> Result<Self, MoneyError> {
        let product = self.units().checked_mul(i128::from(times));
        Self::of_units(product, self.currency)
    }

    /// The sum of two amounts of one currency.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Currencies`] or [`MoneyError::Overflow`].
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies {
                left: self.currency,
                right: other.currency,
            });
        }
        Self::of_units(self.units().checked_add(other.units()), self.currency)
    }

    /// The difference of two amounts of one currency.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Currencies`] or [`MoneyError::Overflow`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        let negative = Self {
            amount: -other.amount,
            currency: other.currency,
        };
        self.checked_add(negative)
    }

    /// The count of the currency's smallest unit: `800.50 MXN` are `80_050` centavos.
    pub fn minor_units(&self) -> i128 {
        self.units()
    }

    /// Decimals round what they cannot hold; whole numbers do not.
    fn units(&self) -> i128 {
        let missing = self.currency.decimals().saturating_sub(self.amount.scale());
        // 96 bits, and 14 for the four decimals that a currency has at the most.
        self.amount.mantissa() * 10_i128.pow(missing)
    }

    fn of_units(units: Option<i128>, currency: Currency) -> Result<Self, MoneyError> {
        let mut units = units.ok_or(MoneyError::Overflow)?;
        let mut scale = currency.decimals();
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        let amount = Decimal::try_from_i128_with_scale(units, scale);
        let amount = amount.map_err(|_| MoneyError::Overflow)?;
        Ok(Self { amount, currency })
    }

    /// The amount as services expect it: `800` for a whole amount, `800.50` otherwise.
    pub fn to_wire(&self) -> String {
        if self.amount.scale() == 0 {
            self.amount.to_string()
        } else {
            self.with_all_decimals()
        }
    }

    // Not by a format width: there the decimal panics on its largest values.
    fn with_all_decimals(&self) -> String {
        let mut text = self.amount.to_string();
        let missing = self.currency.decimals().saturating_sub(self.amount.scale());
        if missing > 0 && self.amount.scale() == 0 {
            text.push('.');
        }
        text.extend((0..missing).map(|_| '0'));
        text
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.with_all_decimals(), self.currency)
    }
}

/// The form that `Display` prints: `20.00 VES`.
impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (amount, currency) = text.split_once(' ').ok_or(UnknownCurrency)?;
        Self::parse(amount, currency.parse()?)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut money = serializer.serialize_struct("Money", 2)?;
        money.serialize_field("amount", &self.with_all_decimals())?;
        money.serialize_field("currency", &self.currency)?;
        money.end()
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Parts {
            amount: String,
            currency: Currency,
        }
        let parts = Parts::deserialize(deserializer)?;
        Self::parse(&parts.amount, parts.currency).map_err(serde::de::Error::custom)
    }
}

/// An amount as a caller hands it to a request: checked money, or the reason why it is none.
///
/// A request takes both, so that one validation can list a bad amount beside every other
/// violation.
///
/// ```
/// use payments_core::{AmountInput, Currency, Money};
///
/// let good: AmountInput = Money::from_minor(100, Currency::MXN).into();
/// let bad: AmountInput = Money::parse("1.005", Currency::MXN).into();
/// assert!(good.money().is_ok());
/// assert!(bad.money().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmountInput(Result<Money, MoneyError>);

impl AmountInput {
    /// The money.
    ///
    /// # Errors
    ///
    /// The reason why the amount given is not money.
    pub fn money(&self) -> Result<Money, MoneyError> {
        self.0.clone()
    }

    /// Lists what is wrong with an amount to be paid under the path `field`: it must be money, and
    /// greater than zero.
    pub fn check(&self, field: &str, violations: &mut Violations) {
        match &self.0 {
            Ok(money) if money.is_positive() => {}
            Ok(_) => violations.push(field, "must be greater than zero"),
            Err(reason) => violations.push(field, reason.to_string()),
        }
    }
}

impl From<Money> for AmountInput {
    fn from(money: Money) -> Self {
        Self(Ok(money))
    }
}

impl From<Result<Money, MoneyError>> for AmountInput {
    fn from(money: Result<Money, MoneyError>) -> Self {
        Self(money)
    }
}

#[cfg(test)]
mod tests;
