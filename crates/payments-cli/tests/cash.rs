use payments_sim::Simulator;
use serde_json::{Value, json};

use crate::shell::{Ended, keys, pagofacil, payments_in};

async fn with_cash(simulator: &Simulator, command: &[&str], input: &str) -> Ended {
    let base_url = simulator.pagofacil_base_url();
    let global = [
        "--output",
        "json",
        "pagofacil",
        "--base-url",
        base_url.as_str(),
    ];
    let mut variables = keys();
    variables.push(("PAGOFACIL_CASH_ORDERS", "true".to_owned()));
    payments_in(variables, &[&global[..], command].concat(), input).await
}

pub(crate) fn order() -> String {
    let order = json!({
        "reference": "ORDER-1", "amount": "150.50", "store": "SEVEN_ELEVEN",
        "description": "Camara fotografica",
        "first_name": "Ana", "last_name": "Ejemplo", "email": "ana@example.com",
    });
    order.to_string()
}

#[tokio::test]
async fn a_cash_order_is_opened_paid_at_the_store_and_found_paid() {
    let simulator = Simulator::start().await.unwrap();
    let stores = with_cash(&simulator, &["list-stores"], "").await.json();
    let codes: Vec<&Value> = stores["items"].as_array().unwrap().iter().collect();
    assert!(codes.iter().any(|store| store["code"] == "SEVEN_ELEVEN"));

    let opened = with_cash(&simulator, &["create-cash-order"], &order()).await;
    assert_eq!(opened.code, 0, "{opened:?}");
    let opened = opened.json();
    assert_eq!(opened["status"], "awaiting_approval");
    let voucher = &opened["next_action"]["show_voucher"];
    assert_eq!(voucher["amount"]["amount"], "162.50", "{opened}");
    let id = opened["id"].as_str().unwrap();

    let shown = with_cash(&simulator, &["get-payment", id], "").await.json();
    assert_eq!(shown["status"], "awaiting_approval");
    assert!(simulator.pagofacil().pay_cash_order(id));
    let paid = with_cash(&simulator, &["get-payment", id], "").await.json();
    assert_eq!(paid["status"], "paid");
    let found = with_cash(&simulator, &["find-payment", "ORDER-1"], "").await;
    assert_eq!(found.json()["matches"][0]["id"], id, "{found:?}");
    let long_ago = "--attempted-at=2020-01-01T00:00:00Z";
    let resolved = ["resolve-payment", "ORDER-1", long_ago];
    let resolved = with_cash(&simulator, &resolved, "").await;
    assert_eq!(resolved.code, 0, "{resolved:?}");
}

#[tokio::test]
async fn a_card_is_stored_charged_and_deleted_without_printing_its_token() {
    let simulator = Simulator::start().await.unwrap();
    simulator.pagofacil().set_next_charge(true);
    let base_url = simulator.pagofacil_base_url();
    let command = [
        "--output",
        "json",
        "pagofacil",
        "--base-url",
        base_url.as_str(),
        "try-stored-card",
    ];
    let mut variables = keys();
    let key = payments_sim::pagofacil::State::sandbox_cipher_key();
    variables.push(("PAGOFACIL_CIPHER_KEY", key.clone()));
    let order = crate::pagofacil::order("ORDER-1").to_string();
    let charged = payments_in(variables, &command, &order).await;
    assert_eq!(charged.json()["status"], "paid", "{charged:?}");
    for secret in ["PFTE", &key] {
        assert!(!format!("{charged:?}").contains(secret), "{charged:?}");
    }
    assert_eq!(simulator.pagofacil().stored_card_count(), 0);
    let off = pagofacil(&simulator, &["try-stored-card"], &order).await;
    assert_ne!(off.code, 0, "{off:?}");
}

#[tokio::test]
async fn cash_orders_are_off_until_the_environment_switches_them_on() {
    let simulator = Simulator::start().await.unwrap();
    let refused = pagofacil(&simulator, &["create-cash-order"], &order()).await;
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(
        refused.err.contains("PAGOFACIL_CASH_ORDERS=true"),
        "{refused:?}"
    );
    let refused = pagofacil(&simulator, &["get-payment", "CASH1"], "").await;
    assert_ne!(refused.code, 0, "{refused:?}");
    assert!(simulator.pagofacil().cash_orders().is_empty());
}
