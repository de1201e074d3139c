//! Any number of calls share one token.

use payments_core::{ErrorKind, Outcome, PaymentId, PaymentProvider};
use payments_sim::Simulator;
use payments_testkit::samples;
use provider_mpandco::{Credentials, Mpandco};
use time::Duration;
use tokio::task::JoinSet;

use crate::support;

const MAIN_GRANT: &str = "urn:client_apps";

/// Makes fifty calls at once and returns how many succeeded.
async fn herd(client: &Mpandco, id: &PaymentId) -> usize {
    let mut calls = JoinSet::new();
    for _ in 0..50 {
        let (client, id) = (client.clone(), id.clone());
        calls.spawn(async move { client.get_payment(&id).await.is_ok() });
    }
    calls.join_all().await.into_iter().filter(|ok| *ok).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_calls_on_a_cold_client_make_one_token_request() {
    let simulator = Simulator::start().await.unwrap();
    let shop = "https://shop.example/".parse().unwrap();
    let created = support::mpandco(&simulator)
        .create_payment(&samples::payment(&shop))
        .await
        .unwrap();
    assert_eq!(simulator.mpandco().token_requests(MAIN_GRANT), 1);

    let cold = support::mpandco(&simulator);
    assert_eq!(herd(&cold, created.id()).await, 50);
    assert_eq!(simulator.mpandco().token_requests(MAIN_GRANT), 2);
    assert_eq!(simulator.mpandco().token_requests("refresh_token"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_calls_over_a_token_that_ran_out_or_was_revoked_renew_it_once() {
    let simulator = Simulator::start().await.unwrap();
    let client = support::mpandco(&simulator);
    let shop = "https://shop.example/".parse().unwrap();
    let payment = client
        .create_payment(&samples::payment(&shop))
        .await
        .unwrap();

    simulator.clock().advance(Duration::hours(1));
    assert_eq!(herd(&client, payment.id()).await, 50);
    assert_eq!(simulator.mpandco().token_requests("refresh_token"), 1);

    // The service forgets every token before its time: each call meets a 401.
    simulator.mpandco().expire_tokens();
    assert_eq!(herd(&client, payment.id()).await, 50);
    assert_eq!(simulator.mpandco().token_requests("refresh_token"), 2);
    assert_eq!(simulator.mpandco().token_requests(MAIN_GRANT), 1);
}

// On one thread each call starts before the first response can arrive, so the calls are at once on
// a busy machine, too.
#[tokio::test]
async fn fifty_calls_with_wrong_keys_do_not_try_them_one_after_another() {
    let simulator = Simulator::start().await.unwrap();
    let client = Mpandco::sandbox(Credentials::new("unknown", "nothing"))
        .with_base_url(simulator.mpandco_base_url())
        .build()
        .unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..50 {
        let client = client.clone();
        calls.spawn(async move { client.void_payment(&PaymentId::new("x")).await });
    }
    for result in calls.join_all().await {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
    assert_eq!(simulator.mpandco().token_requests(MAIN_GRANT), 1);
}
