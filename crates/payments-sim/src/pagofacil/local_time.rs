//! The service's local time, in the forms it prints.

use time::macros::offset;
use time::{Date, OffsetDateTime, PrimitiveDateTime, UtcOffset};

/// Six hours behind UTC, without summer time since 2022.
const MEXICO_CITY: UtcOffset = offset!(-6);

/// An instant in Mexico City.
#[derive(Clone, Copy)]
pub(crate) struct LocalTime {
    unix: i64,
    local: PrimitiveDateTime,
}

impl LocalTime {
    pub(crate) fn new(instant: OffsetDateTime) -> Self {
        let local = instant.to_offset(MEXICO_CITY);
        Self {
            unix: instant.unix_timestamp(),
            local: PrimitiveDateTime::new(local.date(), local.time()),
        }
    }

    /// The given date and time in Mexico City.
    pub(crate) fn at(local: PrimitiveDateTime) -> Self {
        Self::new(in_mexico_city(local))
    }

    pub(crate) fn unix(self) -> i64 {
        self.unix
    }

    pub(crate) fn local(self) -> PrimitiveDateTime {
        self.local
    }

    /// `2014/05/01 15:56:26`
    pub(crate) fn slashed(self) -> String {
        let date = iso_date(self.local.date()).replace('-', "/");
        format!("{date} {}", self.time())
    }

    /// `2014-05-01 15:56:26`
    pub(crate) fn dashed(self) -> String {
        format!("{} {}", iso_date(self.local.date()), self.time())
    }

    /// `15:56:26 pm 01/05/2014`: of 24 hours, and yet with its half of the day.
    pub(crate) fn half_day(self) -> String {
        let half = if self.local.hour() < 12 { "am" } else { "pm" };
        let (year, month, day) = self.local.date().to_calendar_date();
        format!(
            "{} {half} {day:02}/{:02}/{year:04}",
            self.time(),
            u8::from(month)
        )
    }

    fn time(self) -> String {
        let (hour, minute, second) = self.local.as_hms();
        format!("{hour:02}:{minute:02}:{second:02}")
    }
}

/// The instant of a date and time in Mexico City.
pub(crate) fn in_mexico_city(local: PrimitiveDateTime) -> OffsetDateTime {
    local.assume_offset(MEXICO_CITY)
}

/// `2013-09-16`
pub(crate) fn iso_date(date: Date) -> String {
    let (year, month, day) = date.to_calendar_date();
    format!("{year:04}-{:02}-{day:02}", u8::from(month))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::LocalTime;

    #[test]
    fn an_instant_is_printed_in_mexico_city_time() {
        let time = LocalTime::new(datetime!(2014-05-01 21:56:26 UTC));
        assert_eq!(time.unix(), 1398981386);
        assert_eq!(time.slashed(), "2014/05/01 15:56:26");
        assert_eq!(time.dashed(), "2014-05-01 15:56:26");
        assert_eq!(time.half_day(), "15:56:26 pm 01/05/2014");
    }

    #[test]
    fn the_morning_is_am_and_midnight_is_zero() {
        let time = LocalTime::new(datetime!(2014-06-11 06:04:07 UTC));
        assert_eq!(time.half_day(), "00:04:07 am 11/06/2014");
    }

    #[test]
    fn the_day_changes_six_hours_after_utc() {
        let time = LocalTime::new(datetime!(2014-01-01 05:59:59 UTC));
        assert_eq!(time.dashed(), "2013-12-31 23:59:59");
    }
}
