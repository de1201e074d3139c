//! What the builders of all providers share.

use payments_core::{Environment, Operation, ProviderName, Result, Violations};
use secrecy::{ExposeSecret, SecretString};

use crate::http::{BaseUrl, ClientConfig, HttpClient};

/// Where and how a provider reaches its service: the part of a provider's builder that is the same
/// for all.
///
/// ```
/// use payments_core::{Environment, ProviderName, Violations};
/// use payments_kit::builder::Setup;
///
/// const PRODUCTION: &str = "https://pay.example/";
/// let setup = Setup::new(
///     ProviderName::new("example"),
///     Environment::Sandbox,
///     "https://test.pay.example/",
/// );
/// let wrong = setup.clone().with_base_url("https://pay.example/api");
/// let error = wrong.build(&[PRODUCTION], Violations::new()).unwrap_err();
/// assert_eq!(error.violations()[0].field(), "base_url");
/// # Ok::<(), payments_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Setup {
    provider: ProviderName,
    environment: Environment,
    base_url: String,
    client: ClientConfig,
}

/// A service, ready to be called.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The environment whose credentials are used.
    pub environment: Environment,
    /// The URL below which everything is called.
    pub base_url: BaseUrl,
    /// The client that sends the requests.
    pub client: HttpClient,
}

impl Setup {
    /// The environment of a provider, at its documented base URL.
    pub fn new(
        provider: ProviderName,
        environment: Environment,
        base_url: impl Into<String>,
    ) -> Self {
        Self {
            provider,
            environment,
            base_url: base_url.into(),
            client: ClientConfig::new(),
        }
    }

    /// The environment.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// Uses another base URL. It must be https, or on the loopback interface.
    #[must_use]
    pub fn with_base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Uses another transport, clock or retry policy.
    #[must_use]
    pub fn with_client(mut self, client: ClientConfig) -> Self {
        self.client = client;
        self
    }

    /// Builds the client, unless there are violations: `violations` holds those of the provider's
    /// own settings. A sandbox at or below one of the `production` URLs is one, at any port.
    ///
    /// # Errors
    ///
    /// [`Configuration`](payments_core::ErrorKind::Configuration), with all violations, `base_url`
    /// among them.
    pub fn build(self, production: &[&str], mut violations: Violations) -> Result<Endpoint> {
        let base_url = violations.keep("base_url", BaseUrl::parse(&self.base_url));
        let is_production = |base_url: &BaseUrl| {
            let urls = production.iter().flat_map(|url| BaseUrl::parse(url));
            urls.into_iter().any(|url| base_url.is_within(&url))
        };
        if self.environment == Environment::Sandbox && base_url.as_ref().is_some_and(is_production)
        {
            violations.push(
                "base_url",
                "must not be that of production, for this is a client of the sandbox",
            );
        }
        let base_url = violations.into_value(self.provider, Operation::BUILD, base_url)?;
        let client = self.client.build(self.provider, &base_url)?;
        Ok(Endpoint {
            environment: self.environment,
            base_url,
            client,
        })
    }
}

/// Implements [`Provider`](payments_core::Provider) for a type with an [`Endpoint`](crate::builder::Endpoint): its name,
/// its environment, its clock and its settle time are those of the endpoint.
///
/// ```
/// use payments_core::{Capabilities, Currency, Operation, Provider};
/// use payments_kit::builder::Endpoint;
///
/// #[derive(Debug)]
/// struct Example {
///     endpoint: Endpoint,
/// }
///
/// payments_kit::provider_at_endpoint! {
///     Example,
///     |self| &self.endpoint,
///     Capabilities::new(&[Operation::GET_PAYMENT], &[Currency::MXN])
/// }
/// ```
#[macro_export]
macro_rules! provider_at_endpoint {
    ($provider:ty, |$this:ident| $endpoint:expr, $capabilities:expr $(,)?) => {
        impl $crate::builder::__private::Provider for $provider {
            fn name(&$this) -> $crate::builder::__private::ProviderName {
                $endpoint.client.provider()
            }

            fn environment(&$this) -> $crate::builder::__private::Environment {
                $endpoint.environment
            }

            fn capabilities(&$this) -> $crate::builder::__private::Capabilities {
                $capabilities
            }

            fn settle_time(&$this) -> ::std::time::Duration {
                $endpoint.client.settle_time()
            }

            fn clock(&$this) -> &dyn $crate::builder::__private::Clock {
                $endpoint.client.clock()
            }
        }
    };
}

/// What [`provider_at_endpoint!`](crate::provider_at_endpoint) expands to.
#[doc(hidden)]
pub mod __private {
    pub use payments_core::{Capabilities, Clock, Environment, Provider, ProviderName};
}

/// Adds a violation for each of these credentials that is empty or blank.
pub fn check_credentials<'a>(
    credentials: impl IntoIterator<Item = (&'a str, &'a SecretString)>,
    violations: &mut Violations,
) {
    for (field, value) in credentials {
        if value.expose_secret().trim().is_empty() {
            violations.push(field, "must not be empty");
        }
    }
}

#[cfg(test)]
mod tests {
    use payments_core::ErrorKind;

    use super::*;

    const PRODUCTION: [&str; 2] = ["https://pay.example/ws/", "https://pay.test/"];

    fn fields(environment: Environment, base_url: &str) -> Vec<String> {
        let setup = Setup::new(ProviderName::new("example"), environment, base_url);
        match setup.build(&PRODUCTION, Violations::new()) {
            Ok(_) => Vec::new(),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Configuration);
                let violations = error.violations().iter();
                violations.map(|one| one.field().to_owned()).collect()
            }
        }
    }

    #[test]
    fn a_sandbox_is_never_built_on_production() {
        for url in [
            "https://pay.example/ws/",
            "https://pay.example/ws/deeper",
            "https://pay.example:8443/ws/",
            "https://pay.test/anything",
        ] {
            assert_eq!(fields(Environment::Sandbox, url), ["base_url"], "{url}");
            assert!(fields(Environment::Production, url).is_empty(), "{url}");
        }
        for url in [
            "https://pay.example/st/",
            "https://pay.example/wsx/",
            "https://sandbox.pay.test/",
        ] {
            assert!(fields(Environment::Sandbox, url).is_empty(), "{url}");
        }
        assert_eq!(
            fields(Environment::Production, "http://pay.test/"),
            ["base_url"]
        );
    }

    #[test]
    fn empty_and_blank_credentials_are_violations() {
        let (empty, blank, good) = (
            SecretString::from(""),
            SecretString::from(" \t"),
            SecretString::from("k"),
        );
        let mut violations = Violations::new();
        check_credentials(
            [("a", &empty), ("b", &blank), ("c", &good)],
            &mut violations,
        );
        let error = violations
            .into_result(ProviderName::new("example"), Operation::BUILD)
            .unwrap_err();
        let fields: Vec<&str> = error.violations().iter().map(|one| one.field()).collect();
        assert_eq!(fields, ["a", "b"]);
    }
}
