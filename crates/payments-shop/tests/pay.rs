//! Paying, once or twice.

use std::time::Duration;

use futures_util::future::join_all;
use payments_sim::pagofacil::WebhookFormat;
use payments_testkit::{Fault, FaultPlan};

use crate::payer;
use crate::stage::{CARD, Stage, card};

const ONCE: &str = "Coffee, one pound";
const MONTHLY: &str = "Coffee every month";
const PAID: &str = "<strong>Paid.</strong>";

#[tokio::test(flavor = "multi_thread")]
async fn many_clicks_at_once_charge_a_card_once() {
    let stage = Stage::new("pagofacil").await;
    let order = stage.order(ONCE).await;
    let pages = join_all((0..8).map(|_| stage.pay_by_card(&order, "0010"))).await;
    for page in &pages {
        assert_eq!((page.status, page.next().unwrap()), (303, order.clone()));
    }
    stage.shows(&order, PAID).await;
    // And again, from the page behind the back button.
    stage.pay_by_card(&order, "0010").await;
    assert_eq!(stage.charges(), (1, 0));
    assert_eq!(stage.simulator.pagofacil().charges().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clicks_lead_to_one_payment_page_and_two_returns_confirm_once() {
    let stage = Stage::new("mpandco").await;
    let order = stage.order(ONCE).await;
    let first = stage.press(&order, "pay", &[("method", "page")]).await;
    let second = stage.press(&order, "pay", &[("method", "page")]).await;
    assert_eq!(first.next().unwrap(), second.next().unwrap());
    stage.shows(&order, "Not paid yet.").await;

    let intents = stage.simulator.mpandco().intents();
    assert_eq!(intents.len(), 1);
    let back = stage.simulator.approve_payment(&intents[0].id).unwrap();
    let returns = join_all((0..4).map(|_| payer::get(&back))).await;
    for page in returns {
        let page = page.unwrap();
        // The address that the payer keeps does not name them.
        assert_eq!((page.status, page.next().unwrap()), (303, order.clone()));
    }
    stage.shows(&order, PAID).await;
    assert_eq!(stage.charges(), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_method_does_not_pay_an_order_twice() {
    let stage = Stage::new("mpandco").await;
    let order = stage.order(ONCE).await;
    stage.press(&order, "pay", &[("method", "page")]).await;
    let bill = [("method", "wallet"), ("recipient", "ana")];
    let page = stage.press(&order, "pay", &bill).await;
    assert_eq!(page.next().unwrap(), order);
    assert_eq!(stage.simulator.mpandco().intents().len(), 1);
    // The payment that was begun first can go on.
    stage.shows(&order, "I have paid: check again").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_card_may_be_replaced_and_the_next_try_has_another_reference() {
    let stage = Stage::new("pagofacil").await;
    let order = stage.order(ONCE).await;
    stage.pay_by_card(&order, "0036").await;
    let page = stage.shows(&order, "You were not charged.").await;
    assert!(page.html.contains("insufficient funds"), "{}", page.html);
    // A click from an old page charges nothing.
    stage.pay_by_card(&order, "0010").await;
    assert_eq!(stage.charges(), (0, 0));

    for _ in 0..2 {
        stage.press(&order, "again", &[]).await;
    }
    let id = order.path().rsplit('/').next().unwrap();
    stage.shows(&order, &format!("{id}-2")).await;
    stage.pay_by_card(&order, "0010").await;
    stage.shows(&order, PAID).await;
    stage.press(&order, "again", &[]).await;
    stage.shows(&order, PAID).await;
    assert_eq!(stage.charges(), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_payment_may_be_tried_again() {
    let stage = Stage::new("mpandco").await;
    let order = stage.order(ONCE).await;
    stage.press(&order, "pay", &[("method", "page")]).await;
    let id = stage.simulator.mpandco().intents()[0].id.clone();
    let back = stage.simulator.cancel_payment(&id).unwrap();
    assert_eq!(payer::get(&back).await.unwrap().next().unwrap(), order);
    stage.shows(&order, "The payment was cancelled.").await;

    stage.press(&order, "again", &[]).await;
    let page = stage.press(&order, "pay", &[("method", "page")]).await;
    assert!(page.next().unwrap().path().contains("express-checkout"));
    assert_eq!(stage.simulator.mpandco().intents().len(), 2);
    assert_eq!(stage.charges(), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_is_billed_and_the_server_of_the_provider_settles_the_order() {
    let stage = Stage::new("mpandco").await;
    stage.simulator.call_merchant();
    let order = stage.order(ONCE).await;
    let bill = [("method", "wallet"), ("recipient", "demo01")];
    stage.press(&order, "pay", &bill).await;
    stage.shows(&order, "Approve the payment in the app").await;
    let id = stage.simulator.mpandco().intents()[0].id.clone();
    stage.simulator.approve_payment(&id).unwrap();
    let called = async {
        while stage.simulator.merchant_calls().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), called)
        .await
        .unwrap();
    stage.shows(&order, PAID).await;
    assert_eq!(stage.charges(), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_is_registered_and_charged_once() {
    let stage = Stage::new("pagofacil").await;
    let order = stage.order(MONTHLY).await;
    join_all((0..4).map(|_| stage.pay_by_card(&order, "0010"))).await;
    stage.shows(&order, PAID).await;
    assert_eq!(stage.simulator.pagofacil().subscriptions().len(), 1);
    assert_eq!(stage.charges(), (1, 0));

    // It stays registered when its first charge is declined, so nothing is tried again.
    let declined = stage.order(MONTHLY).await;
    stage.pay_by_card(&declined, "0036").await;
    stage
        .shows(&declined, "Your subscription is registered")
        .await;
    stage.press(&declined, "again", &[]).await;
    stage.pay_by_card(&declined, "0010").await;
    assert_eq!(stage.simulator.pagofacil().subscriptions().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_form_comes_back_with_every_problem_and_without_the_card() {
    let stage = Stage::new("pagofacil").await;
    let order = stage.order(ONCE).await;
    let number = card("0010");
    let mut form: Vec<_> = CARD.to_vec();
    form.retain(|(name, _)| !["customer.email", "customer.address.city"].contains(name));
    form.extend([("card.number", number.as_str()), ("customer.email", "<b>")]);
    let page = stage.press(&order, "pay", &form).await;
    assert_eq!(page.status, 422);
    for text in [
        "href=\"#card-customer.email\"",
        "href=\"#card-customer.address.city\"",
        "aria-invalid=\"true\"",
        "value=\"&lt;b&gt;\"",
        "value=\"Guadalajara\"",
    ] {
        let expected = text != "value=\"Guadalajara\"";
        assert_eq!(page.html.contains(text), expected, "{text}: {}", page.html);
    }
    for secret in [number.as_str(), "739", "12/39"] {
        assert!(!page.html.contains(secret), "{secret}");
    }
    assert_eq!(stage.charges(), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_card_is_in_the_database_or_in_an_address() {
    let stage = Stage::new("pagofacil").await;
    for (product, ending) in [(ONCE, "0010"), (ONCE, "0036"), (MONTHLY, "0010")] {
        let order = stage.order(product).await;
        let page = stage.pay_by_card(&order, ending).await;
        assert_eq!(page.next().unwrap().query(), None);
        // Lost responses are kept with their errors.
        stage.simulator.set_faults(FaultPlan::at(1, Fault::Html));
        let lost = stage.order(product).await;
        stage.pay_by_card(&lost, ending).await;
        stage.simulator.clear_faults();
    }
    let database = stage.database();
    let holds = |text: &str| {
        database
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(holds("pagofacil"), "the database was read");
    for secret in [card("0010"), card("0036"), "Ejemplo".to_owned()] {
        assert!(!holds(&secret), "{secret}");
    }
    // Times and ids hold the three digits of the code by chance, but not alone.
    let is_alone = |around: &[u8]| {
        let [before, code @ .., after] = around else {
            return false;
        };
        let joined = [before, after].map(|byte| byte.is_ascii_alphanumeric() || *byte == b'.');
        code == b"739" && joined == [false, false]
    };
    assert!(!database.windows(5).any(is_alone), "the security code");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_is_paid_at_the_store_and_a_forged_webhook_pays_nothing() {
    let stage = Stage::new("pagofacil").await;
    let hook = stage.home.join("webhooks/pagofacil").unwrap();
    let format = WebhookFormat::Json;
    stage
        .simulator
        .pagofacil()
        .set_webhook(hook.clone(), format);
    stage.simulator.call_merchant();
    let order = stage.order(ONCE).await;
    let form = [
        ("method", "cash"),
        ("method.store", "SEVEN_ELEVEN"),
        ("customer.first_name", "Ana"),
        ("customer.last_name", "Ejemplo"),
        ("customer.email", "ana@shop.example"),
    ];
    stage.press(&order, "pay", &form).await;
    stage.press(&order, "pay", &form).await;
    stage.shows(&order, "Pay in the store.").await;
    let vouchers = stage.simulator.pagofacil().cash_orders();
    assert_eq!(vouchers.len(), 1);
    let voucher: url::Url = format!("{order}/voucher").parse().unwrap();
    let page = stage.shows(&voucher, &vouchers[0].reference).await;
    assert!(page.html.contains("Pay until"), "{}", page.html);

    let id = order.path().rsplit('/').next().unwrap();
    let reference = format!("{id}-1");
    let forged = [("customer_order", reference.as_str()), ("status", "4")];
    assert_eq!(payer::post(&hook, &forged).await.unwrap().status, 200);
    stage.shows(&order, "Pay in the store.").await;

    assert!(
        stage
            .simulator
            .pagofacil()
            .pay_cash_order(&vouchers[0].reference)
    );
    let called = async {
        while stage.simulator.merchant_calls().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), called)
        .await
        .unwrap();
    stage.shows(&order, PAID).await;
    assert_eq!(stage.charges(), (1, 0));
}
