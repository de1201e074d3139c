//! What moved, over both services.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::{mpandco, pagofacil};

/// What moved for one of the merchant's references.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Movement {
    /// Executed payment intents of mPandco.
    pub mpandco_charges: usize,
    /// Approved one-time charges and paid cash orders of PagoFácil.
    pub pagofacil_charges: usize,
    /// Declined charges of PagoFácil, of subscriptions too. They moved nothing.
    pub declined: usize,
    /// Charges of mPandco that were annulled later; they are among its charges all the same.
    pub voids: usize,
    /// Payouts of mPandco that were registered in a batch, loaded or not.
    pub payouts: usize,
    /// Registered subscriptions of PagoFácil, cancelled ones too.
    pub subscriptions: usize,
    /// Approved charges of PagoFácil's subscriptions, the first ones and the monthly ones.
    pub subscription_charges: usize,
}

impl Movement {
    /// How often the payer was charged for the reference, whichever service did it, without the
    /// charges of subscriptions.
    pub fn charges(&self) -> usize {
        self.mpandco_charges + self.pagofacil_charges
    }

    /// How much of it a merchant wants once and got again: each charge after the first, whether
    /// or not one was voided, each payout after the first, and each subscription after the first.
    pub fn duplicates(&self) -> usize {
        let again = |count: usize| count.saturating_sub(1);
        again(self.charges()) + again(self.payouts) + again(self.subscriptions)
    }

    fn cells(&self) -> [usize; 8] {
        [
            self.mpandco_charges,
            self.pagofacil_charges,
            self.declined,
            self.voids,
            self.payouts,
            self.subscriptions,
            self.subscription_charges,
            self.duplicates(),
        ]
    }

    fn add(&mut self, other: &Self) {
        self.mpandco_charges += other.mpandco_charges;
        self.pagofacil_charges += other.pagofacil_charges;
        self.declined += other.declined;
        self.voids += other.voids;
        self.payouts += other.payouts;
        self.subscriptions += other.subscriptions;
        self.subscription_charges += other.subscription_charges;
    }
}

/// What moved in a [`Simulator`](super::Simulator), by the merchant's reference. Its text is a table.
///
/// A reference is one and the same in both services: an order that was charged in Venezuela and
/// again in Mexico was charged twice. What bears no reference counts in the
/// [total](Self::total), and is never a duplicate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MoneyReport {
    references: BTreeMap<String, Movement>,
    unnamed: Movement,
    mpandco_payments: usize,
}

impl MoneyReport {
    /// What a reference led to; nothing for a reference that was not used.
    pub fn of(&self, reference: &str) -> Movement {
        self.references.get(reference).copied().unwrap_or_default()
    }

    /// Every reference that led to anything, and what it led to.
    pub fn references(&self) -> &BTreeMap<String, Movement> {
        &self.references
    }

    /// The references of which something happened again, and what they led to.
    pub fn duplicated(&self) -> impl Iterator<Item = (&str, &Movement)> {
        let all = self.references.iter();
        all.filter(|(_, movement)| movement.duplicates() > 0)
            .map(|(reference, movement)| (reference.as_str(), movement))
    }

    /// How much happened again, over all references: 0 is what a merchant wants to see.
    pub fn duplicates(&self) -> usize {
        self.duplicated()
            .map(|(_, movement)| movement.duplicates())
            .sum()
    }

    /// How many payment intents mPandco holds, in whatever state.
    pub fn mpandco_payments(&self) -> usize {
        self.mpandco_payments
    }

    /// All references together, and what bears none. An intent of several references, which moves
    /// money for each of them, counts for each. Use [`duplicates`](Self::duplicates) for what
    /// happened again: no two references make a duplicate.
    pub fn total(&self) -> Movement {
        let mut total = self.unnamed;
        for movement in self.references.values() {
            total.add(movement);
        }
        total
    }
}

const HEADINGS: [&str; 9] = [
    "reference",
    "mPandco",
    "PagoFácil",
    "declined",
    "voided",
    "payouts",
    "subscr.",
    "of subscr.",
    "again",
];

impl fmt::Display for MoneyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut total = self.total().cells();
        if let Some(again) = total.last_mut() {
            *again = self.duplicates();
        }
        let references = self.references.iter();
        let mut rows: Vec<(&str, [usize; 8])> = references
            .map(|(reference, movement)| (reference.as_str(), movement.cells()))
            .collect();
        if self.unnamed != Movement::default() {
            let mut cells = self.unnamed.cells();
            if let Some(again) = cells.last_mut() {
                *again = 0;
            }
            rows.push(("(none)", cells));
        }
        rows.push(("total", total));

        let [heading, columns @ ..] = HEADINGS;
        let names = rows.iter().map(|(name, _)| name.chars().count());
        let width = names.max().unwrap_or(0).max(heading.len());
        write!(f, "{heading:width$}")?;
        for column in columns {
            write!(f, "  {column}")?;
        }
        for (name, cells) in rows {
            write!(f, "\n{name:width$}")?;
            for (column, cell) in columns.iter().zip(cells) {
                write!(f, "  {cell:>width$}", width = column.chars().count())?;
            }
        }
        Ok(())
    }
}

impl MoneyReport {
    /// Counts what moved in both services.
    pub(crate) fn count(mpandco: &mpandco::State, pagofacil: &pagofacil::State) -> Self {
        let mut report = Self {
            mpandco_payments: mpandco.intent_count(),
            ..Self::default()
        };
        for (reference, movements) in mpandco.movements() {
            let movement = report.entry(reference);
            movement.mpandco_charges += movements.executions;
            movement.voids += movements.voids;
            movement.payouts += movements.payouts;
        }
        for (reference, tally) in pagofacil.tallies() {
            let movement = report.entry(reference);
            movement.pagofacil_charges += tally.one_time_approved + tally.cash_paid;
            movement.subscription_charges += tally.recurring_approved;
            movement.declined += tally.one_time_declined + tally.recurring_declined;
            movement.subscriptions += tally.registrations;
        }
        report
    }

    fn entry(&mut self, reference: Option<String>) -> &mut Movement {
        match reference {
            Some(reference) => self.references.entry(reference).or_default(),
            None => &mut self.unnamed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> MoneyReport {
        let twice = Movement {
            mpandco_charges: 1,
            pagofacil_charges: 1,
            voids: 1,
            ..Movement::default()
        };
        let subscribed = Movement {
            subscriptions: 2,
            subscription_charges: 12,
            declined: 1,
            ..Movement::default()
        };
        let unnamed = Movement {
            mpandco_charges: 5,
            ..Movement::default()
        };
        MoneyReport {
            references: [("ORDER-1", twice), ("CONTRACT", subscribed)]
                .map(|(reference, movement)| (reference.to_owned(), movement))
                .into(),
            unnamed,
            mpandco_payments: 7,
        }
    }

    #[test]
    fn the_same_reference_in_two_services_is_charged_twice_and_no_reference_never_is() {
        let report = report();
        assert_eq!(report.duplicates(), 2);
        let duplicated: Vec<&str> = report
            .duplicated()
            .map(|(reference, _)| reference)
            .collect();
        assert_eq!(duplicated, ["CONTRACT", "ORDER-1"]);
        assert_eq!(report.total().charges(), 7);
        assert_eq!(report.of("ORDER-1").duplicates(), 1);
        assert_eq!(report.of("ORDER-2"), Movement::default());
    }

    #[test]
    fn its_text_is_a_table() {
        insta::assert_snapshot!(report(), @r"
        reference  mPandco  PagoFácil  declined  voided  payouts  subscr.  of subscr.  again
        CONTRACT         0          0         1       0        0        2          12      1
        ORDER-1          1          1         0       1        0        0           0      1
        (none)           5          0         0       0        0        0           0      0
        total            6          1         1       1        0        2          12      2
        ");
    }
}
