//! Both services without a network, for simulations in virtual time.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::{Request, Response};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use payments_testkit::SimClock;
use url::{ParseError, Url};

use super::merchant::MerchantServer;
use super::money::MoneyReport;
use super::{mpandco, pagofacil};

/// The host is that of a server on this machine, so that clients accept its address.
const BASE_URL: &str = "http://127.0.0.1/";

/// Both simulated services as a function from a request to its response: no socket, no thread and
/// no time of the system. With the same requests at the same simulated times, every run has the same
/// responses.
///
/// Faults are the business of the caller's transport. Cash orders and requests for money call no
/// server of the merchant.
///
/// ```
/// use http::{Request, StatusCode};
/// use payments_sim::{InProcess, SimClock};
/// use time::macros::datetime;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let services = InProcess::new(SimClock::fixed(datetime!(2030-01-01 12:00 UTC)))?;
/// let profile = services.mpandco_base_url().join("api/user/profile.json")?;
/// let response = services.respond(Request::get(profile.as_str()).body(Vec::new())?).await;
/// assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct InProcess {
    base_url: Url,
    router: Router,
    mpandco: Arc<mpandco::State>,
    pagofacil: Arc<pagofacil::State>,
}

impl InProcess {
    /// Both services, empty, with this clock.
    ///
    /// # Errors
    /// None in practice: that of parsing a constant address.
    pub fn new(clock: SimClock) -> Result<Self, ParseError> {
        let base_url = Url::parse(BASE_URL)?;
        let merchant = MerchantServer::new(clock.clone());
        let mpandco = mpandco::State::new(clock.clone(), base_url.clone(), merchant.clone());
        let mpandco = Arc::new(mpandco);
        let pagofacil = Arc::new(pagofacil::State::new(clock, merchant));
        let router = Router::new()
            .merge(mpandco::router(Arc::clone(&mpandco)))
            .merge(pagofacil::router(Arc::clone(&pagofacil)))
            .fallback(mpandco::not_found);
        Ok(Self {
            base_url,
            router,
            mpandco,
            pagofacil,
        })
    }

    /// The base URL to configure an mPandco client with. It leads nowhere without a transport that
    /// calls [`respond`](Self::respond).
    pub fn mpandco_base_url(&self) -> Url {
        self.base_url.clone()
    }

    /// The base URL to configure a PagoFácil client with.
    pub fn pagofacil_base_url(&self) -> Url {
        self.base_url.clone()
    }

    /// Does what a request says, and returns the response.
    pub async fn respond(&self, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        let service = TowerToHyperService::new(self.router.clone());
        let Ok(response) = service.call(request.map(Body::from)).await;
        let (parts, body) = response.into_parts();
        // The services build their bodies in memory: reading one does not fail.
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        Response::from_parts(parts, body.into())
    }

    /// The payer agrees to an mPandco payment intent, as
    /// [`Simulator::approve_payment`](crate::Simulator::approve_payment) describes.
    pub fn approve_payment(&self, id: &str) -> Option<Url> {
        self.mpandco.approve(id).ok()
    }

    /// The payer turns an mPandco payment intent down, as
    /// [`Simulator::cancel_payment`](crate::Simulator::cancel_payment) describes.
    pub fn cancel_payment(&self, id: &str) -> Option<Url> {
        self.mpandco.cancel(id).ok()
    }

    /// Counts the money: what moved in both services, by the merchant's reference, and what moved
    /// twice.
    pub fn money(&self) -> MoneyReport {
        MoneyReport::count(&self.mpandco, &self.pagofacil)
    }

    /// The state of the simulated mPandco.
    pub fn mpandco(&self) -> &mpandco::State {
        &self.mpandco
    }

    /// The state of the simulated PagoFácil.
    pub fn pagofacil(&self) -> &pagofacil::State {
        &self.pagofacil
    }
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InProcess").finish_non_exhaustive()
    }
}
