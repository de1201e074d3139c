//! Tests and production: two prefixes of one host, each with separate keys.

use crate::pagofacil::model::ResponseVersion;

/// The name of the company that every key belongs to.
pub(crate) const COMPANY: &str = "PagoFácil.Net";

/// One of the two environments.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Environment {
    Sandbox,
    Production,
}

impl Environment {
    pub(crate) const ALL: [Self; 2] = [Self::Sandbox, Self::Production];

    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Sandbox => "/st/public",
            Self::Production => "/ws/public",
        }
    }

    /// The branch's and the user's key.
    pub(crate) fn keys(self) -> (String, String) {
        let (branch, user) = match self {
            Self::Sandbox => ("a01", "b02"),
            Self::Production => ("c03", "d04"),
        };
        (format!("{branch:0>40}"), format!("{user:0>40}"))
    }

    /// The secret of the merchant's account.
    pub(crate) fn api_secret(self) -> String {
        let secret = match self {
            Self::Sandbox => "e05",
            Self::Production => "f06",
        };
        format!("{secret:0>64}")
    }

    /// The key of the cipher for stored cards: 16 bytes.
    pub(crate) fn cipher_key(self) -> &'static str {
        match self {
            Self::Sandbox => "sandbox cipher 1",
            Self::Production => "real cipher key1",
        }
    }

    /// What a one-time charge says of where it was made.
    pub(crate) fn mode(self, version: ResponseVersion) -> &'static str {
        match (self, version) {
            (Self::Sandbox, ResponseVersion::Of2014) => "R",
            (Self::Sandbox, ResponseVersion::Of2019) => "S",
            (Self::Production, ResponseVersion::Of2014) => "P",
            (Self::Production, ResponseVersion::Of2019) => "PRD",
        }
    }
}
