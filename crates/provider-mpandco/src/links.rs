//! Links in responses: they lead to the configured service, or are not followed.

use std::fmt;

use payments_kit::http::BaseUrl;
use url::Url;

/// A link from a response.
///
/// A bearer token, or a payer, is sent to the service that the client was built for and to no
/// other: of a link, only the path and the query are used.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Link {
    /// Leads to this URL of the service.
    Ours(Url),
    /// Leads to another host, port or scheme, or to a path where the service has nothing to call.
    Foreign,
}

impl Link {
    /// Reads a link to a page for the payer's browser.
    pub(crate) fn to_page(base_url: &BaseUrl, href: &str) -> Self {
        base_url.pin(href).map_or(Self::Foreign, Self::Ours)
    }

    /// Reads a link to call with a token.
    pub(crate) fn to_api(base_url: &BaseUrl, href: &str) -> Self {
        let api = base_url.join("api/");
        // Nothing that the manual documents is escaped; a server may read an escaped slash or dot
        // in another way.
        let is_api = |url: &Url| url.path().starts_with(api.path()) && !url.path().contains('%');
        let pinned = base_url.pin(href).filter(is_api);
        pinned.map_or(Self::Foreign, Self::Ours)
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ours(url) => write!(f, "Ours({:?})", url.path()),
            Self::Foreign => f.write_str("Foreign"),
        }
    }
}

/// A link to call with a token, as the response has it. It is checked when it is called.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct UncheckedLink(String);

impl UncheckedLink {
    pub(crate) fn new(href: String) -> Self {
        Self(href)
    }

    /// Checks where the link leads.
    pub(crate) fn to_api(&self, base_url: &BaseUrl) -> Link {
        Link::to_api(base_url, &self.0)
    }
}

impl fmt::Debug for UncheckedLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UncheckedLink")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_the_api_on_the_configured_host_are_called() {
        let base = BaseUrl::parse("https://test.mpandco.com/").unwrap();
        let called = |href: &str| match Link::to_api(&base, href) {
            Link::Ours(url) => Some(url.to_string()),
            Link::Foreign => None,
        };
        for good in [
            "http://test.mpandco.com/api/payment-intent/cancel?id=1",
            "https://test.mpandco.com/api/payment-intent/cancel?id=1",
            "/api/payment-intent/cancel?id=1",
            "//test.mpandco.com/api/payment-intent/cancel?id=1",
        ] {
            let expected = "https://test.mpandco.com/api/payment-intent/cancel?id=1";
            assert_eq!(called(good).as_deref(), Some(expected), "{good}");
        }
        for foreign in [
            "https://evil.example/api/x",
            "https://test.mpandco.com.evil.example/api/x",
            "https://test.mpandco.com:8443/api/x",
            "ftp://test.mpandco.com/api/x",
            "https://user@test.mpandco.com/api/x",
            "https://test.mpandco.com/",
            "https://test.mpandco.com/p/express-checkout/1",
            "https://test.mpandco.com/oauth/v2/token",
            "https://test.mpandco.com/api/../oauth/v2/token",
            "https://test.mpandco.com/api/%2e%2e/oauth/v2/token",
            "https://test.mpandco.com/api/..%2foauth/v2/token",
            "https://test.mpandco.com/apix",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(called(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn debug_shows_no_query() {
        let base = BaseUrl::parse("https://test.mpandco.com/").unwrap();
        let href = "/api/payment-intent/cancel?token=1";
        let link = Link::to_api(&base, href);
        assert_eq!(format!("{link:?}"), r#"Ours("/api/payment-intent/cancel")"#);
        let (foreign, unchecked) = (Link::Foreign, UncheckedLink::new(href.to_owned()));
        assert_eq!(
            format!("{foreign:?} {unchecked:?}"),
            "Foreign UncheckedLink"
        );
    }

    #[test]
    fn a_page_may_be_anywhere_on_the_configured_host() {
        let base = BaseUrl::parse("https://test.mpandco.com/").unwrap();
        let page = "http://test.mpandco.com/p/express-checkout/1";
        assert_ne!(Link::to_page(&base, page), Link::Foreign);
        let other = "http://mpandco.local/p/express-checkout/1";
        assert_eq!(Link::to_page(&base, other), Link::Foreign);
    }
}
