//! Times as providers write them: on a wall clock, without a zone.

use std::fmt;

use serde::{Serialize, Serializer};
use time::PrimitiveDateTime;

/// A wall-clock time of a provider, with the zone that its manual names.
///
/// Providers send no zone with their times. The time is kept as written, and the zone stands
/// beside it for whoever wants to convert; nothing here claims to be UTC.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CivilTime {
    at: PrimitiveDateTime,
    zone: &'static str,
}

impl CivilTime {
    /// A time on the wall clocks of `zone`, an IANA name such as `America/Caracas`.
    pub const fn new(at: PrimitiveDateTime, zone: &'static str) -> Self {
        Self { at, zone }
    }

    /// Date and time of day as the provider wrote them.
    pub const fn at(&self) -> PrimitiveDateTime {
        self.at
    }

    /// The IANA name of the zone that the provider's manual implies.
    pub const fn zone(&self) -> &'static str {
        self.zone
    }
}

impl fmt::Display for CivilTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.at, self.zone)
    }
}

impl fmt::Debug for CivilTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for CivilTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_time_is_printed_with_the_zone_that_it_is_in() {
        let at = CivilTime::new(datetime!(2014-06-11 11:44:47), "America/Mexico_City");
        let text = "2014-06-11 11:44:47.0 America/Mexico_City";
        assert_eq!(format!("{at} {at:?}"), format!("{text} {text}"));
        assert_eq!(serde_json::to_string(&at).unwrap(), format!("{text:?}"));
    }
}
