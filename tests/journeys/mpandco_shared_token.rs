//! Several processes of one application share a token.

use payments_core::PaymentProvider;
use payments_kit::http::ClientConfig;
use payments_sim::Simulator;
use payments_sim::mpandco::{CLIENT_ID, CLIENT_SECRET};
use payments_testkit::samples;
use provider_mpandco::{Credentials, InMemoryTokenStore, Mpandco};
use time::Duration;

fn process(simulator: &Simulator, store: &InMemoryTokenStore) -> Mpandco {
    Mpandco::sandbox(Credentials::new(CLIENT_ID, CLIENT_SECRET))
        .with_base_url(simulator.mpandco_base_url())
        .with_client(ClientConfig::new().with_clock(simulator.clock().clone()))
        .with_token_store(store.clone())
        .build()
        .unwrap()
}

#[tokio::test]
async fn the_main_token_is_requested_once_and_renewed_by_the_first_caller() {
    let simulator = Simulator::start().await.unwrap();
    let store = InMemoryTokenStore::default();
    let processes = [(); 3].map(|()| process(&simulator, &store));
    let shop = "https://shop.example/".parse().unwrap();
    let order = samples::payment(&shop);
    let payment = processes[0].create_payment(&order).await.unwrap();

    for hours in 0..3 {
        for process in &processes {
            process.get_payment(payment.id()).await.unwrap();
        }
        assert_eq!(simulator.mpandco().token_requests("urn:client_apps"), 1);
        assert_eq!(simulator.mpandco().token_requests("refresh_token"), hours);
        simulator.clock().advance(Duration::hours(1));
    }
}
