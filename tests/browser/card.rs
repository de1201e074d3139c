//! Payments by card, and by a voucher.

use std::time::Duration;

use payments_sim::pagofacil::WebhookFormat;

use crate::browser::{Browser, Kind};
use crate::shop::{FIELDS, Stage, fill_in_card};

const PAID: &str = "Paid. Thank you!";

#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_charges_a_card_once() {
    let Some(browser) = Browser::start("double-click", Kind::default()).await else {
        return;
    };
    let stage = Stage::new("pagofacil").await;
    browser.open(stage.home.as_str()).await;
    let order = stage.order_in(&browser).await;
    fill_in_card(&browser, "0010").await;
    browser.picture("filled-in").await;
    let pay = browser.button("Pay now").await;
    let clicks = browser.driver.action_chain().double_click_element(&pay);
    clicks.perform().await.unwrap();
    browser.shows(PAID).await;
    browser.picture("paid").await;
    assert_eq!(stage.charges(), (1, 0));
    assert_eq!(stage.simulator.pagofacil().charges().len(), 1);
    // Back to the form, old or new: it charges nothing more.
    browser.go_back_and_press("Pay now").await;
    browser.open(&order).await;
    browser.shows(PAID).await;
    assert_eq!(stage.simulator.pagofacil().charges().len(), 1);
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_card_says_why_and_another_card_pays() {
    let Some(browser) = Browser::start("decline", Kind::default()).await else {
        return;
    };
    let stage = Stage::new("pagofacil").await;
    browser.open(stage.home.as_str()).await;
    stage.order_in(&browser).await;
    fill_in_card(&browser, "0036").await;
    browser.press("Pay now").await;
    browser
        .shows("The payment was declined. You were not charged.")
        .await;
    browser.shows("insufficient funds").await;
    browser.picture("declined").await;
    browser.press("Try again").await;
    fill_in_card(&browser, "0010").await;
    browser.press("Pay now").await;
    browser.shows(PAID).await;
    assert_eq!(stage.charges(), (1, 0));
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_field_is_named_gets_the_focus_and_keeps_the_rest() {
    let Some(browser) = Browser::start("wrong-field", Kind::default()).await else {
        return;
    };
    let stage = Stage::new("pagofacil").await;
    browser.open(stage.home.as_str()).await;
    stage.order_in(&browser).await;
    fill_in_card(&browser, "0010").await;
    browser
        .type_into("[name='customer.email']", "no address")
        .await;
    browser.press("Pay now").await;
    browser.shows("must be an e-mail address").await;
    browser.picture("named").await;
    let focus = browser.driver.active_element().await.unwrap();
    let name = focus.attr("name").await.unwrap();
    assert_eq!(name.as_deref(), Some("customer.email"));
    let value = async |name: &str| {
        let field = browser.find(&format!("[name='{name}']")).await;
        field.value().await.unwrap().unwrap()
    };
    assert_eq!(value("customer.first_name").await, "Ana");
    assert_eq!(value("card.number").await, "");
    assert_eq!(value("card.security_code").await, "");
    assert_eq!(stage.charges(), (0, 0));
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_is_registered_and_charged() {
    let Some(browser) = Browser::start("subscription", Kind::default()).await else {
        return;
    };
    let stage = Stage::new("pagofacil").await;
    browser.open(stage.home.as_str()).await;
    browser
        .find("input[value='Coffee every month']")
        .await
        .click()
        .await
        .unwrap();
    stage.order_in(&browser).await;
    browser.shows("every month until you cancel").await;
    fill_in_card(&browser, "0010").await;
    browser.picture("form").await;
    browser.press("Pay now").await;
    browser.shows(PAID).await;
    assert_eq!(stage.simulator.pagofacil().subscriptions().len(), 1);
    assert_eq!(stage.charges(), (1, 0));
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_can_be_printed_and_is_paid_at_the_store() {
    let Some(browser) = Browser::start("voucher", Kind::default()).await else {
        return;
    };
    let stage = Stage::new("pagofacil").await;
    browser.open(stage.home.as_str()).await;
    let order = stage.order_in(&browser).await;
    browser
        .type_into("[id='cash-method.store']", "SEVEN_ELEVEN")
        .await;
    for (name, value) in &FIELDS[..3] {
        browser
            .type_into(&format!("[id='cash-{name}']"), value)
            .await;
    }
    browser.press("Get a voucher").await;
    browser.shows("Pay in the store.").await;
    browser.open(&format!("{order}/voucher")).await;
    let voucher = stage.simulator.pagofacil().cash_orders().remove(0);
    browser.shows(&voucher.reference).await;
    browser.picture("to-print").await;
    // The service calls the shop once the payer paid, and the shop looks the order up.
    let service = stage.simulator.pagofacil();
    let hook = stage.home.join("webhooks/pagofacil").unwrap();
    service.set_webhook(hook, WebhookFormat::Form);
    stage.simulator.call_merchant();
    assert!(service.pay_cash_order(&voucher.reference));
    let called = async {
        while stage.simulator.merchant_calls().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), called)
        .await
        .unwrap();
    browser.open(&order).await;
    browser.shows(PAID).await;
    browser.picture("paid").await;
    assert_eq!(stage.charges(), (1, 0));
    browser.quit().await;
}
