//! The terms of a subscription, and the days on which it is charged.

use std::sync::Arc;

use rust_decimal::Decimal;
use time::macros::time;
use time::{Date, Month, PrimitiveDateTime};

use crate::pagofacil::local_time::LocalTime;
use crate::pagofacil::state::charge::Cardholder;

/// What is kept of a request that passed.
#[derive(Clone)]
pub(crate) struct Registration {
    pub(crate) holder: Arc<Cardholder>,
    pub(crate) amount: Decimal,
    /// The merchant's own name for it.
    pub(crate) reference: Option<String>,
    pub(crate) day: u8,
    pub(crate) starts: Date,
    pub(crate) ends: Option<Date>,
    /// Whether to charge once right away.
    pub(crate) charge_now: bool,
}

/// When the charges of `date` are made.
pub(crate) fn charged_at(date: Date) -> LocalTime {
    LocalTime::at(PrimitiveDateTime::new(date, time!(8:00)))
}

impl Registration {
    /// The first day of charge; `None` when it would come after the last.
    pub(crate) fn first_due(&self) -> Option<Date> {
        self.due_from(self.starts)
    }

    /// The day of charge that follows the one on `date`.
    pub(crate) fn due_after(&self, date: Date) -> Option<Date> {
        self.due_from(date.next_day()?)
    }

    fn due_from(&self, from: Date) -> Option<Date> {
        let (year, month) = (from.year(), from.month());
        let this_month = day_in(self.day, year, month)?;
        let due = if this_month >= from {
            this_month
        } else {
            let next = month.next();
            day_in(self.day, year + i32::from(next == Month::January), next)?
        };
        let ended = self.ends.is_some_and(|ends| due > ends);
        (!ended).then_some(due)
    }
}

/// Day `day` of a month, or its last where it is shorter.
fn day_in(day: u8, year: i32, month: Month) -> Option<Date> {
    Date::from_calendar_date(year, month, day.min(month.length(year))).ok()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::pagofacil::testing::terms;

    /// The first days of charge, as `2014-02-28`.
    fn days(day: u8, starts: Date, ends: Option<Date>, count: usize) -> Vec<String> {
        let mut terms = terms();
        (terms.day, terms.starts, terms.ends) = (day, starts, ends);
        std::iter::successors(terms.first_due(), |due| terms.due_after(*due))
            .take(count)
            .map(|due| due.to_string())
            .collect()
    }

    #[test]
    fn a_day_that_a_month_lacks_is_its_last() {
        assert_eq!(
            days(31, date!(2015 - 12 - 05), None, 5),
            [
                "2015-12-31",
                "2016-01-31",
                "2016-02-29",
                "2016-03-31",
                "2016-04-30"
            ]
        );
        assert_eq!(
            days(29, date!(2014 - 01 - 30), None, 2),
            ["2014-02-28", "2014-03-29"]
        );
    }

    #[test]
    fn the_first_charge_is_not_before_the_start() {
        assert_eq!(days(5, date!(2014 - 03 - 05), None, 1), ["2014-03-05"]);
        assert_eq!(days(5, date!(2014 - 03 - 06), None, 1), ["2014-04-05"]);
    }

    #[test]
    fn the_last_charge_is_not_after_the_end() {
        let starts = date!(2014 - 03 - 05);
        let until = |ends| days(5, starts, Some(ends), 9);
        assert_eq!(until(date!(2014 - 05 - 05)).len(), 3);
        assert_eq!(until(date!(2014 - 05 - 04)).len(), 2);
        assert!(days(4, starts, Some(date!(2014 - 04 - 03)), 9).is_empty());
    }

    #[test]
    fn the_last_date_has_no_next_charge() {
        assert_eq!(days(31, date!(9999 - 12 - 01), None, 9).len(), 1);
    }

    #[test]
    fn charges_are_made_at_eight() {
        assert_eq!(
            charged_at(date!(2014 - 02 - 28)).dashed(),
            "2014-02-28 08:00:00"
        );
    }
}
