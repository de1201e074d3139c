//! The network between a process and a service.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::{HeaderMap, Request, StatusCode};
use payments_kit::http::{
    Delivery, HttpRequest, HttpResponse, HttpTransport, SecretBytes, TransportError,
    TransportFailure,
};

use super::flaw::Flaw;
use super::life::Life;
use super::plan::{Fault, Service};

/// When a client gives a request up.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Longest time of a request, or of a response, on its way, in milliseconds.
const TRAVEL: u64 = 150;

/// A transport to one of the services.
#[derive(Debug)]
pub(super) struct Network {
    pub(super) life: Arc<Life>,
    pub(super) service: Service,
}

fn failed(failure: TransportFailure, delivery: Delivery) -> TransportError {
    TransportError::new(failure, delivery)
}

fn page() -> HttpResponse {
    let page = b"<html><body>Internal Server Error</body></html>".to_vec();
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    HttpResponse::new(status, HeaderMap::new(), SecretBytes::new(page))
}

impl Network {
    /// Lets the service do its work after this time, whether the process lives or not.
    async fn reach(
        &self,
        request: HttpRequest,
        after: Duration,
    ) -> Result<HttpResponse, TransportError> {
        let converted = convert(&request)?;
        let stage = Arc::clone(&self.life.stage);
        let response = tokio::spawn(async move {
            tokio::time::sleep(after).await;
            stage.services().respond(converted).await
        });
        let (parts, body) = response.await.unwrap().into_parts();
        let body = SecretBytes::new(body);
        Ok(HttpResponse::new(parts.status, parts.headers, body))
    }

    async fn exchange(
        &self,
        request: HttpRequest,
        fault: Option<Fault>,
    ) -> Result<HttpResponse, TransportError> {
        let travel = self.life.pause(TRAVEL);
        match fault {
            Some(Fault::Refused) => Err(failed(TransportFailure::Connect, Delivery::NotSent)),
            Some(Fault::RequestLost) => Err(failed(TransportFailure::Broken, Delivery::Possible)),
            Some(Fault::PageBefore) => Ok(page()),
            Some(Fault::Late(seconds)) => {
                let late = self.reach(request, Duration::from_secs(seconds));
                match tokio::time::timeout(TIMEOUT, late).await {
                    Ok(response) => response,
                    Err(_) => Err(failed(TransportFailure::Timeout, Delivery::Possible)),
                }
            }
            Some(Fault::ResponseLost) => {
                self.reach(request, travel).await?;
                Err(failed(TransportFailure::Broken, Delivery::Possible))
            }
            Some(Fault::PageAfter) => {
                self.reach(request, travel).await?;
                Ok(page())
            }
            Some(Fault::Slow(seconds)) => {
                let response = self.reach(request, travel).await;
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                response
            }
            None => self.reach(request, travel).await,
        }
    }
}

#[async_trait]
impl HttpTransport for Network {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.life.breathe().await;
        let (stage, machine) = (&self.life.stage, self.life.machine);
        let operation = request.operation();
        let fault = stage.call_fault(machine, self.service, operation.moves_money());
        if let Some(fault) = fault {
            self.life.note(format!("{operation}: {fault:?}"));
        }
        let response = self.exchange(request, fault).await;
        self.life.breathe().await;
        let flawed = stage.flaw == Flaw::LostResponseIsFailure && operation.moves_money();
        match response {
            Err(_) if flawed => Err(failed(TransportFailure::Connect, Delivery::NotSent)),
            response => response,
        }
    }
}

fn convert(request: &HttpRequest) -> Result<Request<Vec<u8>>, TransportError> {
    let unsendable = || failed(TransportFailure::Unsendable, Delivery::NotSent);
    let mut url = request.url().clone();
    if !request.query().is_empty() {
        let query = std::str::from_utf8(request.query().expose());
        url.set_query(Some(query.map_err(|_| unsendable())?));
    }
    let mut converted = Request::new(request.body().expose().to_vec());
    *converted.method_mut() = request.method().clone();
    *converted.uri_mut() = url.as_str().parse().map_err(|_| unsendable())?;
    *converted.headers_mut() = request.headers().clone();
    Ok(converted)
}
