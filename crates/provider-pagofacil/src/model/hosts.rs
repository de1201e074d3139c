//! The hosts of the service, and the environment that a base URL belongs to.

use payments_core::Environment;
use payments_core::url::{Host, Url};

/// The hosts that the service's documents name, by the time of the documents.
///
/// The default is [`Tech`](Self::Tech): the newest documents, of 2018 and later, agree on it for
/// card charges, subscriptions and cash orders. The service's support says which hosts serve an
/// account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Hosts {
    /// `www.pagofacil.net`, of the guide and of every document until 2017. Tests and production share
    /// the host and differ by the path: `/st/public/` and `/ws/public/`.
    Guide,
    /// `stcore.pagofacil.net` for tests, of the API reference of 2017 for cards and subscriptions.
    /// Production is that of the guide.
    Stcore,
    /// `stapi.pagofacil.net` for tests, of the API reference of 2017 for cash orders and of the
    /// company's libraries for card tokens. Production is that of the guide.
    Stapi,
    /// `sandbox.pagofacil.net` for tests, in plugins of the company from 2017. Production is
    /// `api.pagofacil.tech`.
    SandboxNet,
    /// `sandbox.pagofacil.tech` and `api.pagofacil.tech`, of the documents since 2018.
    #[default]
    Tech,
}

impl Hosts {
    /// All hosts that the crate knows.
    pub const ALL: [Self; 5] = [
        Self::Guide,
        Self::Stcore,
        Self::Stapi,
        Self::SandboxNet,
        Self::Tech,
    ];

    /// The name, such as `tech`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Guide => "guide",
            Self::Stcore => "stcore",
            Self::Stapi => "stapi",
            Self::SandboxNet => "sandbox-net",
            Self::Tech => "tech",
        }
    }

    /// The base URL of an environment.
    pub const fn base_url(self, environment: Environment) -> &'static str {
        match (self, environment) {
            (Self::Guide, Environment::Sandbox) => "https://www.pagofacil.net/st/public/",
            (Self::Stcore, Environment::Sandbox) => "https://stcore.pagofacil.net/",
            (Self::Stapi, Environment::Sandbox) => "https://stapi.pagofacil.net/",
            (Self::SandboxNet, Environment::Sandbox) => "https://sandbox.pagofacil.net/",
            (Self::Tech, Environment::Sandbox) => "https://sandbox.pagofacil.tech/",
            (Self::Guide | Self::Stcore | Self::Stapi, Environment::Production) => {
                "https://www.pagofacil.net/ws/public/"
            }
            (Self::SandboxNet | Self::Tech, Environment::Production) => {
                "https://api.pagofacil.tech/"
            }
        }
    }
}

/// The environment of a base URL, as far as the documents tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A documented host, and the path where the host serves both.
    Known(Environment),
    /// The host that serves both environments, with a path of neither.
    Neither,
    /// No documented host: a proxy, a simulator, or a host that the service's support named.
    Elsewhere,
}

/// The environment of a base URL: by the path on the host that serves both, by the host elsewhere.
pub(crate) fn place_of(base_url: &Url) -> Place {
    let Some(Host::Domain(host)) = base_url.host() else {
        return Place::Elsewhere;
    };
    let first = base_url.path_segments().and_then(|mut path| path.next());
    match (host.trim_end_matches('.'), first) {
        ("www.pagofacil.net" | "pagofacil.net", Some("st")) => Place::Known(Environment::Sandbox),
        ("www.pagofacil.net" | "pagofacil.net", Some("ws")) => {
            Place::Known(Environment::Production)
        }
        ("www.pagofacil.net" | "pagofacil.net", _) => Place::Neither,
        (
            "stcore.pagofacil.net"
            | "stapi.pagofacil.net"
            | "sandbox.pagofacil.net"
            | "sandbox.pagofacil.tech",
            _,
        ) => Place::Known(Environment::Sandbox),
        ("api.pagofacil.tech", _) => Place::Known(Environment::Production),
        _ => Place::Elsewhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(url: &str) -> Place {
        place_of(&url.parse().unwrap())
    }

    #[test]
    fn every_documented_base_tells_its_environment() {
        for hosts in Hosts::ALL {
            for environment in [Environment::Sandbox, Environment::Production] {
                let url = hosts.base_url(environment);
                assert_eq!(place(url), Place::Known(environment), "{url}");
            }
        }
    }

    #[test]
    fn the_path_tells_on_the_shared_host_and_the_host_elsewhere() {
        let (tests, production) = (
            Place::Known(Environment::Sandbox),
            Place::Known(Environment::Production),
        );
        for (url, expected) in [
            ("https://www.pagofacil.net/st/", tests),
            ("https://WWW.PagoFacil.net:8443/ws/public/x", production),
            ("https://www.pagofacil.net./ws/public/", production),
            ("https://www.pagofacil.net/st/../ws/public/", production),
            ("https://www.pagofacil.net/", Place::Neither),
            ("https://www.pagofacil.net/wsx/public/", Place::Neither),
            ("https://www.pagofacil.net//ws/public/", Place::Neither),
            // The path tells nothing on the later hosts.
            ("https://api.pagofacil.tech/st/public/", production),
            ("https://sandbox.pagofacil.tech/ws/public/", tests),
            (
                "https://sandbox.pagofacil.tech.example/ws/",
                Place::Elsewhere,
            ),
            ("http://127.0.0.1:1/ws/public/", Place::Elsewhere),
        ] {
            assert_eq!(place(url), expected, "{url}");
        }
    }
}
