//! The three endpoints of the guide, and the two ways to reach two of them.

use std::fmt;

/// Which of the service's endpoints is called, and how.
///
/// All give the same result. The default keeps card numbers out of URLs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Endpoint 2 of the guide: a JSON-RPC object by POST, answered in JSON.
    #[default]
    JsonRpc,
    /// Endpoint 1: a serialized query by GET, answered in JSON. **The URL holds the card number.**
    QueryJson,
    /// Endpoint 3: a serialized query by GET, answered in XML. **The URL holds the card number.**
    QueryXml,
    /// Endpoint 1 with the serialized text in the body of a POST.
    FormJson,
    /// Endpoint 3 with the serialized text in the body of a POST.
    FormXml,
}

impl Encoding {
    /// Every encoding.
    pub const ALL: [Self; 5] = [
        Self::JsonRpc,
        Self::QueryJson,
        Self::QueryXml,
        Self::FormJson,
        Self::FormXml,
    ];

    /// The name, such as `json-rpc`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::JsonRpc => "json-rpc",
            Self::QueryJson => "query-json",
            Self::QueryXml => "query-xml",
            Self::FormJson => "form-json",
            Self::FormXml => "form-xml",
        }
    }

    /// Whether requests are GETs, with everything in the URL.
    pub const fn is_get(self) -> bool {
        matches!(self, Self::QueryJson | Self::QueryXml)
    }

    /// Whether answers are XML.
    pub(crate) const fn is_xml(self) -> bool {
        matches!(self, Self::QueryXml | Self::FormXml)
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
