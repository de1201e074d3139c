//! Every call under every fault, over real HTTP.

use payments_core::PageRequest;
use payments_core::PaymentProvider;
use payments_kit::http::ReqwestTransport;
use payments_sim::Simulator;
use payments_testkit::samples;
use payments_tests::matrix::{clients, differences, walk};
use provider_pagofacil::{Encoding, TransactionFilter};

use crate::watch;

#[tokio::test(flavor = "multi_thread")]
async fn no_call_prints_a_secret_or_a_personal_value_whatever_befalls_it() {
    watch::watch();
    let cells = walk(watch::witness).await;
    watch::check();
    watch::check_that_all_were_heard();
    // What was listened to is the whole matrix, and it took its course.
    assert!(differences(&cells).is_none());
}

#[tokio::test]
async fn whoever_asks_for_a_personal_value_gets_it_and_its_owner_prints_nothing() {
    watch::watch();
    let clock = samples::subscription_clock();
    let simulator = Simulator::start_with(0, clock).await.unwrap();
    let http = ReqwestTransport::for_this_machine(Default::default()).unwrap();
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
