//! Why a response could not be decoded, without quoting it.

use std::fmt;

/// A response could not be decoded. It says why and where, never what was there: the value that
/// does not fit may be a card number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The response is empty.
    #[error("the response is empty")]
    Empty,
    /// The bytes are not UTF-8 text.
    #[error("the response is not UTF-8 text")]
    NotUtf8,
    /// The text is not well-formed; the number is the byte where reading stopped, if known.
    #[error("the response is malformed{}", At(.0))]
    Malformed(Option<u64>),
    /// The text ends too early.
    #[error("the response is truncated")]
    Truncated,
    /// It nests deeper than any response of the service.
    #[error("the response nests too deeply")]
    TooDeep,
    /// It has more parts than any response of the service: read into values, it would take many times
    /// its own length.
    #[error("the response has too many parts")]
    TooMany,
    /// It is well-formed, but not what was expected.
    #[error("the response has another shape than expected")]
    Shape,
}

struct At<'a>(&'a Option<u64>);

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(byte) => write!(f, " at byte {byte}"),
            None => Ok(()),
        }
    }
}

impl serde::de::Error for DecodeError {
    // serde's own messages quote the value that did not fit.
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self::Shape
    }
}

/// No response of a service has more parts. A transaction in a report has about thirty.
const MOST_PARTS: usize = 50_000;

/// The text of a body, without a byte order mark.
pub(super) fn text_of(body: &[u8]) -> Result<&str, DecodeError> {
    let text = std::str::from_utf8(body).map_err(|_| DecodeError::NotUtf8)?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().is_empty() {
        return Err(DecodeError::Empty);
    }
    // One of these precedes every JSON value but the first, and every element. Most responses have
    // fewer bytes than that, and are not counted.
    let is_long = text.len() > MOST_PARTS;
    if is_long && text.as_bytes().chunks(255).map(parts_in).sum::<usize>() > MOST_PARTS {
        return Err(DecodeError::TooMany);
    }
    Ok(text)
}

/// How many parts begin in at most 255 bytes: a sum that fits a byte lets the processor look at
/// many bytes in one step.
fn parts_in(bytes: &[u8]) -> usize {
    let begins = |byte: &u8| u8::from(matches!(byte, b',' | b'[' | b'{' | b'<'));
    usize::from(bytes.iter().map(begins).sum::<u8>())
}

#[cfg(test)]
mod tests {
    use serde::de::IgnoredAny;

    use super::*;
    use crate::codec::{from_json, from_json_with_output, from_xml};

    #[test]
    fn a_response_of_too_many_parts_is_not_decoded() {
        let list = |parts: usize| format!("[{}0]", "0,".repeat(parts - 1));
        assert!(from_json::<IgnoredAny>(list(MOST_PARTS).as_bytes()).is_ok());
        let long = list(MOST_PARTS + 1);
        for read in [
            from_json::<IgnoredAny>(long.as_bytes()),
            from_json_with_output::<IgnoredAny>(long.as_bytes()).map(|read| read.value),
            from_xml(format!("<a>{}</a>", "<b/>".repeat(MOST_PARTS)).as_bytes()),
        ] {
            assert_eq!(read.unwrap_err(), DecodeError::TooMany);
        }
    }
}
