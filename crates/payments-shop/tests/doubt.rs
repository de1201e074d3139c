//! Lost responses, closed tabs, and a shop that starts again.

use payments_core::Operation;
use payments_testkit::{Fault, FaultPlan};
use time::Duration;

use crate::payer;
use crate::postgres::Server;
use crate::stage::Stage;

const ONCE: &str = "Coffee, one pound";
const MONTHLY: &str = "Coffee every month";
const UNKNOWN: &str = "We do not know yet whether you were charged.";
const PAID: &str = "<strong>Paid.</strong>";

/// Longer than the settle time of the providers.
const LATER: Duration = Duration::hours(1);

async fn a_lost_response_is_found_out(stage: &Stage) {
    let order = stage.order(ONCE).await;
    stage.pay_by_card(&order, "0069").await;
    let page = stage.shows(&order, UNKNOWN).await;
    assert!(
        !page.html.contains("<form"),
        "nothing can be paid meanwhile"
    );
    // An impatient payer, on an old page.
    stage.pay_by_card(&order, "0010").await;
    stage.press(&order, "again", &[]).await;
    assert_eq!(stage.charges(), (1, 0));

    stage.later(LATER).await;
    stage.shows(&order, PAID).await;
    stage.later(LATER).await;
    assert_eq!(stage.charges(), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_response_is_found_out_on_sqlite() {
    a_lost_response_is_found_out(&Stage::new("pagofacil").await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_response_is_found_out_on_postgresql() {
    let Some(server) = Server::shared() else {
        return;
    };
    let database = server.database().await;
    a_lost_response_is_found_out(&Stage::on("pagofacil", Some(database), true).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_that_the_shop_could_not_write_is_heard_again() {
    let stage = Stage::new("pagofacil").await;
    let order = stage.order(ONCE).await;
    stage.pays_without_writing(&order).await;
    stage.shows(&order, UNKNOWN).await;
    stage.later(LATER).await;
    stage.shows(&order, PAID).await;
    assert_eq!(stage.charges(), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_whose_response_was_lost_is_found_out() {
    let stage = Stage::new("pagofacil").await;
    let order = stage.order(MONTHLY).await;
    let plan = FaultPlan::always(Fault::BreakAfter);
    let registration = payments_core::Operation::REGISTER_SUBSCRIPTION;
    stage.simulator.set_faults(plan.on(registration));
    stage.pay_by_card(&order, "0010").await;
    stage.simulator.clear_faults();
    stage.shows(&order, UNKNOWN).await;
    stage.later(LATER).await;
    stage.shows(&order, PAID).await;
    assert_eq!(stage.charges(), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_goes_away_while_it_pays_loses_nothing() {
    let stage = Stage::new("pagofacil").await;
    let order = stage.order(ONCE).await;
    let charged = async {
        while stage.charges() == (0, 0) {
            tokio::task::yield_now().await;
        }
    };
    // The connection ends as soon as the card is charged.
    tokio::select! {
        biased;
        () = charged => {}
        _ = stage.pay_by_card(&order, "0010") => {}
    }
    let shown = async {
        while !payer::get(&order).await.unwrap().html.contains(PAID) {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    let patience = std::time::Duration::from_secs(60);
    tokio::time::timeout(patience, shown).await.unwrap();
    assert_eq!(stage.charges(), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_can_be_paid_until_the_shop_has_heard_the_verdict() {
    let stage = Stage::new("pagofacil").await;
    let order = stage.order(ONCE).await;
    stage.pay_by_card(&order, "0069").await;
    stage.later_on_a_dying_machine(LATER).await;
    let page = stage.shows(&order, UNKNOWN).await;
    assert!(!page.html.contains("<form"), "{}", page.html);
    stage.later(LATER).await;
    stage.shows(&order, PAID).await;
    assert_eq!(stage.charges(), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_request_may_be_tried_again() {
    let stage = Stage::new("mpandco").await;
    let order = stage.order(ONCE).await;
    // The token, and then the payment, of which nothing arrives.
    let plan = FaultPlan::always(Fault::BreakBefore);
    stage
        .simulator
        .set_faults(plan.on(payments_core::Operation::CREATE_PAYMENT));
    stage.press(&order, "pay", &[("method", "page")]).await;
    stage.simulator.clear_faults();
    stage.shows(&order, UNKNOWN).await;
    stage.later(LATER).await;
    stage.shows(&order, "You were not charged.").await;
    let page = stage.press(&order, "pay", &[("method", "page")]).await;
    assert!(page.next().unwrap().path().contains("express-checkout"));
    assert_eq!(stage.simulator.mpandco().intents().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_tab_after_the_approval_loses_nothing() {
    let stage = Stage::new("mpandco").await;
    let order = stage.order(ONCE).await;
    stage.press(&order, "pay", &[("method", "page")]).await;
    let id = stage.simulator.mpandco().intents()[0].id.clone();
    stage.simulator.approve_payment(&id).unwrap();
    stage.shows(&order, "Not paid yet.").await;
    assert_eq!(stage.charges(), (0, 0));
    // The journal looks after it, and the shop confirms.
    stage.later(LATER).await;
    stage.later(LATER).await;
    stage.shows(&order, PAID).await;
    assert_eq!(stage.charges(), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_that_got_lost_is_made_when_it_is_known_not_to_have_happened() {
    let stage = Stage::new("mpandco").await;
    let order = stage.order(ONCE).await;
    stage.press(&order, "pay", &[("method", "page")]).await;
    let id = stage.simulator.mpandco().intents()[0].id.clone();
    let back = stage.simulator.approve_payment(&id).unwrap();
    let lose = FaultPlan::always(Fault::BreakBefore).on(Operation::CONFIRM_PAYMENT);
    stage.simulator.set_faults(lose);
    payer::get(&back).await.unwrap();
    stage.simulator.clear_faults();
    assert_eq!(stage.charges(), (0, 0));
    stage.later(LATER).await;
    stage.later(LATER).await;
    stage.shows(&order, PAID).await;
    assert_eq!(stage.charges(), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payer_without_money_is_told_and_not_charged_later() {
    let stage = Stage::new("mpandco").await;
    let order = stage.order(ONCE).await;
    stage.press(&order, "pay", &[("method", "page")]).await;
    let id = stage.simulator.mpandco().intents()[0].id.clone();
    let back = stage.simulator.approve_payment(&id).unwrap();
    stage.simulator.mpandco().set_insufficient_funds(true);
    payer::get(&back).await.unwrap();
    stage.shows(&order, "The payment was declined.").await;
    // The money comes, and the payer has been told that they were not charged.
    stage.simulator.mpandco().set_insufficient_funds(false);
    payer::get(&back).await.unwrap();
    stage.press(&order, "check", &[]).await;
    stage.later(LATER).await;
    stage.later(LATER).await;
    stage.shows(&order, "The payment was declined.").await;
    assert_eq!(stage.charges(), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_a_hint_and_a_forged_one_pays_nothing() {
    let stage = Stage::new("mpandco").await;
    let order = stage.order(ONCE).await;
    stage.press(&order, "pay", &[("method", "page")]).await;
    let hook = stage.home.join("webhooks/mpandco").unwrap();
    let id = order.path().rsplit('/').next().unwrap();
    let call = [("order", format!("{id}-1")), ("status", "paid".to_owned())];
    let call = [("order", call[0].1.as_str()), ("status", "paid")];
    assert_eq!(payer::post(&hook, &call).await.unwrap().status, 200);
    stage.shows(&order, "Not paid yet.").await;

    let intent = stage.simulator.mpandco().intents()[0].id.clone();
    stage.simulator.approve_payment(&intent).unwrap();
    let other = stage.home.join("webhooks/pagofacil").unwrap();
    assert_eq!(payer::post(&other, &call).await.unwrap().status, 404);
    stage.shows(&order, "Not paid yet.").await;
    assert_eq!(payer::post(&hook, &call).await.unwrap().status, 200);
    stage.shows(&order, PAID).await;
}
