//! The three endpoints of the guide, two of which take GET and POST.

use std::fmt;

/// Which of the service's endpoints is called, and how.
///
/// All give the same result. The default keeps card numbers out of URLs. Those with an XML response
/// need the feature `xml`, which is on by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// Endpoint 2 of the guide: a JSON-RPC object by POST, with a JSON response.
    #[default]
    JsonRpc,
    /// Endpoint 1: a serialized query by GET, with a JSON response. **The URL holds the card number.**
    QueryJson,
    /// Endpoint 3: a serialized query by GET, with an XML response. **The URL holds the card number.**
    #[cfg(feature = "xml")]
    QueryXml,
    /// Endpoint 1 with the serialized text in the body of a POST.
    FormJson,
    /// Endpoint 3 with the serialized text in the body of a POST.
    #[cfg(feature = "xml")]
    FormXml,
}

impl Encoding {
    /// Every encoding.
    pub const ALL: [Self; if cfg!(feature = "xml") { 5 } else { 3 }] = [
        Self::JsonRpc,
        Self::QueryJson,
        #[cfg(feature = "xml")]
        Self::QueryXml,
        Self::FormJson,
        #[cfg(feature = "xml")]
        Self::FormXml,
    ];

    /// The name, such as `json-rpc`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::JsonRpc => "json-rpc",
            Self::QueryJson => "query-json",
            #[cfg(feature = "xml")]
            Self::QueryXml => "query-xml",
            Self::FormJson => "form-json",
            #[cfg(feature = "xml")]
            Self::FormXml => "form-xml",
        }
    }

    /// Whether requests are GETs, with everything in the URL.
    pub const fn is_get(self) -> bool {
        match self {
            Self::QueryJson => true,
            #[cfg(feature = "xml")]
            Self::QueryXml => true,
            _ => false,
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
