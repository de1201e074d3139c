//! The identifiers the service issues: unique, and the same in every run.

use time::OffsetDateTime;
use time::macros::{format_description, offset};

/// The second part of every pay token, and of no other identifier.
pub const PAY_TOKEN_MARK: &str = "70ce";

/// Counts the identifiers issued.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    uuids: u32,
    payments: u32,
    payouts: u32,
    tokens: u32,
    codes: u32,
}

impl Ids {
    /// A text in the layout of a version 1 UUID.
    pub(crate) fn uuid(&mut self) -> String {
        self.uuid_of("51ed")
    }

    fn uuid_of(&mut self, kind: &str) -> String {
        self.uuids = self.uuids.wrapping_add(1);
        // An odd factor maps the counter one to one, so neighbors look unlike but never collide.
        let low = self.uuids.wrapping_mul(0x9e37_79b1);
        format!("{low:08x}-{kind}-11ef-a5ed-51edfacade5e")
    }

    /// The pay tokens of one payer, who has one account to pay from. A text that is searched for
    /// secrets shows them by [`PAY_TOKEN_MARK`].
    pub(crate) fn pay_tokens(&mut self, offered: bool) -> Vec<String> {
        offered
            .then(|| self.uuid_of(PAY_TOKEN_MARK))
            .into_iter()
            .collect()
    }

    /// The reference of a payment: `P`, the Venezuelan date as `yymmdd` and seven digits.
    pub(crate) fn payment_reference(&mut self, now: OffsetDateTime) -> String {
        self.payments = self.payments.wrapping_add(1);
        format!("P{}{:07}", day(now), self.payments)
    }

    /// The receipt of a payout: `MP`, the Venezuelan date as `yymmdd` and at least five digits.
    pub(crate) fn payout_receipt(&mut self, now: OffsetDateTime) -> String {
        self.payouts = self.payouts.wrapping_add(1);
        format!("MP{}{:05}", day(now), self.payouts)
    }

    /// A code of eight letters and digits.
    pub(crate) fn affiliation_code(&mut self) -> String {
        self.codes = self.codes.wrapping_add(1);
        format!("sim{:05x}", self.codes)
    }

    /// A token of 86 letters and digits that says what it is.
    pub(crate) fn token(&mut self, kind: &str) -> String {
        self.tokens = self.tokens.wrapping_add(1);
        let name = format!("Simulated{kind}Token{}", self.tokens);
        format!("{name:x<86}")
    }
}

/// The same instant in Venezuela, which is four hours behind UTC.
pub(crate) fn venezuelan_time(at: OffsetDateTime) -> OffsetDateTime {
    at.to_offset(offset!(-4))
}

fn day(now: OffsetDateTime) -> String {
    venezuelan_time(now)
        .format(format_description!("[year repr:last_two][month][day]"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn identifiers_have_the_layouts_of_the_service() {
        let mut ids = Ids::default();
        let first = ids.uuid();
        assert_eq!(first.len(), 36);
        assert_eq!(
            first.split('-').map(str::len).collect::<Vec<_>>(),
            [8, 4, 4, 4, 12]
        );
        assert_ne!(first, ids.uuid());
        assert_eq!(ids.token("Access").len(), 86);
        // Past midnight in UTC it is still the evening before in Venezuela.
        let reference = ids.payment_reference(datetime!(2021-05-20 02:00 UTC));
        assert_eq!(reference, format!("P210519{:07}", 1));
    }
}
