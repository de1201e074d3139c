//! The member `status`: a word, or in a report what it says about its pages.

use payments_kit::codec::{Absorb, Scalar, Scalars, from_json};
use payments_kit::wire_object;
use serde::Deserialize;
use serde::de::{self, Deserializer};
use serde_json::value::RawValue;

wire_object! {
    /// What a report says about itself.
    pub(crate) struct ReportStatus {
        result: Scalar = "result",
        message: Scalar = "message",
        elements: Scalar = "elements",
        pages: Scalar = "no_pages",
        page: Scalar = "no_page",
    }
}

/// `success` among the words only means that the method returned.
#[derive(Debug, Default)]
pub(crate) struct Status {
    words: Scalars,
    report: Option<ReportStatus>,
}

impl Status {
    pub(crate) fn is_failed(&self) -> bool {
        self.words.texts().any(|word| word == "failed")
    }

    pub(crate) fn report(&self) -> Option<&ReportStatus> {
        self.report.as_ref()
    }
}

impl Absorb for Status {
    fn absorb(&mut self, other: Self) {
        self.words.absorb(other.words);
        self.report = other.report.or(self.report.take());
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut status = Self::default();
        // Reports come in JSON only.
        if !deserializer.is_human_readable() {
            status.words = Scalars::deserialize(deserializer)?;
            return Ok(status);
        }
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        if raw.starts_with('{') {
            status.report = Some(from_json(raw.as_bytes()).map_err(de::Error::custom)?);
        } else {
            status.words = from_json(raw.as_bytes()).map_err(de::Error::custom)?;
        }
        Ok(status)
    }
}
