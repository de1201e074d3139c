//! The providers' own structs, compiled from their own files: they are private there.

#[expect(dead_code, reason = "decoding fills them, and nobody reads them here")]
pub(crate) mod mpandco;
#[expect(dead_code, reason = "decoding fills them, and nobody reads them here")]
pub(crate) mod pagofacil;
