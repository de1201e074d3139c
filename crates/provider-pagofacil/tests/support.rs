//! A client on fixtures.

use payments_core::http::{ClientConfig, HttpTransport};
use payments_testkit::{FixedRandomness, Replay, samples};
use provider_pagofacil::{Encoding, PagoFacil, ProductionKeys, SandboxKeys};

/// Makes the JSON-RPC id of the guide's example.
const CHANCE: FixedRandomness = FixedRandomness(1_397_151_271);

fn config(transport: impl HttpTransport) -> ClientConfig {
    ClientConfig::new()
        .with_transport(transport)
        .with_clock(samples::subscription_clock())
        .with_randomness(CHANCE)
}

/// A client with the keys and the date of the guide's example.
pub(crate) fn sandbox(transport: impl HttpTransport, encoding: Encoding) -> PagoFacil {
    let keys = SandboxKeys::new(samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
    PagoFacil::sandbox(keys)
        .with_encoding(encoding)
        .with_client(config(transport))
        .build()
        .unwrap()
}

/// The same, in production.
pub(crate) fn production(transport: impl HttpTransport) -> PagoFacil {
    let keys = ProductionKeys::new(samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
    PagoFacil::production(keys)
        .with_client(config(transport))
        .build()
        .unwrap()
}

pub(crate) fn replaying(exchange: &str, encoding: Encoding) -> (PagoFacil, Replay) {
    let replay = Replay::of(&[exchange]).unwrap();
    (sandbox(replay.clone(), encoding), replay)
}
