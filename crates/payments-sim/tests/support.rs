//! A client that speaks HTTP over a plain socket.

use std::io::{Read, Write};
use std::net::TcpStream;

use payments_sim::Simulator;
use payments_sim::mpandco::{CLIENT_ID, CLIENT_SECRET};
use serde_json::Value;

pub(crate) const FORM: &str = "application/x-www-form-urlencoded";
pub(crate) const JSON: &str = "application/json";

/// A client with a separate simulator.
pub(crate) struct Client {
    pub(crate) simulator: Simulator,
    pub(crate) token: String,
}

pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Client {
    pub(crate) async fn without_token() -> Self {
        Self {
            simulator: Simulator::start().await.unwrap(),
            token: String::new(),
        }
    }

    /// A client that mPandco granted a token.
    pub(crate) async fn start() -> Self {
        let mut client = Self::without_token().await;
        let grant = format!(
            "client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&grant_type=urn%3Aclient_apps"
        );
        let response = client.post("/oauth/v2/token", FORM, &grant).await;
        assert_eq!(response.status, 200);
        client.token = text(&response.body["access_token"]);
        client
    }

    pub(crate) async fn get(&self, target: &str) -> Response {
        self.call("GET", target, FORM, "").await
    }

    pub(crate) async fn post(&self, target: &str, content_type: &str, body: &str) -> Response {
        self.call("POST", target, content_type, body).await
    }

    async fn call(&self, method: &str, target: &str, content_type: &str, body: &str) -> Response {
        let address = self.simulator.base_url().socket_addrs(|| None).unwrap()[0];
        let request = format!(
            "{method} {target} HTTP/1.1\r\nHost: sim\r\nConnection: close\r\n\
             Authorization: Bearer {}\r\nContent-Type: {content_type}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        );
        let exchange = move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut response = String::new();
            stream.read_to_string(&mut response).unwrap();
            response
        };
        let response = tokio::task::spawn_blocking(exchange).await.unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        Response {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            body: serde_json::from_str(body).unwrap(),
        }
    }
}

/// The text in a JSON value.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The bytes of PHP's `http_build_query` for flat pairs of bracketed names.
pub(crate) fn http_build_query(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// The bytes of curl's `-F` for the same pairs, with the content type that goes with them.
pub(crate) fn curl_parts(pairs: &[(&str, &str)]) -> (String, String) {
    let boundary = "------------------------5f1a0c";
    let mut body = String::new();
    for (name, value) in pairs {
        body += &format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
    }
    body += &format!("--{boundary}--\r\n");
    (format!("multipart/form-data; boundary={boundary}"), body)
}
