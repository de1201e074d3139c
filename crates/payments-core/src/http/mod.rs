//! The way to a provider and back: requests, the transport they go through, and what is repeated.

mod base_url;
mod client;
mod form;
pub mod redact;
mod request;
#[cfg(feature = "reqwest")]
mod reqwest;
mod response;
mod retry;
mod retry_after;
mod secret_bytes;
#[cfg(feature = "reqwest")]
mod settings;
#[cfg(feature = "reqwest")]
#[cfg_attr(not(feature = "_tls"), path = "no_tls.rs")]
mod tls;
mod transport;

#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;
pub use base_url::{BaseUrl, InvalidBaseUrl};
pub use client::{ClientConfig, HttpClient};
pub use form::{Form, FormScope};
pub use request::HttpRequest;
pub use response::HttpResponse;
pub use retry::{Attempt, Decision, RetryPolicy, decide};
pub use secret_bytes::{SecretBuffer, SecretBytes};
#[cfg(feature = "reqwest")]
pub use settings::TransportSettings;
pub use transport::{Delivery, HttpTransport, TransportError, TransportFailure};
