//! Bytes that may hold a card number: wiped when dropped, and never printed.

use std::fmt;
use std::io;

use bytes::Bytes;
use zeroize::{Zeroize, Zeroizing};

/// A body or a query, shared without copying. The memory is wiped when the last clone is dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretBytes(Bytes);

impl SecretBytes {
    /// Takes over a buffer.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Bytes::from_owner(Zeroizing::new(bytes)))
    }

    /// The bytes.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The bytes as a reference-counted buffer that shares (and still wipes) this memory.
    pub fn to_bytes(&self) -> Bytes {
        self.0.clone()
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.0.len())
    }
}

/// A growing buffer for [`SecretBytes`]. Unlike a `Vec`, it leaves no copy behind when it moves to
/// a larger place.
#[derive(Default)]
pub struct SecretBuffer(Vec<u8>);

impl SecretBuffer {
    /// An empty buffer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        let needed = self.0.len() + bytes.len();
        if needed > self.0.capacity() {
            let mut larger = Vec::with_capacity(needed.next_power_of_two().max(1024));
            larger.extend_from_slice(&self.0);
            self.0.zeroize();
            self.0 = larger;
        }
        self.0.extend_from_slice(bytes);
    }

    /// Appends a text.
    pub fn push_str(&mut self, text: &str) {
        self.push(text.as_bytes());
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bytes written.
    pub fn finish(mut self) -> SecretBytes {
        SecretBytes::new(std::mem::take(&mut self.0))
    }
}

impl Drop for SecretBuffer {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl io::Write for SecretBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.push(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for SecretBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn debug_tells_the_length_only() {
        let mut buffer = SecretBuffer::new();
        buffer.push_str("querycanary");
        assert_eq!(format!("{buffer:?}"), "[11 bytes]");
        assert_eq!(format!("{buffer:#?}"), "[11 bytes]");
        let bytes = buffer.finish();
        assert_eq!(format!("{bytes:?}"), "[11 bytes]");
        assert_eq!(format!("{:#?}", Some(bytes)), "Some(\n    [11 bytes],\n)");
    }

    #[test]
    fn a_buffer_that_grows_keeps_every_byte() {
        let mut buffer = SecretBuffer::new();
        let mut expected = Vec::new();
        for round in 0..100_u8 {
            let piece = vec![round; usize::from(round) * 7];
            buffer.push(&piece);
            expected.extend_from_slice(&piece);
        }
        buffer.push(&[9; 5000]);
        expected.extend_from_slice(&[9; 5000]);
        assert_eq!(buffer.finish().expose(), expected);
    }

    #[test]
    fn a_writer_can_write_to_a_buffer() {
        let mut buffer = SecretBuffer::new();
        write!(buffer, "a-{}", 1).unwrap();
        buffer.flush().unwrap();
        assert_eq!(buffer.finish().expose(), b"a-1");
    }

    #[test]
    fn no_copy_is_made_after_writing() {
        let mut buffer = SecretBuffer::new();
        buffer.push_str("secret");
        let written = buffer.0.as_ptr();
        let bytes = buffer.finish();
        assert_eq!(bytes.expose().as_ptr(), written);
        assert_eq!(bytes.clone().expose().as_ptr(), written);
        assert_eq!(bytes.to_bytes().as_ptr(), written);
    }

    #[test]
    fn nothing_written_is_empty() {
        assert!(SecretBuffer::new().is_empty());
        let bytes = SecretBuffer::new().finish();
        assert!(bytes.is_empty() && bytes.expose().is_empty());
        assert_eq!(bytes, SecretBytes::default());
        let bytes = SecretBytes::new(vec![0]);
        assert!(!bytes.is_empty());
        assert_eq!(bytes.len(), 1);
    }
}
