//! The server: both simulated services behind one loopback address.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use tokio::sync::watch;
use url::Url;

use super::listener::{ConnectionHandle, Port};
use super::log::{LoggedRequest, RequestLog};
use super::merchant::{MerchantCall, MerchantServer};
use super::middleware::{self, Faults, Middleware};
use super::money::MoneyReport;
use super::status::{self, LATEST, Source, Status};
use super::{mpandco, pagofacil};
use payments_testkit::{FaultPlan, FaultReport, SimClock};

/// A running simulator of mPandco and PagoFácil on the loopback interface.
///
/// It keeps state as the services do, speaks real HTTP and stops when it is dropped. No money moves:
/// every account in it is invented.
#[derive(Debug)]
pub struct Simulator {
    base_url: Url,
    pagofacil_base_url: Url,
    port: Port,
    source: Source,
    // The server runs until this end of the channel is dropped.
    _running: watch::Sender<()>,
}

impl Simulator {
    /// Starts on a free port, with a clock that follows the system's until a test moves it.
    ///
    /// # Errors
    /// The error of binding the address.
    pub async fn start() -> io::Result<Self> {
        Self::start_on(0).await
    }

    /// Starts on the given port of 127.0.0.1; 0 picks a free one.
    ///
    /// # Errors
    /// The error of binding the address, such as a port in use.
    pub async fn start_on(port: u16) -> io::Result<Self> {
        Self::start_with(port, SimClock::default()).await
    }

    /// Starts on the given port of 127.0.0.1 (0 picks a free one) with the given clock. The
    /// same requests at the same simulated times get the same responses, identifiers included.
    ///
    /// # Errors
    /// The error of binding the address, such as a port in use.
    pub async fn start_with(port: u16, clock: SimClock) -> io::Result<Self> {
        Self::start_at((Ipv4Addr::LOCALHOST, port).into(), clock).await
    }

    /// Starts on an address of this machine that may be another than loopback: all who reach it
    /// can pay, decide payments and see the books. Clients are told this address, so it cannot be
    /// the unspecified one.
    ///
    /// # Errors
    /// The error of binding the address; [`InvalidInput`](io::ErrorKind::InvalidInput) for
    /// `0.0.0.0` and `[::]`.
    pub async fn start_at(address: SocketAddr, clock: SimClock) -> io::Result<Self> {
        if address.ip().is_unspecified() {
            let text = "name the one address that clients reach this machine by";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        let port = Port::bind(address).await?;
        let base_url =
            Url::parse(&format!("http://{}/", port.address())).map_err(io::Error::other)?;
        let pagofacil_base_url = base_url.join("st/public/").map_err(io::Error::other)?;

        let merchant = MerchantServer::new(clock.clone());
        let mpandco = mpandco::State::new(clock.clone(), base_url.clone(), merchant.clone());
        let mpandco = Arc::new(mpandco);
        let pagofacil = Arc::new(pagofacil::State::new(clock.clone(), merchant.clone()));
        let log = RequestLog::new(clock.clone());
        let faults = Faults::default();
        let source = Source {
            clock,
            log,
            faults,
            merchant,
            mpandco: Arc::clone(&mpandco),
            pagofacil: Arc::clone(&pagofacil),
        };
        let (running, mut stopped) = watch::channel(());
        let layer = Middleware {
            log: source.log.clone(),
            faults: source.faults.clone(),
            running: stopped.clone(),
        };
        let app = Router::new()
            .merge(mpandco::router(Arc::clone(&mpandco)))
            .merge(pagofacil::router(Arc::clone(&pagofacil)))
            .fallback(mpandco::not_found)
            .layer(axum::middleware::from_fn_with_state(
                layer,
                middleware::handle,
            ))
            .merge(status::router(source.clone()))
            .into_make_service_with_connect_info::<ConnectionHandle>();

        // A graceful stop closes kept-alive connections too; aborting the task would leave them.
        let server = axum::serve(port.clone(), app)
            .with_graceful_shutdown(async move { while stopped.changed().await.is_ok() {} });
        tokio::spawn(server.into_future());

        Ok(Self {
            base_url,
            pagofacil_base_url,
            port,
            source,
            _running: running,
        })
    }

    /// The server's root, `http://127.0.0.1:PORT/`.
    pub fn base_url(&self) -> Url {
        self.base_url.clone()
    }

    /// The base URL to configure an mPandco client with.
    pub fn mpandco_base_url(&self) -> Url {
        self.base_url()
    }

    /// The base URL to configure a PagoFácil client with, `http://127.0.0.1:PORT/st/public/`.
    pub fn pagofacil_base_url(&self) -> Url {
        self.pagofacil_base_url.clone()
    }

    /// The clock by which tokens expire and deadlines pass.
    pub fn clock(&self) -> &SimClock {
        &self.source.clock
    }

    /// The requests that got a response so far, in the order of the responses; of more than 100,000,
    /// the latest.
    ///
    /// A request to which a [fault](Self::set_faults) left no response is not among them.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.source.log.latest()
    }

    /// How many requests with this method and path (no query) got a response so far.
    pub fn request_count(&self, method: &str, path: &str) -> usize {
        self.source.log.count(method, path)
    }

    /// Injects faults into the calls of both services from now on, counted from 1 anew.
    ///
    /// A call is a request that is part of an operation of a merchant's program, tokens included;
    /// the pages that a payer sees, and the sandbox's helpers, always work. A plan
    /// [`on`](FaultPlan::on) an operation covers the requests that can be part of it: where one call
    /// of a service serves several operations, as PagoFácil's reports do, it covers that call
    /// whichever operation it is for.
    ///
    /// When a simulator is dropped by a panic, as at the end of a failed test, the
    /// [report](Self::faults) with its seed goes to standard error.
    pub fn set_faults(&self, plan: FaultPlan) {
        self.source.faults.set(Some(plan));
    }

    /// Injects no faults from now on.
    pub fn clear_faults(&self) {
        self.source.faults.set(None);
    }

    /// The result of the plan of [`set_faults`](Self::set_faults) so far; `None` without one.
    pub fn faults(&self) -> Option<FaultReport> {
        self.source.faults.report()
    }

    /// Sets whether the cards and amounts of the [test values](crate::TEST_VALUES) decide payments in
    /// both services. They do not at first.
    pub fn set_test_values(&self, enabled: bool) {
        self.source.mpandco.set_test_values(enabled);
        self.source.pagofacil.set_test_values(enabled);
    }

    /// Refuses connections from now on, and resets the existing ones. A client cannot make a new
    /// connection. That a kept connection was reset it learns when it uses it, and then it cannot
    /// know whether its request was executed.
    ///
    /// # Errors
    /// The error of taking the port again without listening on it: in between it is free.
    pub fn close_port(&self) -> io::Result<()> {
        self.port.close()
    }

    /// Accepts connections again after [`close_port`](Self::close_port).
    ///
    /// # Errors
    /// The error of listening.
    pub fn open_port(&self) -> io::Result<()> {
        self.port.open()
    }

    /// Calls the merchant's server from now on, as the services do: mPandco reports each paid
    /// `request` to its return URL, PagoFácil each paid cash order to the
    /// [webhook](pagofacil::State::set_webhook). Only `http` addresses of this machine are called. Call it inside
    /// a runtime, such as the one that the simulator was started in.
    pub fn call_merchant(&self) {
        self.source.merchant.enable();
    }

    /// The calls to the merchant's server that have a result, in the order of the results.
    pub fn merchant_calls(&self) -> Vec<MerchantCall> {
        self.source.merchant.calls()
    }

    /// The payer agrees to an mPandco payment intent, as the Approve button of the approval page
    /// does. A `sale` becomes authorized; a `request`, which its payer settles in the wallet app,
    /// becomes executed.
    ///
    /// Returns the address to which the payer's browser is sent (for a `request`: which the
    /// service would call), with `paymentIntent` and `payerId` in its query. `None` when there is
    /// no such intent, it was decided before, or the payer of a `request` lacks the money.
    pub fn approve_payment(&self, id: &str) -> Option<Url> {
        self.mpandco().approve(id).ok()
    }

    /// The payer turns an mPandco payment intent down, as the Cancel button of the approval page
    /// does.
    ///
    /// Returns the intent's cancel address. `None` when there is no such intent or it was decided
    /// before.
    pub fn cancel_payment(&self, id: &str) -> Option<Url> {
        self.mpandco().cancel(id).ok()
    }

    /// Counts the money: what moved in both services, by the merchant's reference, and what moved
    /// twice.
    pub fn money(&self) -> MoneyReport {
        MoneyReport::count(&self.source.mpandco, &self.source.pagofacil)
    }

    /// The contents of the simulator, which `/_sandbox` shows as a page and `/_sandbox.json` returns.
    pub fn status(&self) -> Status {
        self.source.status(LATEST)
    }

    /// The state of the simulated mPandco.
    pub fn mpandco(&self) -> &mpandco::State {
        &self.source.mpandco
    }

    /// The state of the simulated PagoFácil.
    pub fn pagofacil(&self) -> &pagofacil::State {
        &self.source.pagofacil
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.source.faults.report_if_panicking();
    }
}

#[cfg(test)]
mod tests;
