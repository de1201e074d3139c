//! The canned responses of the service, from the fixtures.

use payments_testkit::Fixture;
use serde_json::Value;

use crate::Problem;

/// How a request begins, and the fixture of its response.
const ROUTES: [(&str, &str); 7] = [
    ("POST /oauth/v2/token ", "mpandco/token/granted"),
    (
        "GET /api/payment-intent/show.json?",
        "mpandco/get_payment/authorized",
    ),
    (
        "POST /api/payment-intent/.json ",
        "mpandco/create_payment/button",
    ),
    (
        "POST /api/multipayment/register-item.json?",
        "mpandco/send_payout/approved",
    ),
    (
        "POST /Wsjtransaccion/ ",
        "pagofacil/create_payment/approved_json_rpc",
    ),
    (
        "GET /Wsrtransaccion/index/format/json?",
        "pagofacil/create_payment/approved_query_json",
    ),
    (
        "GET /Wsrtransaccion/?",
        "pagofacil/create_payment/approved_query_xml",
    ),
];

/// The body of a fixture's response as a service would send it: JSON without blanks, links on
/// `base_url`.
///
/// # Errors
///
/// When there is no such fixture, or its body is not JSON although its content type is.
pub fn body(fixture: &str, base_url: &str) -> Result<Vec<u8>, Problem> {
    let fixture = Fixture::load(fixture)?;
    let content_type = fixture.response_headers().get(http::header::CONTENT_TYPE);
    let body = fixture.response_body();
    if content_type.is_none_or(|kind| kind != "application/json") {
        return Ok(body.to_vec());
    }
    let body: Value = serde_json::from_slice(body)?;
    let body = body.to_string();
    Ok(body
        .replace("http://test.mpandco.com/", base_url)
        .into_bytes())
}

/// Complete responses by the beginnings of their requests.
#[derive(Debug)]
pub struct Routes(Vec<(&'static [u8], Vec<u8>)>);

impl Routes {
    /// Every route of a service at this base URL.
    ///
    /// # Errors
    ///
    /// As for [`body`].
    pub fn of(base_url: &str) -> Result<Self, Problem> {
        let mut routes = Vec::new();
        for (start, fixture) in ROUTES {
            let body = body(fixture, base_url)?;
            let head = format!(
                "HTTP/1.1 200 OK\r\nserver: nginx\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\n\r\n",
                body.len()
            );
            routes.push((start.as_bytes(), [head.into_bytes(), body].concat()));
        }
        Ok(Self(routes))
    }

    /// The response to a request.
    pub fn response(&self, request: &[u8]) -> Option<&[u8]> {
        let mut routes = self.0.iter();
        let (_, response) = routes.find(|(start, _)| request.starts_with(start))?;
        Some(response)
    }
}
