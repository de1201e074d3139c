//! Building blocks for authors of `payments-core` providers.
//!
//! A merchant does not name this crate: each provider re-exports what its builder takes.
//!
//! # A call from request to result
//!
//! ```
//! use payments_core::{Currency, Money, Operation, ProviderName, Result};
//! use payments_kit::codec::{Number, Reader};
//! use payments_kit::http::{BaseUrl, Fields, Form, HttpClient, HttpRequest};
//!
//! const NAME: ProviderName = ProviderName::new("example");
//! const OPERATION: Operation = Operation::CREATE_PAYMENT;
//!
//! payments_kit::wire_object! {
//!     struct Charge {
//!         amount: Number = "monto",
//!     }
//! }
//!
//! async fn charge(client: &HttpClient, base_url: &BaseUrl, card: &str) -> Result<Money> {
//!     // Each value is written once, and how it is written says how sensitive it is.
//!     let mut form = Form::new();
//!     form.field("amount", "20.00");
//!     form.secret("card", card);
//!     let request = HttpRequest::post(OPERATION, base_url.join("charges"), form);
//!     let response = client.send(request).await?;
//!     response.read(|response| {
//!         let reader = Reader::new(NAME, OPERATION, "America/Caracas", response.secrets());
//!         let charge: Charge = response
//!             .json()
//!             .map_err(|reason| reader.unreadable(reason.to_string()))?;
//!         reader.money(charge.amount, Currency::VES)
//!     })
//! }
//! ```
//!
//! # Contents
//!
//! * [`builder`]: what the builders of all providers share.
//! * [`http`]: [requests](http::HttpRequest) and their [bodies](http::Body), [responses](http::HttpResponse),
//!   [transports](http::HttpTransport), the [retry policy](http::RetryPolicy), and the
//!   [client](http::HttpClient) that combines them.
//! * [`codec`]: lenient decoding of [JSON](codec::from_json) and [XML](codec#functions) with exact
//!   [numbers](codec::Number), and a [reader](codec::Reader) of money, times and texts.
//! * [`rest`]: [calls](rest::RestCall) of a JSON service that refuses by status and code.
//! * `webhook`: signed webhooks (feature `webhooks`).
//!
//! # Features
//!
//! Each provider's crate has the same features and forwards them; `aws-lc`, `webhooks` and `xml` are
//! default features of this crate.
//!
//! * `aws-lc` or `ring`: the default transport, with TLS by that library's cryptography.
//! * `reqwest`: the default transport alone, which without TLS reaches loopback addresses only.
//!   Without it, supply a transport.
//! * `webhooks`: webhooks that a service signs.
//! * `xml`: responses in XML.

pub mod builder;
pub mod codec;
pub mod guide;
pub mod http;
pub mod rest;
#[cfg(feature = "webhooks")]
pub mod webhook;
