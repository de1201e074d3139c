//! What stands in for TLS in a program that was built without it: http, to this machine alone.

use ::reqwest::{Client, ClientBuilder};

use crate::http::{Delivery, TransportError, TransportFailure};

pub(super) fn trusting_what_this_machine_trusts() -> Result<ClientBuilder, TransportError> {
    let missing = "payments-core is built without TLS: switch its feature aws-lc or ring on";
    let error = TransportError::new(TransportFailure::Unsendable, Delivery::NotSent);
    Err(error.with_source(missing))
}

pub(super) fn trusting_nobody() -> Result<ClientBuilder, TransportError> {
    Ok(Client::builder())
}
