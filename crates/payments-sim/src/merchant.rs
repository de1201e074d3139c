//! The merchant's server, which the services call.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use http::header::{CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use payments_testkit::SimClock;
use time::OffsetDateTime;
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use url::{Host, Url};

/// How long the merchant's server has for its response. The services' own limit is not published.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The longest response that is read.
const LONGEST_RESPONSE: usize = 64 * 1024;

/// A call that a simulated service made to the merchant's server.
///
/// It holds no query: the merchant's own secrets may be there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MerchantCall {
    /// The HTTP method.
    pub method: Method,
    /// Whom the service called: scheme, host, port and path.
    pub url: String,
    /// The status of the merchant's response, or why there was none.
    pub result: Result<StatusCode, String>,
    /// When the call was made, by the simulator's clock.
    pub at: OffsetDateTime,
}

/// What a service sends to the merchant.
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// The media type and the text of the body.
    pub(crate) body: Option<(&'static str, String)>,
}

/// The status and the body of the merchant's response.
pub(crate) struct MerchantResponse {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
}

/// Calls the merchant's server, where that is enabled. Clones share their calls.
#[derive(Clone)]
pub(crate) struct MerchantServer {
    clock: SimClock,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    runtime: Option<Handle>,
    made: Vec<MerchantCall>,
}

impl MerchantServer {
    pub(crate) fn new(clock: SimClock) -> Self {
        Self {
            clock,
            shared: Arc::default(),
        }
    }

    /// Makes calls from now on, inside a runtime.
    pub(crate) fn enable(&self) {
        self.lock().runtime = Some(Handle::current());
    }

    /// Every call that has a result, in the order of the results.
    pub(crate) fn calls(&self) -> Vec<MerchantCall> {
        self.lock().made.clone()
    }

    /// Makes a call in the background and passes its response on. Returns whether calls are enabled.
    pub(crate) fn call(
        &self,
        outgoing: Outgoing,
        with_response: impl FnOnce(MerchantResponse) + Send + 'static,
    ) -> bool {
        let Some(runtime) = self.lock().runtime.clone() else {
            return false;
        };
        let server = self.clone();
        let at = self.clock.now();
        runtime.spawn(async move {
            let (method, url) = (outgoing.method.clone(), without_query(&outgoing.url));
            let sent = tokio::time::timeout(TIMEOUT, send(outgoing)).await;
            let response = sent.unwrap_or_else(|_| Err("no response in time".to_owned()));
            let result = response.map(|response| {
                let status = response.status;
                with_response(response);
                status
            });
            server.lock().made.push(MerchantCall {
                method,
                url,
                result,
                at,
            });
        });
        true
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for MerchantServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MerchantServer")
            .field("calls", &self.lock().made.len())
            .finish_non_exhaustive()
    }
}

fn without_query(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}

async fn send(outgoing: Outgoing) -> Result<MerchantResponse, String> {
    let Outgoing { method, url, body } = outgoing;
    let address = address(&url)?;
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let mut request = Request::builder()
        .method(method)
        .uri(target)
        .header(HOST, host);
    let mut content = Body::empty();
    if let Some((media_type, text)) = body {
        request = request.header(CONTENT_TYPE, media_type);
        content = Body::from(text);
    }
    let request = request.body(content).map_err(|error| error.to_string())?;
    let stream = TcpStream::connect(address)
        .await
        .map_err(|error| format!("no connection: {error}"))?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| error.to_string())?;
    let connection = tokio::spawn(connection);
    let response = sender.send_request(request).await;
    let response = response.map_err(|error| error.to_string())?;
    let status = response.status();
    let body = to_bytes(Body::new(response.into_body()), LONGEST_RESPONSE).await;
    connection.abort();
    let body = body.map_err(|error| error.to_string())?;
    Ok(MerchantResponse {
        status,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

/// The address to connect to. A simulator never reaches out to another machine.
fn address(url: &Url) -> Result<SocketAddr, String> {
    let ip = match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
        Some(Host::Domain("localhost")) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        _ => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    };
    match url.port_or_known_default() {
        Some(port) if ip.is_loopback() && url.scheme() == "http" => Ok(SocketAddr::new(ip, port)),
        _ => Err("only http addresses of this machine are called".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_called() {
        let address = |url: &str| address(&Url::parse(url).unwrap()).ok();
        let local = |port| Some(SocketAddr::from(([127, 0, 0, 1], port)));
        assert_eq!(address("http://127.0.0.1:8080/back?a=b"), local(8080));
        assert_eq!(address("http://localhost/back"), local(80));
        assert!(address("http://[::1]:9/").is_some());
        for elsewhere in [
            "https://127.0.0.1/",
            "http://shop.example/",
            "http://192.168.0.1/",
            "http://0.0.0.0/",
            "http://localhost.example/",
        ] {
            assert_eq!(address(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn a_recorded_url_has_no_query() {
        let url = Url::parse("http://127.0.0.1:80/back?key=secret#x").unwrap();
        assert_eq!(without_query(&url), "http://127.0.0.1/back");
    }
}
