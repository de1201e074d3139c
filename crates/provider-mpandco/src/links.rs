//! Links in responses: they lead to the configured service, or are not followed.

use std::fmt;

use payments_core::PaymentId;
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
    /// Reads a link to a page for the payer's browser, which must be about this payment.
    pub(crate) fn to_page(base_url: &BaseUrl, href: &str, id: &PaymentId) -> Self {
        let names_id = |url: &Url| {
            let mut segments = url.path_segments().into_iter().flatten();
            segments.any(|segment| segment == id.as_str())
                || url.query_pairs().any(|(_, value)| value == id.as_str())
        };
        let pinned = base_url.pin(href).filter(names_id);
        pinned.map_or(Self::Foreign, Self::Ours)
    }

    /// Reads a link to a page of the listing at `path`, such as `api/payment/.json`.
    pub(crate) fn to_listing(base_url: &BaseUrl, href: &str, path: &str) -> Self {
        Self::to_api(base_url, href, path, |_| true)
    }

    /// Reads a link to call with a token: its path must be one that the manual documents, with or
    /// without `.json`, and its query must be as expected.
    fn to_api(
        base_url: &BaseUrl,
        href: &str,
        path: &str,
        is_expected: impl Fn(&Url) -> bool,
    ) -> Self {
        let documented = base_url.join(path);
        let is_documented = |url: &Url| {
            format_free(url.path()) == format_free(documented.path()) && is_expected(url)
        };
        let pinned = base_url.pin(href).filter(is_documented);
        pinned.map_or(Self::Foreign, Self::Ours)
    }
}

/// Returns a path without the format at its end, which the service sometimes leaves out.
fn format_free(path: &str) -> &str {
    let path = path.strip_suffix(".json").unwrap_or(path);
    path.strip_suffix('/').unwrap_or(path)
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

    /// Checks that the link calls the operation at `path`, such as
    /// `api/payment-intent/cancel.json`, for this payment.
    pub(crate) fn to_call(&self, base_url: &BaseUrl, path: &str, id: &PaymentId) -> Link {
        let is_id = |url: &Url| {
            let mut pairs = url.query_pairs();
            let first = pairs.next();
            let is_own = first.is_some_and(|(name, value)| name == "id" && value == id.as_str());
            is_own && pairs.next().is_none()
        };
        Link::to_api(base_url, &self.0, path, is_id)
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

    const CANCEL: &str = "api/payment-intent/cancel.json";

    fn base() -> BaseUrl {
        BaseUrl::parse("https://test.mpandco.com/").unwrap()
    }

    fn called(href: &str) -> Option<String> {
        let link = UncheckedLink::new(href.to_owned());
        match link.to_call(&base(), CANCEL, &PaymentId::new("1")) {
            Link::Ours(url) => Some(url.to_string()),
            Link::Foreign => None,
        }
    }

    #[test]
    fn only_the_documented_path_for_the_own_payment_is_called() {
        for good in [
            "http://test.mpandco.com/api/payment-intent/cancel?id=1",
            "https://test.mpandco.com/api/payment-intent/cancel?id=1",
            "/api/payment-intent/cancel?id=1",
            "//test.mpandco.com/api/payment-intent/cancel?id=1",
        ] {
            let expected = "https://test.mpandco.com/api/payment-intent/cancel?id=1";
            assert_eq!(called(good).as_deref(), Some(expected), "{good}");
        }
        let with_format = "https://test.mpandco.com/api/payment-intent/cancel.json?id=1";
        assert_eq!(called(with_format).as_deref(), Some(with_format));
        for foreign in [
            "https://evil.example/api/payment-intent/cancel?id=1",
            "https://test.mpandco.com.evil.example/api/payment-intent/cancel?id=1",
            "https://test.mpandco.com:8443/api/payment-intent/cancel?id=1",
            "ftp://test.mpandco.com/api/payment-intent/cancel?id=1",
            "https://user@test.mpandco.com/api/payment-intent/cancel?id=1",
            "https://test.mpandco.com/",
            "https://test.mpandco.com/p/express-checkout/1",
            "https://test.mpandco.com/oauth/v2/token?id=1",
            "https://test.mpandco.com/api/../oauth/v2/token?id=1",
            "https://test.mpandco.com/api/%2e%2e/oauth/v2/token?id=1",
            "https://test.mpandco.com/api/payment-intent/cancel%2ejson?id=1",
            "https://test.mpandco.com/api/payment-intent/execute/sale?id=1",
            "/api/payment-intent/cancel",
            "/api/payment-intent/cancel?id=2",
            "/api/payment-intent/cancel?id=1&id=2",
            "/api/payment-intent/cancel?id=2&id=1",
            "/api/payment-intent/cancel?id[]=1",
            "/api/payment-intent/cancel?ID=1",
            "/api/payment-intent/cancel?id=1&paymentIntent=2",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(called(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn debug_shows_no_query() {
        let href = "/api/payment-intent/cancel?id=1";
        let unchecked = UncheckedLink::new(href.to_owned());
        let link = unchecked.to_call(&base(), CANCEL, &PaymentId::new("1"));
        assert_eq!(format!("{link:?}"), r#"Ours("/api/payment-intent/cancel")"#);
        let foreign = Link::Foreign;
        assert_eq!(
            format!("{foreign:?} {unchecked:?}"),
            "Foreign UncheckedLink"
        );
    }

    #[test]
    fn an_approval_page_is_on_the_configured_host_and_about_the_own_payment() {
        let page = |href: &str| Link::to_page(&base(), href, &PaymentId::new("i-1"));
        for own in ["p/express-checkout/i-1/1", "p/checkout?intent=i-1"] {
            let href = format!("http://test.mpandco.com/{own}");
            assert_ne!(page(&href), Link::Foreign, "{own}");
        }
        for foreign in [
            "http://mpandco.local/p/express-checkout/i-1/1",
            "http://test.mpandco.com/p/express-checkout/i-2/1",
            "http://test.mpandco.com/p/express-checkout/i-12/1",
            "http://test.mpandco.com/",
        ] {
            assert_eq!(page(foreign), Link::Foreign, "{foreign}");
        }
    }

    #[test]
    fn a_page_of_another_listing_is_foreign() {
        let listing = |href: &str| Link::to_listing(&base(), href, "api/payment-intent/.json");
        for own in [
            "http://test.mpandco.com/api/payment-intent/?page=2",
            "/api/payment-intent/.json?page=2",
            "/api/payment-intent?page=2",
        ] {
            assert_ne!(listing(own), Link::Foreign, "{own}");
        }
        for foreign in [
            "/api/payment/.json?page=2",
            "/api/payment-intent/show.json?id=1",
            "//evil.example/api/payment-intent/?page=2",
            "/oauth/v2/token",
            "",
        ] {
            assert_eq!(listing(foreign), Link::Foreign, "{foreign}");
        }
    }
}
