//! How the tests talk to the driver: plain HTTP on the loopback interface, a connection per request.

use std::fmt::Display;
use std::sync::Arc;

use async_trait::async_trait;
use axum::body::{Body as Payload, Bytes, to_bytes};
use http::{Request, Response, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use thirtyfour::error::{WebDriverError, WebDriverResult};
use thirtyfour::session::http::{Body, HttpClient};
use tokio::net::TcpStream;

pub(crate) struct Loopback;

fn failed(error: impl Display) -> WebDriverError {
    WebDriverError::HttpError(error.to_string())
}

#[async_trait]
impl HttpClient for Loopback {
    async fn send(&self, request: Request<Body<'_>>) -> WebDriverResult<Response<Bytes>> {
        let (mut parts, body) = request.into_parts();
        let authority = parts.uri.authority().map(ToString::to_string);
        let authority = authority.ok_or_else(|| failed("the URL names no host"))?;
        let host = authority.parse().map_err(failed)?;
        parts.headers.insert(header::HOST, host);
        let path = parts.uri.path_and_query().map(ToString::to_string);
        parts.uri = path.unwrap_or_default().parse().map_err(failed)?;
        let body = match body {
            Body::Empty => Payload::empty(),
            Body::Json(json) => Payload::from(json.to_string()),
        };
        let stream = TcpStream::connect(authority).await.map_err(failed)?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(failed)?;
        let connection = tokio::spawn(connection);
        let sent = sender.send_request(Request::from_parts(parts, body)).await;
        let (parts, body) = sent.map_err(failed)?.into_parts();
        let body = to_bytes(Payload::new(body), usize::MAX)
            .await
            .map_err(failed)?;
        connection.abort();
        Ok(Response::from_parts(parts, body))
    }

    async fn new(&self) -> Arc<dyn HttpClient> {
        Arc::new(Self)
    }
}
