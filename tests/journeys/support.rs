//! Clients of the simulator.

use payments_core::http::ClientConfig;
use payments_testkit::sim::mpandco::{CLIENT_ID, CLIENT_SECRET};
use payments_testkit::sim::{Simulator, pagofacil};
use provider_mpandco::{Credentials, Mpandco};
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys};

pub(crate) fn mpandco(simulator: &Simulator) -> Mpandco {
    Mpandco::sandbox(Credentials::new(CLIENT_ID, CLIENT_SECRET))
        .with_base_url(simulator.mpandco_base_url())
        .with_client(config(simulator))
        .build()
        .unwrap()
}

pub(crate) fn pagofacil(simulator: &Simulator, encoding: Encoding) -> PagoFacil {
    let (branch_id, user_id) = pagofacil::World::sandbox_keys();
    PagoFacil::sandbox(SandboxKeys::new(branch_id, user_id))
        .with_base_url(simulator.pagofacil_base_url())
        .with_encoding(encoding)
        .with_client(config(simulator))
        .build()
        .unwrap()
}

/// Client and simulator go by one clock.
fn config(simulator: &Simulator) -> ClientConfig {
    ClientConfig::new().with_clock(simulator.clock().clone())
}
