//! What a person decides on the admin page.

use payments_core::Operation;
use payments_testkit::{Fault, FaultPlan};

use crate::browser::{Browser, Kind};
use crate::shop::{Stage, fill_in_card};

#[tokio::test(flavor = "multi_thread")]
async fn a_person_closes_what_no_program_can_find_out() {
    let Some(browser) = Browser::start("person", Kind::default()).await else {
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
    let order = stage.order_in(&browser).await;
    fill_in_card(&browser, "0010").await;
    let plan = FaultPlan::always(Fault::BreakBefore).on(Operation::REGISTER_SUBSCRIPTION);
    stage.simulator.set_faults(plan);
    browser.press("Pay now").await;
    browser.shows("Do not pay again").await;
    browser.picture("unknown").await;
    stage.simulator.clear_faults();
    stage.later().await;

    browser.open(&stage.admin()).await;
    browser.shows("What a person must decide").await;
    browser.picture("to-decide").await;
    browser
        .find("input[value='no']")
        .await
        .click()
        .await
        .unwrap();
    browser.type_into("input[name='by']", "Ana").await;
    browser
        .type_into("input[name='reason']", "no contract in the manager")
        .await;
    browser.press("Close the attempt").await;
    browser.shows("Ana: no contract in the manager").await;
    browser.picture("closed").await;

    browser.open(&order).await;
    browser.shows("You were not charged.").await;
    fill_in_card(&browser, "0010").await;
    browser.press("Pay now").await;
    browser.shows("Paid. Thank you!").await;
    assert_eq!(stage.simulator.pagofacil().subscriptions().len(), 1);
    browser.quit().await;
}
