use payments_testkit::sim::Simulator;

use crate::shell::{keys, mpandco, payments_in};

const ORDER: [&str; 9] = [
    "create-payment",
    "--reference=ORDER-1",
    "--amount=25.50",
    "--description=Two coffees",
    "--return-url=https://shop.example/paid",
    "--cancel-url=https://shop.example/cart",
    "--item=Coffee=10x2",
    "--shipping=3",
    "--tax=2.50",
];

#[tokio::test]
async fn a_payment_goes_from_creation_to_its_voiding() {
    let simulator = Simulator::start().await.unwrap();
    let created = mpandco(&simulator, &ORDER, "").await;
    assert_eq!(created.code, 0, "{created:?}");
    let created = created.json();
    assert_eq!(created["status"], "awaiting_approval");
    assert_eq!(created["amount"]["amount"], "25.50");
    let id = created["id"].as_str().unwrap();

    let returned = simulator.approve_payment(id).unwrap();
    let payer = returned
        .query_pairs()
        .find(|(name, _)| name == "payerId")
        .map(|(_, payer)| format!("--payer={payer}"))
        .unwrap();
    let paid = mpandco(&simulator, &["confirm-payment", id, &payer], "").await;
    assert_eq!(paid.json()["status"], "paid");
    let again = mpandco(&simulator, &["confirm-payment", id, &payer], "").await;
    assert_eq!(again.code, 3, "{again:?}");

    let shown = mpandco(&simulator, &["get-payment", id], "").await;
    assert_eq!(shown.json(), paid.json());
    let voided = mpandco(&simulator, &["void-payment", id], "").await;
    assert_eq!(voided.json()["status"], "voided");
    assert_eq!(simulator.mpandco().times_executed("ORDER-1"), 1);
}

#[tokio::test]
async fn the_exit_code_says_what_became_of_it() {
    let simulator = Simulator::start().await.unwrap();
    let base_url = simulator.mpandco_base_url();

    let mut bad = ORDER;
    bad[2] = "--amount=0.001";
    let invalid = mpandco(&simulator, &bad, "").await;
    assert_eq!(invalid.code, 2, "{invalid:?}");
    assert!(invalid.err.contains(r#""field": "amount""#), "{invalid:?}");
    assert!(simulator.requests().is_empty());

    let unknown_id = mpandco(&simulator, &["get-payment", "nothing"], "").await;
    assert_eq!(unknown_id.code, 3, "{unknown_id:?}");
    // The payment is fetched before it is voided, so the voiding itself was never sent.
    let unknown_id = mpandco(&simulator, &["void-payment", "nothing"], "").await;
    assert_eq!(unknown_id.code, 5, "{unknown_id:?}");

    let no_keys = [
        "mpandco",
        "--base-url",
        base_url.as_str(),
        "get-payment",
        "x",
    ];
    let no_keys = payments_in(Vec::new(), &no_keys, "").await;
    assert_eq!(no_keys.code, 2, "{no_keys:?}");
    assert!(no_keys.err.contains("MPANDCO_CLIENT_ID"));

    let elsewhere = [
        "mpandco",
        "--base-url=http://pay.example/",
        "get-payment",
        "x",
    ];
    let elsewhere = payments_in(keys(), &elsewhere, "").await;
    assert_eq!(elsewhere.code, 2, "{elsewhere:?}");

    drop(simulator);
    let gone = [
        "mpandco",
        "--base-url",
        base_url.as_str(),
        "void-payment",
        "x",
    ];
    let gone = payments_in(keys(), &gone, "").await;
    assert_eq!(gone.code, 5, "{gone:?}");
}

#[tokio::test]
async fn a_table_is_what_a_person_gets() {
    let simulator = Simulator::start().await.unwrap();
    let base_url = simulator.mpandco_base_url();
    let mut arguments = vec!["mpandco", "--base-url", base_url.as_str()];
    arguments.extend(ORDER);
    let created = payments_in(keys(), &arguments, "").await;
    assert_eq!(created.code, 0, "{created:?}");
    assert!(created.out.contains("25.50 VES"), "{created:?}");
    assert!(
        !created.out.contains('\u{1b}'),
        "no colours where no terminal is"
    );
}
