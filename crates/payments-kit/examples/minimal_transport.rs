//! Sends requests through another HTTP library: here a minimal HTTP/1.1 client on a tokio socket,
//! against a server that this example starts itself.
//!
//! Run it with `cargo run -p payments-kit --example minimal_transport`.
#![allow(clippy::print_stdout, reason = "an example prints what it shows")]

use std::error::Error;

use async_trait::async_trait;
use http::{HeaderMap, StatusCode};
use payments_core::{Operation, ProviderName};
use payments_kit::http::{
    BaseUrl, ClientConfig, Delivery, Fields, Form, HttpRequest, HttpResponse, HttpTransport,
    SecretBytes, TransportError, TransportFailure,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Opens a connection per request and reads until the server closes it.
#[derive(Debug)]
struct OneConnection;

#[async_trait]
impl HttpTransport for OneConnection {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        // Until the first byte is written, nothing can have arrived.
        let unsendable = || TransportError::new(TransportFailure::Unsendable, Delivery::NotSent);
        let address = request
            .url()
            .socket_addrs(|| None)
            .map_err(|_| unsendable())?;
        let mut stream = TcpStream::connect(&*address).await.map_err(|error| {
            TransportError::new(TransportFailure::Connect, Delivery::NotSent).with_source(error)
        })?;
        let head = format!(
            "{} {} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            request.method(),
            request.url().path(),
            request.body().len(),
        );
        // From here on it is unknown, whatever fails.
        let exchange = async {
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(request.body().expose()).await?;
            let mut received = Vec::new();
            stream.read_to_end(&mut received).await?;
            Ok::<_, std::io::Error>(received)
        };
        let received = exchange.await.map_err(|error| {
            TransportError::new(TransportFailure::Broken, Delivery::Possible).with_source(error)
        })?;
        parse(&received)
            .ok_or_else(|| TransportError::new(TransportFailure::Broken, Delivery::Possible))
    }
}

fn parse(received: &[u8]) -> Option<HttpResponse> {
    let text = std::str::from_utf8(received).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse::<StatusCode>().ok()?;
    let body = SecretBytes::new(body.as_bytes().to_vec());
    Some(HttpResponse::new(status, HeaderMap::new(), body))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await?;
        // The request is short enough for one read.
        let mut request = [0; 1024];
        let _received = stream.read(&mut request).await?;
        let response = b"HTTP/1.1 400 Bad Request\r\n\r\n{\"message\":\"PIN 8842 is wrong\"}";
        stream.write_all(response).await
    });

    let base_url = BaseUrl::parse(&url)?;
    let client = ClientConfig::new()
        .with_transport(OneConnection)
        .build(ProviderName::new("example"), &base_url)?;
    let mut form = Form::new();
    form.field("reference", "ORDER-1");
    form.secret("pin", "8842");
    let request = HttpRequest::post(Operation::CONFIRM_PAYMENT, base_url.join("pay"), form);
    let response = client.send(request).await?;
    server.await??;

    let message = std::str::from_utf8(response.body())?;
    // The client attached the PIN to the response, so it is not printed.
    println!("{}: {}", response.status(), response.redact(message));
    assert!(!response.redact(message).contains("8842"));
    Ok(())
}
