//! Sends the requests through a transport that logs them and passes them to the default one.
//!
//! ```text
//! cargo run -p provider-mpandco --example own_transport
//! ```
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;

use async_trait::async_trait;
use payments_sim::Simulator;
use payments_sim::mpandco::{CLIENT_ID, CLIENT_SECRET};
use provider_mpandco::http::{
    ClientConfig, HttpRequest, HttpResponse, HttpTransport, ReqwestTransport, TransportError,
    TransportSettings,
};
use provider_mpandco::{Credentials, Mpandco};

/// Prints each call. `Debug` of a request shows no secret: no query, no header value, no body.
#[derive(Debug)]
struct Logging<T>(T);

#[async_trait]
impl<T: HttpTransport> HttpTransport for Logging<T> {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        println!("{request:?}");
        let response = self.0.send(request).await;
        match &response {
            Ok(response) => println!("    {}", response.status()),
            Err(error) => println!("    {error}"),
        }
        response
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let simulator = Simulator::start().await?;
    // Plain HTTP is for loopback addresses only; use `ReqwestTransport::new` for the service.
    let default = ReqwestTransport::for_loopback(TransportSettings::default())?;
    let config = ClientConfig::new().with_transport(Logging(default));
    let mpandco = Mpandco::sandbox(Credentials::new(CLIENT_ID, CLIENT_SECRET))
        .with_base_url(simulator.mpandco_base_url())
        .with_client(config)
        .build()?;
    mpandco.check_credentials().await?;
    Ok(())
}
