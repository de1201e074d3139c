//! Dates and times as the services write them.

use std::sync::LazyLock;

use time::format_description::well_known::Rfc3339;
use time::format_description::{BorrowedFormatItem, parse_borrowed};
use time::{Date, OffsetDateTime, PrimitiveDateTime, UtcOffset};

use payments_core::CivilTime;

type Format = Vec<BorrowedFormatItem<'static>>;

static TIMES: LazyLock<[Format; 4]> = LazyLock::new(|| {
    [
        "[year]-[month]-[day] [hour]:[minute]:[second]",
        "[year]/[month]/[day] [hour]:[minute]:[second]",
        "[year]-[month]-[day]T[hour]:[minute]:[second]",
        // A 24-hour clock, followed by am or pm.
        "[hour]:[minute]:[second] [period case:lower case_sensitive:false] [day]/[month]/[year]",
    ]
    .map(format)
});

static DATES: LazyLock<[Format; 2]> =
    LazyLock::new(|| ["[year]-[month]-[day]", "[day]-[month]-[year]"].map(format));

/// Parsed on first use, which saves users the crate of the macros. An invalid description would
/// match nothing but an empty text.
fn format(description: &'static str) -> Format {
    parse_borrowed::<2>(description).unwrap_or_default()
}

/// Reads a time on the wall clocks of `zone`, in any of the forms that services write:
/// `2021-05-19 18:26:34`, `2014/05/01 15:56:26`, `15:56:26 pm 01/05/2014`. An offset behind it is
/// ignored. Returns nothing for any other text.
///
/// ```
/// use payments_kit::codec::parse_civil;
///
/// let time = parse_civil("15:56:26 pm 01/05/2014", "America/Mexico_City").unwrap();
/// assert_eq!(time.to_string(), "2014-05-01T15:56:26[America/Mexico_City]");
/// ```
pub fn parse_civil(text: &str, zone: &'static str) -> Option<CivilTime> {
    let text = text.trim();
    let parsed = TIMES
        .iter()
        .find_map(|format| PrimitiveDateTime::parse(text, format).ok());
    parsed.map(|at| CivilTime::new(at, zone))
}

/// Reads a time with an offset, as RFC 3339 has it, and returns it in UTC; nothing for any other
/// text. A time without an offset is read by [`parse_civil`].
///
/// ```
/// use payments_kit::codec::parse_rfc3339;
///
/// let time = parse_rfc3339("2026-11-25T07:13:00.5-06:00").unwrap();
/// assert_eq!(time.to_string(), "2026-11-25 13:13:00.5 +00:00:00");
/// assert!(parse_rfc3339("2026-11-25T07:13:00").is_none());
/// ```
pub fn parse_rfc3339(text: &str) -> Option<OffsetDateTime> {
    let time = OffsetDateTime::parse(text.trim(), &Rfc3339).ok()?;
    time.checked_to_offset(UtcOffset::UTC)
}

/// Reads a date in either order that the services write: `2013-09-16` or `16-09-2013`.
pub fn parse_date(text: &str) -> Option<Date> {
    DATES
        .iter()
        .find_map(|format| Date::parse(text.trim(), format).ok())
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn every_documented_form_is_read() {
        let at = |text| parse_civil(text, "Z").map(|time| time.at());
        assert_eq!(
            at("2021-05-19 18:26:34"),
            Some(datetime!(2021-05-19 18:26:34))
        );
        assert_eq!(
            at("2014/05/01 15:56:26"),
            Some(datetime!(2014-05-01 15:56:26))
        );
        assert_eq!(
            at("15:56:26 pm 01/05/2014"),
            Some(datetime!(2014-05-01 15:56:26))
        );
        assert_eq!(
            at("03:56:26 pm 01/05/2014"),
            Some(datetime!(2014-05-01 03:56:26)),
            "the clock has 24 hours, whatever follows it"
        );
        assert_eq!(
            at("11:44:47 am 11/06/2014"),
            Some(datetime!(2014-06-11 11:44:47))
        );
        assert_eq!(at("n/a"), None);
        assert_eq!(at("2014-13-01 00:00:00"), None);
        assert_eq!(parse_date("16-09-2013"), Some(date!(2013 - 09 - 16)));
        assert_eq!(parse_date("2013-09-16"), Some(date!(2013 - 09 - 16)));
        assert_eq!(parse_date("09/16/2013"), None);
    }
}
