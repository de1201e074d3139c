//! Where the service stands.

use payments_core::Environment;

/// The hosts of the service. Which of them serves an account is for the service's support to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Hosts {
    /// `www.pagofacil.net`, as in the guide. Tests and production stand on one host and differ by
    /// the path: `/st/public/` and `/ws/public/`.
    #[default]
    Guide,
    /// `sandbox.pagofacil.tech` and `api.pagofacil.tech`, as in the later documents.
    Tech,
}

impl Hosts {
    /// Everything that the crate knows.
    pub const ALL: [Self; 2] = [Self::Guide, Self::Tech];

    /// The URL below which an environment lies.
    pub const fn base_url(self, environment: Environment) -> &'static str {
        match (self, environment) {
            (Self::Guide, Environment::Sandbox) => "https://www.pagofacil.net/st/public/",
            (Self::Guide, Environment::Production) => "https://www.pagofacil.net/ws/public/",
            (Self::Tech, Environment::Sandbox) => "https://sandbox.pagofacil.tech/",
            (Self::Tech, Environment::Production) => "https://api.pagofacil.tech/",
        }
    }
}
