//! The registered payouts.

use std::collections::HashMap;
use std::fmt;

use rust_decimal::Decimal;

/// A payout that the simulated service accepted.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegisteredPayout {
    /// How it travels.
    pub kind: PayoutKind,
    /// The merchant's own reference.
    pub reference: String,
    /// Who the bank account belongs to.
    pub name_account: String,
    /// The identity document of that person or company.
    pub identification_number: String,
    /// The bank account, 20 digits.
    pub bank_account: String,
    /// How much is paid.
    pub amount: Decimal,
    /// The receiver's phone number.
    pub phone: Option<String>,
    /// The receiver's e-mail address.
    pub email: Option<String>,
}

// Who receives the money is a person.
impl fmt::Debug for RegisteredPayout {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RegisteredPayout")
            .field("kind", &self.kind)
            .field("reference", &self.reference)
            .field("amount", &self.amount)
            .finish_non_exhaustive()
    }
}

/// How a payout travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PayoutKind {
    /// Between banks, within a day.
    Dispersion,
    /// Between banks, at once.
    DispersionInstantInterbank,
}

impl PayoutKind {
    /// The service's own word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dispersion => "DISPERSION",
            Self::DispersionInstantInterbank => "DISPERSION_INSTANT_INTERBANK",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        [Self::Dispersion, Self::DispersionInstantInterbank]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// Every payout, oldest first.
#[derive(Debug, Default)]
pub(super) struct Payouts {
    payouts: Vec<RegisteredPayout>,
    by_reference: HashMap<String, Vec<usize>>,
}

impl Payouts {
    pub(super) fn add(&mut self, payout: RegisteredPayout) {
        let indexes = self.by_reference.entry(payout.reference.clone());
        indexes.or_default().push(self.payouts.len());
        self.payouts.push(payout);
    }

    pub(super) fn all(&self) -> &[RegisteredPayout] {
        &self.payouts
    }

    pub(super) fn with_reference(
        &self,
        reference: &str,
    ) -> impl Iterator<Item = &RegisteredPayout> {
        let indexes = self.by_reference.get(reference).into_iter().flatten();
        indexes.filter_map(|index| self.payouts.get(*index))
    }
}
