//! The server: both simulated services behind one loopback address.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::{Router, middleware};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use url::Url;

use super::clock::SimClock;
use super::log::{LoggedRequest, RequestLog, record};
use super::{mpandco, pagofacil};

/// A running simulator of mPandco and PagoFácil on the loopback interface.
///
/// It keeps state as the services do, answers over real HTTP and stops when it is dropped. No
/// money moves: every account in it is invented.
#[derive(Debug)]
pub struct Simulator {
    base_url: Url,
    pagofacil_base_url: Url,
    clock: SimClock,
    log: RequestLog,
    mpandco: Arc<mpandco::World>,
    pagofacil: Arc<pagofacil::World>,
    // The server runs until this end of the channel is dropped.
    _running: oneshot::Sender<()>,
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
    /// same requests at the same simulated times get the same answers, identifiers included.
    ///
    /// # Errors
    /// The error of binding the address, such as a port in use.
    pub async fn start_with(port: u16, clock: SimClock) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let base_url = Url::parse(&format!("http://{address}/")).map_err(io::Error::other)?;
        let pagofacil_base_url = base_url.join("st/public/").map_err(io::Error::other)?;

        let mpandco = Arc::new(mpandco::World::new(clock.clone(), base_url.clone()));
        let pagofacil = Arc::new(pagofacil::World::new(clock.clone()));
        let log = RequestLog::new(clock.clone());
        let app = Router::new()
            .merge(mpandco::router(Arc::clone(&mpandco)))
            .merge(pagofacil::router(Arc::clone(&pagofacil)))
            .fallback(mpandco::not_found)
            .layer(middleware::from_fn_with_state(log.clone(), record));

        let (running, stopped) = oneshot::channel::<()>();
        // A graceful stop closes kept-alive connections too; aborting the task would leave them.
        let server = axum::serve(listener, app).with_graceful_shutdown(async {
            stopped.await.ok();
        });
        tokio::spawn(server.into_future());

        Ok(Self {
            base_url,
            pagofacil_base_url,
            clock,
            log,
            mpandco,
            pagofacil,
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
        &self.clock
    }

    /// Every request answered so far, in the order of the answers.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.log.all()
    }

    /// How many requests with this method and path (no query) were answered so far.
    pub fn request_count(&self, method: &str, path: &str) -> usize {
        self.log.count(method, path)
    }

    /// The state of the simulated mPandco.
    pub fn mpandco(&self) -> &mpandco::World {
        &self.mpandco
    }

    /// The state of the simulated PagoFácil.
    pub fn pagofacil(&self) -> &pagofacil::World {
        &self.pagofacil
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;

    /// The whole answer to a GET.
    async fn get(simulator: &Simulator, target: &'static str) -> String {
        let address = simulator.base_url().socket_addrs(|| None).unwrap()[0];
        let exchange = move || -> io::Result<String> {
            let mut stream = TcpStream::connect(address)?;
            write!(
                stream,
                "GET {target} HTTP/1.1\r\nHost: sim\r\nConnection: close\r\n\r\n"
            )?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        };
        tokio::task::spawn_blocking(exchange)
            .await
            .unwrap()
            .unwrap()
    }

    #[tokio::test]
    async fn every_request_is_logged_without_its_query() {
        let simulator = Simulator::start().await.unwrap();
        let answer = get(&simulator, "/nowhere?card=secret").await;
        assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
        assert!(
            answer.ends_with(r#"{"code":404,"message":"Not Found"}"#),
            "{answer}"
        );

        let logged = simulator.requests();
        assert_eq!(logged.len(), 1);
        assert_eq!(logged[0].path, "/nowhere");
        assert_eq!(logged[0].status, 404);
        assert_eq!(simulator.request_count("GET", "/nowhere"), 1);
        assert_eq!(simulator.request_count("POST", "/nowhere"), 0);
        assert!(!format!("{simulator:?}").contains("secret"));
    }

    #[tokio::test]
    async fn the_api_wants_a_token_before_anything_else() {
        let simulator = Simulator::start().await.unwrap();
        for target in [
            "/api/payment-intent/.json",
            "/api/payment-intent/cancel.json",
        ] {
            let answer = get(&simulator, target).await;
            assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
            assert!(answer.contains(r#""error":"invalid_grant""#), "{answer}");
        }
    }

    #[tokio::test]
    async fn simulators_do_not_share_an_address() {
        let first = Simulator::start().await.unwrap();
        let second = Simulator::start().await.unwrap();
        assert_ne!(first.base_url(), second.base_url());
        assert_eq!(first.mpandco_base_url(), first.base_url());
        let pagofacil = first.pagofacil_base_url();
        assert_eq!(pagofacil.path(), "/st/public/");
        assert_eq!(pagofacil.port(), first.base_url().port());
    }
}
