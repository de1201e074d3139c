//! The hosts of the service.

use payments_core::Environment;

/// The hosts of the service. The service's support says which of them serves an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Hosts {
    /// `www.pagofacil.net`, as in the guide. Tests and production share the host and differ by the
    /// path: `/st/public/` and `/ws/public/`.
    #[default]
    Guide,
    /// `sandbox.pagofacil.tech` and `api.pagofacil.tech`, as in the later documents.
    Tech,
}

impl Hosts {
    /// All hosts that the crate knows.
    pub const ALL: [Self; 2] = [Self::Guide, Self::Tech];

    /// The base URL of an environment.
    pub const fn base_url(self, environment: Environment) -> &'static str {
        match (self, environment) {
            (Self::Guide, Environment::Sandbox) => "https://www.pagofacil.net/st/public/",
            (Self::Guide, Environment::Production) => "https://www.pagofacil.net/ws/public/",
            (Self::Tech, Environment::Sandbox) => "https://sandbox.pagofacil.tech/",
            (Self::Tech, Environment::Production) => "https://api.pagofacil.tech/",
        }
    }
}
