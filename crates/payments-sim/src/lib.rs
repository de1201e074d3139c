//! A stateful simulator of mPandco and PagoFácil.net, speaking real HTTP on the loopback interface.
//!
//! [`Simulator::start`] takes a free port and behaves as the services do; dropping the simulator stops
//! it. It serves any client: one of this workspace, one in another language, or curl. The command
//! `payments sandbox` runs the same simulator as a separate process.
//!
//! * **State.** [`Simulator::mpandco`] and [`Simulator::pagofacil`] show what was created
//!   ([`intents`](mpandco::State::intents), [`charges`](pagofacil::State::charges) and more) and
//!   configure what happens next: who lacks the money, which card is declined.
//! * **Payer.** [`Simulator::approve_payment`] and [`Simulator::cancel_payment`] do what the payer's
//!   browser would; its page is served too.
//! * **Money.** [`Simulator::money`] counts what moved in both services by the merchant's reference,
//!   and what moved twice.
//! * **Log.** [`Simulator::requests`] and [`Simulator::request_count`] show what was requested. The
//!   log holds no secret.
//! * **Time.** [`Simulator::clock`] is a [`SimClock`] that the client can share: tokens expire and
//!   monthly charges fall due as a test moves it. With a fixed clock and the same requests, every run
//!   has the same responses, identifiers included.
//! * **Fault injection.** [`Simulator::set_faults`] takes the same
//!   [`FaultPlan`](payments_testkit::FaultPlan) as a
//!   [`FaultyTransport`](payments_testkit::FaultyTransport), and makes each
//!   [`Fault`](payments_testkit::Fault) happen on the socket. [`Simulator::faults`] returns which calls
//!   were hit, and the seed; when a test fails, that is printed to standard error.
//!   [`Simulator::close_port`] refuses connections.
//! * **Virtual time.** [`InProcess`] is both services without a socket, for simulations in which no
//!   time of the system passes.
//! * **Speed.** Records are found by index: `cargo bench -p payments-sim --bench simulator` measures
//!   that 50,000 payments cost no more per request than their memory.
//!
//! ```
//! use std::io::{Read, Write};
//! use std::net::TcpStream;
//!
//! use payments_sim::Simulator;
//! use payments_sim::mpandco::{CLIENT_ID, CLIENT_SECRET};
//! use payments_testkit::{Fault, FaultPlan};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let simulator = Simulator::start().await?;
//!
//! // The second call loses its response.
//! simulator.set_faults(FaultPlan::at(2, Fault::BreakAfter));
//!
//! // A minimal client.
//! let address = simulator.base_url().socket_addrs(|| None)?[0];
//! let ask_for_a_token = move || -> std::io::Result<String> {
//!     let form = format!(
//!         "client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&grant_type=urn:client_apps"
//!     );
//!     let mut stream = TcpStream::connect(address)?;
//!     write!(
//!         stream,
//!         "POST /oauth/v2/token HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\
//!          Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
//!         form.len()
//!     )?;
//!     let mut response = String::new();
//!     stream.read_to_string(&mut response)?;
//!     Ok(response)
//! };
//! let first = tokio::task::spawn_blocking(ask_for_a_token.clone()).await?;
//! assert!(first?.contains("access_token"));
//! let second = tokio::task::spawn_blocking(ask_for_a_token).await?;
//! assert!(second.is_err());
//!
//! // The service did its work both times; the client cannot know.
//! assert_eq!(simulator.mpandco().token_requests("urn:client_apps"), 2);
//! assert_eq!(simulator.request_count("POST", "/oauth/v2/token"), 2);
//! let faults = simulator.faults().ok_or("a plan is set")?;
//! assert_eq!(faults.faulted_calls()[0].number, 2);
//!
//! // No money moved.
//! let money = simulator.money();
//! assert_eq!((money.total().charges(), money.duplicates()), (0, 0), "{money}");
//! # Ok(())
//! # }
//! ```

mod html;
mod in_process;
mod listener;
pub mod log;
mod merchant;
mod middleware;
pub mod money;
pub mod mpandco;
pub mod pagofacil;
mod php;
pub mod simulator;
mod status;
mod test_values;

pub use in_process::InProcess;
pub use log::LoggedRequest;
pub use merchant::MerchantCall;
pub use money::{MoneyReport, Movement};
pub use payments_testkit::SimClock;
pub use simulator::Simulator;
pub use status::{
    CashOrderStatus, ChargeStatus, IntentStatus, MerchantCallStatus, PayoutStatus, ReferenceStatus,
    RequestStatus, Status, SubscriptionStatus,
};
pub use test_values::{DeclineReason, TEST_VALUES, TestOutcome, TestValue};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
