//! Responses made to exhaust memory, time or the stack: each one ends in an error with the outcome
//! `Unknown`, within one bound of memory.
//!
//! One test in a separate binary, because its allocator counts the memory of the process.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod documents;

use std::fmt::Debug;
use std::future::Future;

use futures_util::FutureExt;
use http::StatusCode;
use payments_core::{Outcome, PaymentProvider, Result};
use payments_kit::http::TransportSettings;
use payments_testkit::{Canned, samples};
use payments_tests::fuzz_entries::clients;
use peak_alloc::PeakAlloc;
use provider_mpandco::{Mpandco, TOKEN};
use provider_pagofacil::Encoding;

use documents::Document;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What reading a response may take in bytes, its own length not counted.
const BOUND: usize = 80 << 20;

#[test]
fn every_hostile_response_is_unknown_and_bounded_in_memory() {
    let longest = TransportSettings::default().max_response_bytes;
    let mut seen = 0;
    for document in documents::all(longest) {
        assert!(document.text.len() <= longest, "{}", document.name);
        seen += 1;
        for encoding in [Encoding::JsonRpc, Encoding::QueryXml] {
            let client = clients::pagofacil(responding(&document, StatusCode::OK), encoding);
            let charge = clients::charge();
            let outcome = outcome(&document, client.create_payment(&charge));
            assert_eq!(outcome, Outcome::Unknown, "{}, {encoding}", document.name);
        }
        let payment = samples::payment(&clients::shop());
        let client = mpandco(&document, StatusCode::OK);
        let created = outcome(&document, client.create_payment(&payment));
        assert_eq!(created, Outcome::Unknown, "{}, an intent", document.name);
        // A refusal may be believed, where it is in the service's own words.
        let client = mpandco(&document, StatusCode::BAD_REQUEST);
        let refused = outcome(&document, client.create_payment(&payment));
        assert_ne!(refused, Outcome::NotSent, "{}, a refusal", document.name);
    }
    assert!(seen > 40, "{seen} documents");
}

/// Runs a call to its end. It must fail, and take no more memory than any.
fn outcome<T: Debug>(document: &Document, call: impl Future<Output = Result<T>>) -> Outcome {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let error = call.now_or_never().expect("nothing waits").unwrap_err();
    let taken = MEMORY.peak_usage() - before;
    assert!(taken < BOUND, "{}: {taken} bytes", document.name);
    error.outcome()
}

fn mpandco(document: &Document, status: StatusCode) -> Mpandco {
    clients::mpandco(responding(document, status))
}

fn responding(document: &Document, status: StatusCode) -> Canned {
    let response = Canned::response(status, "text/html", &*document.text);
    let token = clients::granted_token();
    Canned::with(move |request| {
        let is_token = request.operation() == TOKEN;
        Ok(if is_token {
            token.clone()
        } else {
            response.clone()
        })
    })
}
