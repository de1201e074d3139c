//! Something that must not be saved.

use std::fmt;

/// Something secret that is left in a recording: in which exchange, where, and of which kind. It
/// never holds the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    exchange: usize,
    place: String,
    kind: &'static str,
}

impl Finding {
    pub(super) fn new(exchange: usize, place: String, kind: &'static str) -> Self {
        Self {
            exchange,
            place,
            kind,
        }
    }

    /// The number of the exchange, from 1.
    pub fn exchange(&self) -> usize {
        self.exchange
    }

    /// The part and the place in it, such as `request body, data.card.pin`.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What it could be, such as `a PIN`.
    pub fn kind(&self) -> &'static str {
        self.kind
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            exchange,
            place,
            kind,
        } = self;
        write!(f, "exchange {exchange}, {place}: {kind}")
    }
}
