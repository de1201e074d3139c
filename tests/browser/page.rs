//! Payments on mPandco's page.

use crate::browser::{Browser, Kind};
use crate::shop::Stage;

const PAID: &str = "Paid. Thank you!";

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_by_the_button_is_paid() {
    let Some(browser) = Browser::start("button", Kind::default()).await else {
        return;
    };
    let stage = Stage::new("mpandco").await;
    browser.open(stage.home.as_str()).await;
    browser.picture("home").await;
    let order = stage.order_in(&browser).await;
    browser.picture("order").await;
    browser.press("Go to the payment page").await;
    browser.shows("Approve this payment?").await;
    browser.picture("page-of-mpandco").await;
    browser.press("Approve").await;
    browser.shows(PAID).await;
    browser.picture("paid").await;
    // The address does not name the payer, and the order's is all that is left.
    assert_eq!(browser.address().await, order);
    assert_eq!(stage.charges(), (1, 0));
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_payment_is_not_charged_and_can_be_tried_again() {
    let Some(browser) = Browser::start("cancel", Kind::default()).await else {
        return;
    };
    let stage = Stage::new("mpandco").await;
    browser.open(stage.home.as_str()).await;
    stage.order_in(&browser).await;
    browser.press("Go to the payment page").await;
    browser.press("Cancel").await;
    browser
        .shows("The payment was cancelled. You were not charged.")
        .await;
    browser.picture("cancelled").await;
    assert_eq!(stage.charges(), (0, 0));
    browser.press("Try again").await;
    browser.press("Go to the payment page").await;
    browser.press("Approve").await;
    browser.shows(PAID).await;
    assert_eq!(stage.charges(), (1, 0));
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_is_closed_after_the_approval_loses_nothing() {
    let Some(browser) = Browser::start("closed-tab", Kind::default()).await else {
        return;
    };
    let stage = Stage::new("mpandco").await;
    browser.open(stage.home.as_str()).await;
    let order = stage.order_in(&browser).await;
    browser.press("Go to the payment page").await;
    browser.button("Approve").await;
    // The approval arrives, and the tab is gone before the browser follows the redirect.
    let approve =
        "fetch(document.querySelector('form').action, {method: 'POST', redirect: 'manual'})
                       .then(arguments[0], arguments[0])";
    let driver = &browser.driver;
    driver.execute_async(approve, Vec::new()).await.unwrap();
    let first = driver.window().await.unwrap();
    let second = driver.new_tab().await.unwrap();
    driver.switch_to_window(first).await.unwrap();
    driver.close_window().await.unwrap();
    driver.switch_to_window(second).await.unwrap();
    browser.open(&order).await;
    browser.shows("Not paid yet.").await;
    browser.picture("not-paid-yet").await;
    assert_eq!(stage.charges(), (0, 0));

    // The journal looks after the payment, and the shop confirms it.
    stage.later().await;
    stage.later().await;
    browser.open(&order).await;
    browser.shows(PAID).await;
    browser.picture("paid").await;
    assert_eq!(stage.charges(), (1, 0));
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_back_button_leads_to_no_second_payment() {
    let Some(browser) = Browser::start("back", Kind::default()).await else {
        return;
    };
    let stage = Stage::new("mpandco").await;
    browser.open(stage.home.as_str()).await;
    let order = stage.order_in(&browser).await;
    browser.press("Go to the payment page").await;
    browser.shows("Approve this payment?").await;
    // Back to the order, as the browser kept it, and to the same payment once more.
    browser.driver.back().await.unwrap();
    browser.press("Go to the payment page").await;
    browser.press("Approve").await;
    browser.shows(PAID).await;
    // Back to the page of the order, old or new: no button leads to another payment.
    browser.go_back_and_press("Go to the payment page").await;
    browser.open(&order).await;
    browser.shows(PAID).await;
    browser.picture("paid").await;
    assert_eq!(stage.simulator.mpandco().intents().len(), 1);
    assert_eq!(stage.charges(), (1, 0));
    browser.quit().await;
}
