//! When a subscription is charged.

use serde::{Deserialize, Serialize};
use time::Date;

use crate::violation::Violations;

/// A monthly schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    day: u8,
    #[serde(with = "iso_date")]
    start: Date,
    #[serde(default, with = "iso_date::option")]
    end: Option<Date>,
}

impl Schedule {
    /// Charges on `day` (1 to 31) of each month, from `start` on. In a shorter month the days 29
    /// to 31 mean its last day.
    pub fn monthly(day: u8, start: Date) -> Self {
        Self {
            day,
            start,
            end: None,
        }
    }

    /// The last day on which a charge may happen; without it, charges go on until cancelled.
    #[must_use]
    pub fn with_end(mut self, end: Date) -> Self {
        self.end = Some(end);
        self
    }

    /// The day of the month.
    pub fn day(&self) -> u8 {
        self.day
    }

    /// The first day on which a charge may happen.
    pub fn start(&self) -> Date {
        self.start
    }

    /// The last day on which a charge may happen.
    pub fn end(&self) -> Option<Date> {
        self.end
    }

    /// Lists what is wrong under the path `field`, on the day `today` at the provider: the day
    /// must exist, the start must be later than today, and the end not before the start.
    pub fn check(&self, field: &str, today: Date, violations: &mut Violations) {
        if !(1..=31).contains(&self.day) {
            violations.push(format!("{field}.day"), "must be 1 to 31");
        }
        if self.start <= today {
            violations.push(
                format!("{field}.start"),
                format!("must be after today, {today}"),
            );
        }
        if self.end.is_some_and(|end| end < self.start) {
            violations.push(format!("{field}.end"), "must not be before the start");
        }
    }
}

/// Dates as `2026-01-16`.
mod iso_date {
    use serde::{Deserialize, Deserializer, Serializer, de};
    use time::Date;
    use time::format_description::parse_borrowed;

    pub(super) fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(date)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Date, D::Error> {
        let text = String::deserialize(deserializer)?;
        let format = parse_borrowed::<2>("[year]-[month]-[day]").map_err(de::Error::custom)?;
        Date::parse(&text, &format).map_err(de::Error::custom)
    }

    pub(super) mod option {
        use serde::{Deserialize, Deserializer, Serializer};
        use time::Date;

        #[derive(Deserialize)]
        struct IsoDate(#[serde(deserialize_with = "super::deserialize")] Date);

        #[expect(
            clippy::ref_option,
            reason = "serde's `with` passes a reference to the member"
        )]
        pub(in super::super) fn serialize<S: Serializer>(
            date: &Option<Date>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            match date {
                Some(date) => serializer.collect_str(date),
                None => serializer.serialize_none(),
            }
        }

        pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Date>, D::Error> {
            let date = Option::<IsoDate>::deserialize(deserializer)?;
            Ok(date.map(|IsoDate(date)| date))
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::{Operation, ProviderName};

    const TODAY: Date = date!(2026 - 01 - 15);
    const TOMORROW: Date = date!(2026 - 01 - 16);

    fn problems(schedule: Schedule) -> Vec<String> {
        let mut violations = Violations::new();
        schedule.check("schedule", TODAY, &mut violations);
        let result = violations.into_result(ProviderName::new("example"), Operation::BUILD);
        let error = result.err();
        let violations = error.iter().flat_map(|error| error.violations());
        violations.map(ToString::to_string).collect()
    }

    #[test]
    fn every_day_a_month_can_have_is_good_from_tomorrow_on() {
        for day in 1..=31 {
            assert!(
                problems(Schedule::monthly(day, TOMORROW)).is_empty(),
                "{day}"
            );
        }
        let one_day = Schedule::monthly(16, TOMORROW).with_end(TOMORROW);
        assert!(problems(one_day).is_empty());
    }

    #[test]
    fn a_day_that_no_month_has_is_refused() {
        for day in [0, 32, u8::MAX] {
            assert_eq!(
                problems(Schedule::monthly(day, TOMORROW)),
                ["schedule.day: must be 1 to 31"]
            );
        }
    }

    #[test]
    fn everything_wrong_is_listed_at_once() {
        insta::assert_snapshot!(problems(Schedule::monthly(0, TODAY).with_end(date!(2026 - 01 - 14))).join("\n"), @"
        schedule.day: must be 1 to 31
        schedule.start: must be after today, 2026-01-15
        schedule.end: must not be before the start
        ");
    }

    #[test]
    fn json_shows_dates_as_texts() {
        let schedule = Schedule::monthly(31, TOMORROW).with_end(date!(2027 - 12 - 31));
        insta::assert_snapshot!(serde_json::to_string(&schedule).unwrap(), @r#"{"day":31,"start":"2026-01-16","end":"2027-12-31"}"#);
        insta::assert_snapshot!(serde_json::to_string(&Schedule::monthly(1, TOMORROW)).unwrap(), @r#"{"day":1,"start":"2026-01-16","end":null}"#);
    }
}
