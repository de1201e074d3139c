//! Base URL of a service, fixed when the client is built.

use std::fmt;

use url::{Host, Url};

/// A URL to which no token or card number may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidBaseUrl {
    /// It does not parse as a URL.
    #[error("the base URL is not a URL")]
    Syntax,
    /// Plain http to a host that is not a loopback address.
    #[error("the base URL must be https, unless its host is a loopback address")]
    NotHttps,
    /// It has a user name, a password, a query or a fragment.
    #[error("the base URL must be scheme, host and path only")]
    Extras,
}

/// The URL under which all paths of a provider lie. It is https, or http on the loopback
/// interface; it ends with a slash.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Checks a URL.
    ///
    /// # Errors
    ///
    /// [`InvalidBaseUrl`] when it may not be used.
    ///
    /// ```
    /// use payments_kit::http::BaseUrl;
    ///
    /// assert!(BaseUrl::parse("https://pay.example/ws").is_ok());
    /// assert!(BaseUrl::parse("http://127.0.0.1:8080/").is_ok());
    /// assert!(BaseUrl::parse("http://pay.example/").is_err());
    /// ```
    pub fn parse(url: &str) -> Result<Self, InvalidBaseUrl> {
        let mut url = Url::parse(url).map_err(|_| InvalidBaseUrl::Syntax)?;
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            _ => return Err(InvalidBaseUrl::NotHttps),
        }
        let userinfo = !url.username().is_empty() || url.password().is_some();
        if userinfo || url.query().is_some() || url.fragment().is_some() {
            return Err(InvalidBaseUrl::Extras);
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(Self(url))
    }

    /// The URL of a path below the base, such as `api/payment/.json`. The path is taken as a path
    /// whatever it looks like, not yet encoded; its segments `.` and `..` are left out, so that it
    /// cannot lead out of the base.
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        // A base always has segments; without any, the base itself is returned.
        if let Ok(mut segments) = url.path_segments_mut() {
            let path = path.trim_start_matches('/');
            segments.pop_if_empty().extend(path.split('/'));
        }
        url
    }

    /// The URL of path segments below the base, such as `["v1", "payments", id, "refunds"]`. Each
    /// segment is escaped, so that an id such as `1/refunds` reaches no other endpoint. Nothing for
    /// a segment that is empty, `.` or `..`: a URL cannot hold it.
    ///
    /// ```
    /// use payments_kit::http::BaseUrl;
    ///
    /// let base = BaseUrl::parse("https://pay.example/api")?;
    /// let url = base.segments(["payments", "1/refunds?x"]).map(String::from);
    /// assert_eq!(url.as_deref(), Some("https://pay.example/api/payments/1%2Frefunds%3Fx"));
    /// assert!(base.segments(["payments", ".."]).is_none());
    /// # Ok::<(), payments_kit::http::InvalidBaseUrl>(())
    /// ```
    pub fn segments<'a>(&self, segments: impl IntoIterator<Item = &'a str>) -> Option<Url> {
        let mut url = self.0.clone();
        let mut path = url.path_segments_mut().ok()?;
        path.pop_if_empty();
        for segment in segments {
            // The names of dots, escaped or not, lead elsewhere; blanks and line breaks are removed.
            let dots = segment.replace("%2e", ".").replace("%2E", ".");
            if segment.is_empty()
                || dots == "."
                || dots == ".."
                || segment.contains(['\t', '\n', '\r'])
            {
                return None;
            }
            path.push(segment);
        }
        drop(path);
        Some(url)
    }

    /// Moves a link from a response onto this base: its path and query are kept, its scheme is
    /// replaced by the base's.
    ///
    /// Returns nothing for a link to another host or port, with another scheme than http or
    /// https, or outside the base's path. A link may leave the host out.
    pub fn pin(&self, link: &str) -> Option<Url> {
        let mut link = self.0.join(link).ok()?;
        let same_place = matches!(link.scheme(), "http" | "https")
            && link.host() == self.0.host()
            // Services write http links for an https base: then both ports are the defaults.
            && (link.port() == self.0.port())
            && link.path().starts_with(self.0.path());
        let userinfo = !link.username().is_empty() || link.password().is_some();
        if !same_place || userinfo {
            return None;
        }
        // Host and port are the base's own already.
        link.set_scheme(self.0.scheme()).ok()?;
        link.set_fragment(None);
        Some(link)
    }

    /// Whether this lies at or below another URL, whatever the scheme and the port.
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.host() == other.0.host() && self.0.path().starts_with(other.0.path())
    }

    /// Whether it is https. If not, its host is a loopback address.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(url: &str) -> BaseUrl {
        BaseUrl::parse(url).unwrap()
    }

    #[test]
    fn only_https_or_a_loopback_address_is_a_base() {
        for good in [
            "https://app.mpandco.com/",
            "http://localhost:1/",
            "http://127.9.9.9/",
            "http://[::1]:8080/st/public",
        ] {
            assert!(BaseUrl::parse(good).is_ok(), "{good}");
        }
        for (bad, reason) in [
            ("http://app.mpandco.com/", InvalidBaseUrl::NotHttps),
            ("http://localhost.example.com/", InvalidBaseUrl::NotHttps),
            ("http://10.0.0.1/", InvalidBaseUrl::NotHttps),
            ("ftp://127.0.0.1/", InvalidBaseUrl::NotHttps),
            ("https://user:pw@app.mpandco.com/", InvalidBaseUrl::Extras),
            ("https://user@app.mpandco.com/", InvalidBaseUrl::Extras),
            ("https://:pw@app.mpandco.com/", InvalidBaseUrl::Extras),
            ("https://app.mpandco.com/?a=b", InvalidBaseUrl::Extras),
            ("https://app.mpandco.com/#a", InvalidBaseUrl::Extras),
            ("app.mpandco.com", InvalidBaseUrl::Syntax),
        ] {
            assert_eq!(BaseUrl::parse(bad).unwrap_err(), reason, "{bad}");
        }
    }

    #[test]
    fn a_base_shows_its_url_and_whether_it_is_https() {
        let (remote, local) = (
            base("https://app.mpandco.com/x"),
            base("http://localhost:1"),
        );
        assert!(remote.is_https() && !local.is_https());
        assert_eq!(
            format!("{remote:?} {local:?}"),
            "https://app.mpandco.com/x/ http://localhost:1/"
        );
    }

    #[test]
    fn a_joined_path_stays_below_the_base() {
        let base = base("https://host.example/ws/public");
        assert_eq!(
            base.join("Wsjrecurrentes/").as_str(),
            "https://host.example/ws/public/Wsjrecurrentes/"
        );
        assert_eq!(
            base.join("//evil.example/x").as_str(),
            "https://host.example/ws/public/evil.example/x"
        );
        for (path, joined) in [
            ("", ""),
            ("../../st/x", "st/x"),
            ("a/../../b", "a/b"),
            ("a/%2e%2e/b?c#d", "a/%252e%252e/b%3Fc%23d"),
            (r"a\..\..\..\b", "a%5C..%5C..%5C..%5Cb"),
        ] {
            let expected = format!("https://host.example/ws/public/{joined}");
            assert_eq!(base.join(path).as_str(), expected, "{path}");
        }
    }

    #[test]
    fn any_segment_is_read_back_as_it_was_written_or_refused() {
        use proptest::prelude::*;
        let base = base("https://pay.example/v1/");
        let any_segment = prop_oneof!["\\PC{0,12}", "[./%2eE?#\\\\;:@\t\n]{0,6}"];
        proptest!(|(segment in any_segment)| {
            if let Some(url) = base.segments(["payments", &segment, "refunds"]) {
                let segments: Vec<&str> = url.path_segments().unwrap().collect();
                prop_assert_eq!(segments.len(), 4, "{}", url);
                prop_assert_eq!((segments[0], segments[1], segments[3]), ("v1", "payments", "refunds"));
                let decoded = percent_encoding::percent_decode_str(segments[2]);
                prop_assert_eq!(decoded.decode_utf8().unwrap(), segment);
                prop_assert!(url.query().is_none() && url.fragment().is_none());
            }
        });
    }

    #[test]
    fn a_link_is_pinned_to_the_base_or_refused() {
        let base = base("https://app.mpandco.com/");
        let pinned = |link| base.pin(link).map(String::from);
        assert_eq!(
            pinned("http://app.mpandco.com/api/payment-intent/execute/sale.json?id=1").as_deref(),
            Some("https://app.mpandco.com/api/payment-intent/execute/sale.json?id=1")
        );
        assert_eq!(
            pinned("/api/x?page=2").as_deref(),
            Some("https://app.mpandco.com/api/x?page=2")
        );
        for other in [
            "http://evil.example/api/x",
            "//evil.example/api/x",
            "http://app.mpandco.local/api/x",
            "https://app.mpandco.com:444/api/x",
            "https://app.mpandco.com@evil.example/api/x",
            "https://user@app.mpandco.com/api/x",
            "https://:pw@app.mpandco.com/api/x",
            "ftp://app.mpandco.com/api/x",
            "javascript:alert(1)",
        ] {
            assert_eq!(pinned(other), None, "{other}");
        }
        let under = BaseUrl::parse("https://host.example/ws/").unwrap();
        assert_eq!(under.pin("https://host.example/st/x"), None);
        assert_eq!(under.pin("https://host.example/ws/../st/x"), None);
    }
}
