//! The `Retry-After` header.

use std::time::Duration;

use ::http::HeaderMap;
use ::http::header::RETRY_AFTER;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// Reads `Retry-After`, in seconds or as a date. An unreadable one counts as absent, a date
/// in the past as zero. The clock is read only for a date.
pub(crate) fn retry_after(
    headers: &HeaderMap,
    now: impl FnOnce() -> OffsetDateTime,
) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = OffsetDateTime::parse(text, &Rfc2822).ok()?;
    Some((until - now()).try_into().unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use ::http::HeaderValue;
    use time::macros::datetime;

    use super::*;

    fn read(value: &'static str) -> Option<Duration> {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(value))]);
        retry_after(&headers, || datetime!(2026-01-05 10:00:00 UTC))
    }

    #[test]
    fn both_forms_of_the_header_are_read() {
        assert_eq!(read("7"), Some(Duration::from_secs(7)));
        assert_eq!(
            read("Mon, 05 Jan 2026 10:01:30 GMT"),
            Some(Duration::from_secs(90))
        );
        assert_eq!(read("Mon, 05 Jan 2026 09:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(read("soon"), None);
        assert_eq!(read("-1"), None);
    }
}
