//! Lenient decoding of responses: exact numbers, JSON, XML, and values whose shape varies.

mod dates;
mod decode_error;
mod json;
mod named;
mod number;
mod object;
mod reader;
mod scalar;
mod texts;
#[cfg(feature = "xml")]
mod xml;

pub use dates::{parse_civil, parse_date, parse_rfc3339};
pub use decode_error::DecodeError;
pub use json::{WithOutput, from_json, from_json_with_output, is_at_once};
pub use named::Named;
pub use number::Number;
pub use object::{Absorb, Key, Rest};
pub use reader::{Reader, money, noise_warning, unreadable};
pub use scalar::{Scalar, Scalars};
pub use texts::{Texts, cut_path};
#[cfg(feature = "xml")]
pub use xml::{from_xml, from_xml_with_output};

/// What [`wire_object!`](crate::wire_object) expands to.
#[doc(hidden)]
pub mod __private {
    pub use serde::de::{
        Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
    };
}
