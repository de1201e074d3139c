//! Byte buffers that are wiped when dropped and never printed.
//!
//! Written here because `bytes::Bytes`, which reqwest sends without copying, does not wipe itself,
//! and a growing `zeroize::Zeroizing<Vec<u8>>` leaves copies behind.

use std::fmt;
use std::io;

use bytes::Bytes;
use zeroize::optimization_barrier;

/// A body or a query, shared without copying. The memory is wiped when the last clone is dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretBytes(Bytes);

impl SecretBytes {
    /// Takes over a buffer.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Bytes::from_owner(Wiped(bytes)))
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

/// Bytes that are wiped when they are dropped.
#[derive(Default)]
struct Wiped(Vec<u8>);

impl Wiped {
    /// Overwrites the allocation, spare capacity included. One fill behind an optimization barrier
    /// takes a hundredth of the time of volatile writes byte by byte, with the same guarantee.
    fn wipe(&mut self) {
        self.0.fill(0);
        self.0.resize(self.0.capacity(), 0);
        optimization_barrier(self.0.as_slice());
    }
}

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        self.wipe();
    }
}

/// A growing buffer for [`SecretBytes`]. Unlike a `Vec`, it leaves no copy behind when it
/// grows.
#[derive(Default)]
pub struct SecretBuffer(Wiped);

impl SecretBuffer {
    /// An empty buffer.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty buffer with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self(Wiped(Vec::with_capacity(bytes)))
    }

    /// Appends bytes.
    #[inline]
    pub fn push(&mut self, bytes: &[u8]) {
        let written = &self.0.0;
        if bytes.len() > written.capacity() - written.len() {
            self.grow(bytes.len());
        }
        self.0.0.extend_from_slice(bytes);
    }

    /// Appends pieces.
    #[inline]
    pub(super) fn push_all<const N: usize>(&mut self, pieces: [&[u8]; N]) {
        let length = pieces.iter().map(|piece| piece.len()).sum();
        let written = &self.0.0;
        if length > written.capacity() - written.len() {
            self.grow(length);
        }
        for piece in pieces {
            self.0.0.extend_from_slice(piece);
        }
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        let written = &self.0.0;
        let needed = written.len() + more;
        let mut larger = Vec::with_capacity(needed.next_power_of_two().max(1024));
        larger.extend_from_slice(written);
        // The smaller allocation is wiped when it is dropped.
        self.0 = Wiped(larger);
    }

    /// Appends a text.
    #[inline]
    pub fn push_str(&mut self, text: &str) {
        self.push(text.as_bytes());
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.0.0.is_empty()
    }

    /// The bytes written.
    pub fn finish(self) -> SecretBytes {
        SecretBytes(Bytes::from_owner(self.0))
    }
}

impl io::Write for SecretBuffer {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.push(bytes);
        Ok(bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.push(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for SecretBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.0.0.len())
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
        let written = buffer.0.0.as_ptr();
        let bytes = buffer.finish();
        assert_eq!(bytes.expose().as_ptr(), written);
        assert_eq!(bytes.clone().expose().as_ptr(), written);
        assert_eq!(bytes.to_bytes().as_ptr(), written);
    }

    #[test]
    fn wiping_includes_the_spare_capacity() {
        let mut bytes = b"secret and more".to_vec();
        bytes.truncate(6);
        let capacity = bytes.capacity();
        let mut wiped = Wiped(bytes);
        wiped.wipe();
        assert_eq!(wiped.as_ref(), vec![0; capacity]);
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
