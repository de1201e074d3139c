//! Local times of providers, and the zone that they are in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::format_description::{BorrowedFormatItem, parse_borrowed};
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

use crate::names::intern;

/// A local time of a provider, with the zone that its manual names.
///
/// Providers send no zone with their times. The time is kept as sent, with the IANA name of the
/// zone beside it and, where the provider's crate knows it, the offset from UTC at that time.
///
/// The text form is that of RFC 9557: ISO 8601, the offset if known, and the zone in brackets.
///
/// ```
/// use payments_core::CivilTime;
///
/// let time: CivilTime = "2026-11-25T07:13:00-04:00[America/Caracas]".parse()?;
/// assert_eq!(time.zone(), "America/Caracas");
/// assert_eq!(time.to_utc().unwrap().to_string(), "2026-11-25 11:13:00.0 +00:00:00");
/// assert_eq!(time.to_string(), "2026-11-25T07:13:00-04:00[America/Caracas]");
/// # Ok::<(), payments_core::domain::InvalidCivilTime>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CivilTime {
    at: PrimitiveDateTime,
    offset: Option<UtcOffset>,
    zone: &'static str,
}

/// The text is not a civil time in the form of RFC 9557.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a civil time has the form 2026-11-25T07:13:00-04:00[America/Caracas]")]
pub struct InvalidCivilTime;

impl CivilTime {
    /// A local time in `zone`, an IANA name such as `America/Caracas`.
    pub const fn new(at: PrimitiveDateTime, zone: &'static str) -> Self {
        Self {
            at,
            offset: None,
            zone,
        }
    }

    /// Sets the offset from UTC that the zone had at this time.
    #[must_use]
    pub const fn with_offset(mut self, offset: UtcOffset) -> Self {
        self.offset = Some(offset);
        self
    }

    /// Date and time of day as the provider sent them.
    pub const fn at(&self) -> PrimitiveDateTime {
        self.at
    }

    /// The IANA name of the zone.
    pub const fn zone(&self) -> &'static str {
        self.zone
    }

    /// The offset from UTC at this time, where it is known.
    pub const fn offset(&self) -> Option<UtcOffset> {
        self.offset
    }

    /// The same instant in UTC, where the offset is known.
    pub fn to_utc(&self) -> Option<OffsetDateTime> {
        let offset = self.offset?;
        self.at
            .assume_offset(offset)
            .checked_to_offset(UtcOffset::UTC)
    }
}

impl fmt::Display for CivilTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, (hour, minute, second, nano)) = (self.at.date(), self.at.as_hms_nano());
        write!(f, "{date}T{hour:02}:{minute:02}:{second:02}")?;
        if nano != 0 {
            let fraction = format!("{nano:09}");
            write!(f, ".{}", fraction.trim_end_matches('0'))?;
        }
        if let Some(offset) = self.offset {
            let (hours, minutes, _) = offset.as_hms();
            let sign = if offset.is_negative() { '-' } else { '+' };
            write!(f, "{sign}{:02}:{:02}", hours.abs(), minutes.abs())?;
        }
        write!(f, "[{}]", self.zone)
    }
}

impl fmt::Debug for CivilTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for CivilTime {
    type Err = InvalidCivilTime;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (time, zone) = text
            .strip_suffix(']')
            .and_then(|text| text.split_once('['))
            .ok_or(InvalidCivilTime)?;
        let zone = intern(zone).map_err(|_| InvalidCivilTime)?;
        // A date has no sign or colon behind its `T`, and an offset has both.
        let start = time.find('T').ok_or(InvalidCivilTime)?;
        let sign = time
            .char_indices()
            .find(|(place, c)| *place > start && matches!(c, '+' | '-'))
            .map_or(time.len(), |(place, _)| place);
        let (time, offset) = time.split_at_checked(sign).ok_or(InvalidCivilTime)?;
        let format = parsed(if time.contains('.') {
            "[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond]"
        } else {
            "[year]-[month]-[day]T[hour]:[minute]:[second]"
        })?;
        let at = PrimitiveDateTime::parse(time, &format).map_err(|_| InvalidCivilTime)?;
        let civil = Self::new(at, zone);
        if offset.is_empty() {
            return Ok(civil);
        }
        let format = parsed("[offset_hour sign:mandatory]:[offset_minute]")?;
        let offset = UtcOffset::parse(offset, &format).map_err(|_| InvalidCivilTime)?;
        Ok(civil.with_offset(offset))
    }
}

fn parsed(format: &str) -> Result<Vec<BorrowedFormatItem<'_>>, InvalidCivilTime> {
    parse_borrowed::<2>(format).map_err(|_| InvalidCivilTime)
}

impl Serialize for CivilTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CivilTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{datetime, offset};

    use super::*;

    #[test]
    fn a_time_is_printed_in_iso_8601_with_its_zone() {
        let at = CivilTime::new(datetime!(2014-06-11 11:44:47), "America/Mexico_City");
        let text = "2014-06-11T11:44:47[America/Mexico_City]";
        assert_eq!(format!("{at} {at:?}"), format!("{text} {text}"));
        assert_eq!(serde_json::to_string(&at).unwrap(), format!("{text:?}"));
        assert_eq!(at.to_utc(), None);
        let at = at.with_offset(offset!(-5));
        assert_eq!(
            at.to_string(),
            "2014-06-11T11:44:47-05:00[America/Mexico_City]"
        );
        assert_eq!(at.to_utc(), Some(datetime!(2014-06-11 16:44:47 UTC)));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "2014-06-11T11:44:47",
            "2014-06-11 11:44:47[UTC]",
            "2014-06-11T11:44[UTC]",
            "2014-13-11T11:44:47[UTC]",
            "2014-06-11T11:44:47-5[UTC]",
            "2014-06-11T11:44:47Z[]",
        ] {
            assert_eq!(text.parse::<CivilTime>(), Err(InvalidCivilTime), "{text}");
        }
    }
}
