//! Bare clients of the simulator.

use payments_core::PaymentRequest;
use payments_kit::http::ClientConfig;
use payments_sim::mpandco::{CLIENT_ID, CLIENT_SECRET};
use payments_sim::{Simulator, pagofacil};
use payments_testkit::samples;
use provider_mpandco::{Credentials, Mpandco};
use provider_pagofacil::{PagoFacil, SandboxKeys};

fn config(simulator: &Simulator) -> ClientConfig {
    ClientConfig::new().with_clock(simulator.clock().clone())
}

pub(crate) fn mpandco(simulator: &Simulator) -> Mpandco {
    Mpandco::sandbox(Credentials::new(CLIENT_ID, CLIENT_SECRET))
        .with_base_url(simulator.mpandco_base_url())
        .with_client(config(simulator))
        .build()
        .unwrap()
}

pub(crate) fn pagofacil(simulator: &Simulator) -> PagoFacil {
    let (branch_id, user_id) = pagofacil::State::sandbox_keys();
    let keys = SandboxKeys::new(branch_id, user_id)
        .with_api_secret(pagofacil::State::sandbox_api_secret());
    PagoFacil::sandbox(keys)
        .with_base_url(simulator.pagofacil_base_url())
        .with_client(config(simulator))
        .build()
        .unwrap()
}

/// An order of 20 bolívares in a shop whose payers come back to it.
pub(crate) fn wallet_order(reference: &str) -> PaymentRequest {
    let sample = samples::payment(&"https://shop.example/".parse().unwrap());
    PaymentRequest::new(reference, sample.amount().clone())
        .with_description("Two coffees")
        .with_return_urls(sample.return_urls().unwrap().clone())
}
