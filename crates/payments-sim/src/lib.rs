//! A stateful simulator of both payment services, speaking real HTTP on the loopback interface.
//!
//! [`Simulator::start`] takes a free port and answers as the services do, and dropping it stops
//! it. It is for clients of any make: ours, one in another language, or curl. The command
//! `payments sandbox` is the same simulator in a process of its own.
//!
//! * **State.** What is created stays. [`Simulator::mpandco`] and [`Simulator::pagofacil`] show it
//!   ([`intents`](mpandco::State::intents), [`charges`](pagofacil::State::charges) and more) and
//!   say what happens in them: who lacks the money, which card is declined.
//! * **The payer.** [`Simulator::approve_payment`] and [`Simulator::cancel_payment`] do what the
//!   payer's browser would; its page is served too.
//! * **Money.** [`Simulator::money`] counts what moved in both services by the merchant's
//!   reference, and what moved twice.
//! * **Log.** [`Simulator::requests`] and [`Simulator::request_count`] tell what was asked. Nothing
//!   in it could be secret.
//! * **Time.** [`Simulator::clock`] is a [`SimClock`] that can be shared with the client: tokens
//!   expire and monthly charges fall due as a test moves it. With a fixed clock and the same
//!   requests, everything comes out the same, ids included.
//! * **Faults.** [`Simulator::set_faults`] takes the [`FaultPlan`](payments_testkit::FaultPlan) that a
//!   [`FaultyTransport`](payments_testkit::FaultyTransport) takes, and lets every [`Fault`](payments_testkit::Fault)
//!   happen on the socket. [`Simulator::faults`] tells which calls they befell, and with what seed;
//!   when a test fails, that goes to standard error by itself. [`Simulator::close_port`] refuses
//!   connections. For answers that only PagoFácil gives there is
//!   [`set_next_answer`](pagofacil::State::set_next_answer).
//! * **Speed.** It finds what it holds by index, and slows down with 50,000 payments by no more
//!   than their memory costs: `cargo bench -p payments-sim --bench simulator` measures it.
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
//! // The second call loses its answer.
//! simulator.set_faults(FaultPlan::at(2, Fault::BreakAfter));
//!
//! // A client as bare as they come.
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
//!     let mut answer = String::new();
//!     stream.read_to_string(&mut answer)?;
//!     Ok(answer)
//! };
//! let first = tokio::task::spawn_blocking(ask_for_a_token.clone()).await?;
//! assert!(first?.contains("access_token"));
//! let second = tokio::task::spawn_blocking(ask_for_a_token).await?;
//! assert!(second.is_err());
//!
//! // The service did its work both times: nothing told the client.
//! assert_eq!(simulator.mpandco().token_requests("urn:client_apps"), 2);
//! assert_eq!(simulator.request_count("POST", "/oauth/v2/token"), 2);
//! let faults = simulator.faults().ok_or("a plan is set")?;
//! assert_eq!(faults.faulted_calls()[0].number, 2);
//!
//! // No money moved, twice or at all.
//! let money = simulator.money();
//! assert_eq!((money.total().charges(), money.duplicates()), (0, 0), "{money}");
//! # Ok(())
//! # }
//! ```

mod listener;
pub mod log;
mod middleware;
pub mod money;
pub mod mpandco;
pub mod pagofacil;
mod payer;
mod php;
pub mod simulator;

pub use log::LoggedRequest;
pub use money::{MoneyReport, Movement};
pub use payments_testkit::SimClock;
pub use simulator::Simulator;
