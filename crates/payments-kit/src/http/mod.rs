//! HTTP client, requests, responses, transports and retries.

mod base_url;
mod body;
mod charset;
mod client;
mod config;
mod form;
mod json_body;
mod request;
#[cfg(feature = "reqwest")]
mod reqwest;
mod response;
mod retry;
mod retry_after;
mod secret_bytes;
mod telemetry;
mod transport;

#[cfg(feature = "reqwest")]
pub use self::reqwest::{
    ReqwestBuilder, ReqwestClient, ReqwestClientBuilder, ReqwestTransport, TransportSettings,
};
pub use base_url::{BaseUrl, InvalidBaseUrl};
pub use body::{Body, Fields};
pub use client::HttpClient;
pub use config::ClientConfig;
pub use form::{Form, FormScope};
pub use json_body::{JsonBody, JsonList, JsonObject};
pub use request::HttpRequest;
pub use response::HttpResponse;
pub use retry::{Attempt, Decision, RetryPolicy, decide};
pub use secret_bytes::{SecretBuffer, SecretBytes};
pub use transport::{Delivery, HttpTransport, TransportError, TransportFailure};
