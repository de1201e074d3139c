//! How long the default transport waits, and how much it reads.

use std::time::Duration;

/// Limits of the default transport. They are always set; only their values can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransportSettings {
    /// To make a connection, TLS included (10 seconds).
    pub connect_timeout: Duration,
    /// Between two pieces of an answer (30 seconds).
    pub read_timeout: Duration,
    /// For a whole call, from the first byte to the last (60 seconds).
    pub total_timeout: Duration,
    /// The longest body that is read, in bytes (8 MiB).
    pub max_response_bytes: usize,
}

impl Default for TransportSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(60),
            max_response_bytes: 8 * 1024 * 1024,
        }
    }
}
