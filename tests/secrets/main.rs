//! Every call under every fault, with secrets and personal values as canaries: none of them is in any
//! trace, panic message, error, or printed or serialized value. Personal values are readable only
//! through the accessors that return them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod callers;
mod canaries;
mod marked;
mod mpandco;
mod pagofacil;
mod pagofacil_cash;
mod watch;

use payments_core::PageRequest;
use payments_core::PaymentProvider;
use payments_kit::http::ReqwestTransport;
use payments_sim::Simulator;
use payments_testkit::samples;
use payments_tests::matrix::{clients, differences, walk};
use provider_pagofacil::{Encoding, TransactionFilter};

#[tokio::test(flavor = "multi_thread")]
async fn no_call_prints_a_secret_or_a_personal_value_under_any_fault() {
    watch::watch();
    let cells = walk(watch::witness).await;
    watch::check();
    watch::check_that_all_sources_were_seen();
    // All cells of the matrix were read, and none differs from the rules.
    assert!(differences(&cells).is_none());
}

#[tokio::test]
async fn a_personal_value_is_readable_on_request_and_never_printed() {
    watch::watch();
    let clock = samples::subscription_clock();
    let simulator = Simulator::start_with(0, clock).await.unwrap();
    let http = ReqwestTransport::for_loopback(Default::default()).unwrap();
    let config = clients::config(&simulator, http);
    let client = clients::pagofacil(&simulator, Encoding::JsonRpc, config);
    let charge = clients::charge("ORDER-1", clients::good_card());
    client.create_payment(&charge).await.unwrap();
    let (filter, first) = (TransactionFilter::new(), PageRequest::first());
    let report = client.search_transactions(&filter, &first).await;
    watch::result(&report);
    let transactions = report.unwrap().items;
    let holder = clients::cardholder();
    let email = transactions[0].cardholder_email.as_ref().unwrap();
    assert_eq!(email.expose(), holder.email.expose());
    let name = transactions[0].cardholder_name.as_ref().unwrap();
    assert!(name.expose().contains(holder.first_name.expose()));
    watch::check();
}
