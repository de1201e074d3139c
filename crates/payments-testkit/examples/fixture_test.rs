//! Fixtures as the service behind a client: what matches is returned, what differs is reported.
//!
//! A provider takes the transport through its client configuration; this example sends the requests
//! by hand, so that it needs no provider.
//!
//! ```console
//! cargo run -p payments-testkit --example fixture_test
//! ```
#![allow(clippy::print_stdout, reason = "an example shows its result")]

use std::error::Error;

use payments_core::Operation;
use payments_core::redact::Secrets;
use payments_kit::http::{HttpRequest, HttpTransport, SecretBytes};
use payments_testkit::{Fixture, Replay};
use url::Url;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let fixture = Fixture::load("mpandco/get_payment/authorized")?;
    println!("{}, {}", fixture.name(), fixture.provenance().source());

    let replay = Replay::new(vec![fixture.clone()]);
    let url = Url::parse("https://pay.example/")?.join(fixture.path())?;
    let mut request = HttpRequest::get(Operation::GET_PAYMENT, url.clone())
        .with_query(SecretBytes::new(fixture.query().to_vec()), &Secrets::new());
    for (name, value) in fixture.request_headers() {
        request = request.with_header(name.clone(), value.clone());
    }
    let response = replay.send(request.clone()).await?;
    assert_eq!(response.status(), fixture.status());
    replay.finish()?;

    // The same request without its headers is a mismatch, and the report names each difference.
    let replay = Replay::new(vec![fixture]);
    let sent = replay
        .send(HttpRequest::get(Operation::GET_PAYMENT, url))
        .await;
    assert!(sent.is_err());
    let report = replay.finish().err().ok_or("the request matched")?;
    println!("{report}");
    Ok(())
}
