//! A payer without a browser: loads pages and sends forms over HTTP, and follows no redirect.

use std::error::Error;

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use url::{Url, form_urlencoded};

/// A result of this program.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// A response.
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) status: u16,
    /// Where the response sends the browser.
    pub(crate) location: Option<Url>,
    pub(crate) html: String,
}

impl Page {
    /// The text of an attribute that begins with these characters.
    fn attribute(&self, begin: &str) -> Option<&str> {
        let rest = self.html.split_once(begin)?.1;
        rest.split_once('"').map(|(value, _)| value)
    }

    /// Where the first form of the page is sent.
    pub(crate) fn form(&self) -> Result<Url> {
        let action = self.attribute("action=\"").ok_or("the page has no form")?;
        Ok(self.url.join(action)?)
    }

    /// Where the browser goes next.
    pub(crate) fn next(&self) -> Result<Url> {
        let text = format!("{} sends nowhere ({})", self.url.path(), self.status);
        Ok(self.location.clone().ok_or(text)?)
    }
}

/// Loads a page.
pub(crate) async fn get(url: &Url) -> Result<Page> {
    send(Request::get(target(url)), url, Body::empty()).await
}

/// Sends a form, as a page of the same site does.
pub(crate) async fn post(url: &Url, fields: &[(&str, &str)]) -> Result<Page> {
    let body: String = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let form = Request::post(target(url))
        .header(header::ORIGIN, url.origin().ascii_serialization())
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    send(form, url, Body::from(body)).await
}

fn target(url: &Url) -> &str {
    &url[url::Position::BeforePath..url::Position::AfterQuery]
}

/// Sends a request, with whatever headers it has.
pub(crate) async fn send(
    request: axum::http::request::Builder,
    url: &Url,
    body: Body,
) -> Result<Page> {
    let stream = TcpStream::connect(&*url.socket_addrs(|| None)?).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let request = request.header(header::HOST, host).body(body)?;
    let response = sender.send_request(request).await?;
    let status = response.status().as_u16();
    let location = response.headers().get(header::LOCATION);
    let location =
        location.map(|to| Ok::<_, Box<dyn Error + Send + Sync>>(url.join(to.to_str()?)?));
    let location = location.transpose()?;
    let html = to_bytes(Body::new(response.into_body()), 1024 * 1024).await?;
    connection.abort();
    Ok(Page {
        url: url.clone(),
        status,
        location,
        html: String::from_utf8(html.to_vec())?,
    })
}
