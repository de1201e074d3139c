//! The causes of an error, as redacted texts.

use std::error::Error;
use std::fmt;

use super::{Secrets, text};

/// A cause, and its own cause. Only the texts are kept, redacted: an error of another
/// library may hold a URL or a piece of a body that must not be printed.
#[derive(Clone, Debug)]
pub struct RedactedError {
    text: String,
    source: Option<Box<RedactedError>>,
}

impl RedactedError {
    /// The texts of an error and of its chain of sources, redacted.
    pub fn of(error: &(dyn Error + 'static)) -> Self {
        let mut texts = Vec::new();
        let mut next = Some(error);
        while let Some(error) = next {
            texts.push(text(&error.to_string()));
            next = error.source();
        }
        Self::nested(texts).unwrap_or_else(|| Self {
            text: String::new(),
            source: None,
        })
    }

    /// An error of these texts, outermost first, redacted again; none without any.
    pub(crate) fn of_texts(texts: &[String]) -> Option<Self> {
        Self::nested(texts.iter().map(|redacted| text(redacted)).collect())
    }

    fn nested(texts: Vec<String>) -> Option<Self> {
        texts.into_iter().rev().fold(None, |source, text| {
            Some(Self {
                text,
                source: source.map(Box::new),
            })
        })
    }

    /// The same texts without the sensitive values of a call.
    #[must_use]
    pub fn without(self, secrets: &Secrets) -> Self {
        Self {
            text: secrets.redact(self.text),
            source: self.source.map(|source| Box::new(source.without(secrets))),
        }
    }
}

impl fmt::Display for RedactedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for RedactedError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|cause| cause as _)
    }
}
