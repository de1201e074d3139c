use payments_sim::Simulator;
use payments_sim::mpandco::{AUTHORIZED_ACCOUNTS, PIN, PayTokenPlacement};
use serde_json::json;

use crate::shell::{keys, mpandco, payments_in};

pub(crate) const ORDER: [&str; 9] = [
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
async fn a_payment_is_refunded_once_and_the_refund_is_found() {
    let simulator = Simulator::start().await.unwrap();
    let created = mpandco(&simulator, &ORDER, "").await.json();
    let id = created["id"].as_str().unwrap();
    let none = mpandco(&simulator, &["find-refund", id], "").await.json();
    assert_eq!(none["matches"], serde_json::json!([]));
    let unpaid = mpandco(&simulator, &["refund-payment", id], "").await;
    assert_eq!(unpaid.code, 3, "{unpaid:?}");

    let returned = simulator.approve_payment(id).unwrap();
    let returned = format!("--returned={returned}");
    let order = [
        "settle-payment",
        id,
        "--reference=ORDER-1",
        "--amount=25.50",
        &returned,
    ];
    mpandco(&simulator, &order, "").await.json();
    let refunded = mpandco(&simulator, &["refund-payment", id], "")
        .await
        .json();
    assert_eq!(refunded["type"], "refund");
    assert_eq!(refunded["status"], "refunded");
    assert_eq!(refunded["payment"], id);
    assert_eq!(refunded["amount"]["amount"], "25.50");
    let found = mpandco(&simulator, &["find-refund", id], "").await.json();
    assert_eq!(found["matches"][0]["status"], "refunded");
    let again = mpandco(&simulator, &["refund-payment", id], "").await;
    assert_eq!(again.code, 3, "{again:?}");
    assert_eq!(simulator.mpandco().ledger()["ORDER-1"].voids, 1);
}

#[tokio::test]
async fn the_exit_code_states_the_outcome() {
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
async fn the_default_output_is_a_table_without_colors() {
    let simulator = Simulator::start().await.unwrap();
    let base_url = simulator.mpandco_base_url();
    let mut arguments = vec!["mpandco", "--base-url", base_url.as_str()];
    arguments.extend(ORDER);
    let created = payments_in(keys(), &arguments, "").await;
    assert_eq!(created.code, 0, "{created:?}");
    assert!(created.out.contains("25.50 VES"), "{created:?}");
    assert!(
        !created.out.contains('\u{1b}'),
        "no colors without a terminal"
    );
}

#[tokio::test]
async fn a_bill_is_paid_at_the_till_with_a_pin_from_standard_input() {
    for on_transactions in [false, true] {
        let simulator = Simulator::start().await.unwrap();
        let state = simulator.mpandco();
        state.set_pay_tokens(match on_transactions {
            false => PayTokenPlacement::Intent,
            true => PayTokenPlacement::Transactions,
        });
        let mut bill = ORDER.to_vec();
        bill.push("--recipient=ana");
        let bill = mpandco(&simulator, &bill, "").await.json();
        let id = bill["id"].as_str().unwrap();

        let intent = mpandco(&simulator, &["get-intent", id], "").await.json();
        let tokens = match on_transactions {
            false => &intent["accounts"],
            true => &intent["transactions"][0]["accounts"],
        };
        // The name may be the payer's own, so it is shown on request only.
        assert_eq!(tokens[0], "[personal]", "{intent}");
        let unknown = ["confirm-payment", id, "--account=?"];
        let unknown = mpandco(&simulator, &unknown, "").await;
        assert_eq!(unknown.code, 2, "{unknown:?}");
        let unknown = unknown.failure();
        let unknown = unknown["message"].as_str().unwrap();
        let account = unknown.rsplit(", but ").next().unwrap();
        let named = ["--show-personal", "get-intent", id];
        let named = mpandco(&simulator, &named, "").await.json();
        let named = match on_transactions {
            false => &named["accounts"][0],
            true => &named["transactions"][0]["accounts"][0],
        };
        assert_eq!(named, account);
        let confirm = ["confirm-payment", id, "--account", account];
        let wrong = mpandco(&simulator, &confirm, "9999\n").await;
        assert_eq!(wrong.code, 3, "{wrong:?}");
        let short = mpandco(&simulator, &confirm, "42\n").await;
        assert_eq!(short.code, 2, "{short:?}");
        let paid = mpandco(&simulator, &confirm, &format!("{PIN}\n")).await;
        assert_eq!(paid.code, 0, "{paid:?}");
        assert_eq!(paid.json()["status"], "paid");
        assert_eq!(state.times_executed("ORDER-1"), 1);
    }
}

#[tokio::test]
async fn an_order_is_settled_once_on_its_own_callback_only() {
    let simulator = Simulator::start().await.unwrap();
    let created = mpandco(&simulator, &ORDER, "").await.json();
    let id = created["id"].as_str().unwrap();
    let settle = |id: &str, amount: &str, url: &str| {
        let order = ["settle-payment", id, "--reference=ORDER-1", amount, url];
        order.map(str::to_owned)
    };
    let waiting = mpandco(&simulator, &["authorize-intent", id], "").await;
    assert_eq!(waiting.code, 0, "{waiting:?}");
    let payer = waiting.json();
    let payer = payer["payer"].as_str().unwrap();
    let returned =
        format!("--returned=https://shop.example/paid?paymentIntent={id}&payerId={payer}");

    let cheaper = settle(id, "--amount=1", &returned);
    let cheaper = mpandco(&simulator, &cheaper.each_ref().map(String::as_str), "").await;
    assert_eq!(cheaper.code, 3, "{cheaper:?}");
    assert!(cheaper.err.contains("mismatch"), "{cheaper:?}");
    for expected in ["paid", "already_paid"] {
        let order = settle(id, "--amount=25.50", &returned);
        let settled = mpandco(&simulator, &order.each_ref().map(String::as_str), "").await;
        assert_eq!(settled.json()["settlement"], expected, "{settled:?}");
        assert_eq!(settled.code, 0, "{settled:?}");
    }
    assert_eq!(simulator.mpandco().times_executed("ORDER-1"), 1);
}

#[tokio::test]
async fn an_order_is_settled_when_its_payer_did_not_come_back() {
    let simulator = Simulator::start().await.unwrap();
    let created = mpandco(&simulator, &ORDER, "").await.json();
    let id = created["id"].as_str().unwrap();
    let settle = [
        "settle-payment",
        id,
        "--reference=ORDER-1",
        "--amount=25.50",
    ];
    let waiting = mpandco(&simulator, &settle, "").await;
    assert_eq!(
        (waiting.code, &waiting.json()["settlement"]),
        (7, &json!("pending"))
    );
    mpandco(&simulator, &["authorize-intent", id], "").await;
    let paid = mpandco(&simulator, &settle, "").await;
    assert_eq!(
        (paid.code, &paid.json()["settlement"]),
        (0, &json!("paid")),
        "{paid:?}"
    );
    assert_eq!(simulator.mpandco().times_executed("ORDER-1"), 1);
}

#[tokio::test]
async fn a_url_that_is_not_complete_is_refused_in_plain_words() {
    let simulator = Simulator::start().await.unwrap();
    let order = ORDER.map(|argument| match argument {
        url if url.starts_with("--return-url") => "--return-url=/paid",
        other => other,
    });
    let refused = mpandco(&simulator, &order, "").await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(
        refused.err.contains("must be a complete URL"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn several_transactions_the_history_and_the_wallet_are_reached() {
    let simulator = Simulator::start().await.unwrap();
    let document = json!({
        "return_url": "https://shop.example/paid", "cancel_url": "https://shop.example/cart",
        "transactions": [
            {"reference": "A-1", "amount": "20.50", "description": "a",
             "items": [{"name": "x", "price": "20.50", "sku": "X"}]},
            {"reference": "A-2", "amount": "5", "description": "b",
             "splits": [{"account": AUTHORIZED_ACCOUNTS[0], "amount": "1"}]},
        ],
    });
    let created = mpandco(&simulator, &["create-transactions"], &document.to_string()).await;
    assert_eq!(created.json()["amount"]["amount"], "25.50", "{created:?}");

    let listed = mpandco(&simulator, &["list-payments", "--limit=5"], "").await;
    assert_eq!(listed.json()["items"].as_array().unwrap().len(), 1);
    let found = mpandco(&simulator, &["find-payment", "A-1"], "").await;
    assert_eq!(
        found.json()["matches"].as_array().unwrap().len(),
        1,
        "{found:?}"
    );
    let keys = mpandco(&simulator, &["check-credentials"], "").await;
    assert_eq!(keys.code, 0, "{keys:?}");
    let codes = mpandco(&simulator, &["affiliation-codes"], "").await;
    assert!(codes.json()["regular"].is_string(), "{codes:?}");

    let id = created.json()["id"].as_str().unwrap().to_owned();
    let payer = mpandco(&simulator, &["authorize-intent", &id], "")
        .await
        .json();
    let payer = format!("--payer={}", payer["payer"].as_str().unwrap());
    let paid = mpandco(&simulator, &["confirm-payment", &id, &payer], "").await;
    assert_eq!(paid.code, 0, "{paid:?}");
    let wallet = mpandco(&simulator, &["list-wallet-payments"], "")
        .await
        .json();
    let payment = wallet["items"][0]["id"].as_str().unwrap().to_owned();
    let shown = mpandco(&simulator, &["get-wallet-payment", &payment], "").await;
    let mut shown = shown.json();
    assert_eq!(
        shown.as_object_mut().unwrap().remove("type"),
        Some(json!("wallet_payment"))
    );
    assert_eq!(shown, wallet["items"][0]);
}

#[tokio::test]
async fn a_payout_file_is_validated_completely_and_sent_row_by_row() {
    let simulator = Simulator::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("payouts.csv");
    let path = file.to_str().unwrap();
    let account = |bank: &str| format!("{bank}{}", "0".repeat(16));
    let rows = |rows: &[(&str, &str, String)]| {
        let mut text = "reference,amount,name,document,account,instant\n".to_owned();
        for (reference, amount, account) in rows {
            text.push_str(&format!(
                "{reference},{amount},Ana,V19123456,{account},false\n"
            ));
        }
        std::fs::write(&file, text).unwrap();
    };

    rows(&[
        ("R-1", "1.005", account("0102")),
        ("R-1", "2", account("0102")),
    ]);
    let invalid = mpandco(&simulator, &["send-payouts", path], "").await;
    assert_eq!(invalid.code, 2, "{invalid:?}");
    let problems = invalid.failure()["message"].as_str().unwrap().to_owned();
    for problem in [
        format!("{path}: row 1 (line 2), column amount: 1.005 has more"),
        format!("{path}: row 2 (line 3), column reference: is used in row 1"),
    ] {
        assert!(
            problems.contains(&problem),
            "{problem} is not in {problems}"
        );
    }
    assert!(simulator.mpandco().payouts().is_empty());

    rows(&[
        ("R-1", "1", account("0102")),
        ("R-2", "2", account("9999")),
        ("R-3", "3.50", account("0105")),
    ]);
    let sent = mpandco(&simulator, &["send-payouts", path], "").await;
    assert_eq!(sent.code, 3, "one was rejected: {sent:?}");
    let sent = sent.json_lines();
    let row = |row: u64| sent.iter().find(|sent| sent["row"] == row).unwrap();
    assert_eq!(row(1)["payout"]["status"], "registered");
    assert_eq!(row(2)["outcome"], "rejected");
    assert_eq!(row(3)["reference"], "R-3");
    assert_eq!(simulator.mpandco().payouts().len(), 2);

    let one = format!("--account={}", account("0102"));
    let single = [
        "send-payout",
        "--reference=R-4",
        "--amount=1",
        "--name=Ana",
        "--document=V1",
        &one,
        "--instant",
    ];
    let single = mpandco(&simulator, &single, "").await;
    assert_eq!(single.json()["status"], "registered", "{single:?}");
}
