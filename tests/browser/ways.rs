//! The shop on a phone, without JavaScript, and without a mouse.

use thirtyfour::{By, Key};

use crate::browser::{Browser, Kind};
use crate::shop::{FIELDS, Stage, card_number, fill_in_card};

const PAID: &str = "Paid. Thank you!";

#[tokio::test(flavor = "multi_thread")]
async fn every_page_fits_a_phone() {
    let narrow = Kind {
        narrow: true,
        ..Kind::default()
    };
    let Some(browser) = Browser::start("phone", narrow).await else {
        return;
    };
    let stage = Stage::new("pagofacil").await;
    let width = "return [window.innerWidth, document.documentElement.scrollWidth]";
    let fits = async |page: &str| {
        let found = browser.driver.execute(width, Vec::new()).await.unwrap();
        let [window, content]: [u32; 2] = found.convert().unwrap();
        assert_eq!(window, 360, "{page}");
        assert!(content <= 360, "{page} is {content} pixels wide");
        browser.picture(page).await;
    };
    browser.open(stage.home.as_str()).await;
    fits("home").await;
    stage.order_in(&browser).await;
    fits("form").await;
    browser.find("form").await;
    fill_in_card(&browser, "0069").await;
    browser.press("Pay now").await;
    browser
        .shows("We do not know yet whether you were charged.")
        .await;
    fits("unknown").await;
    browser.open(&stage.admin()).await;
    browser.shows("Unknown or in flight").await;
    fits("admin").await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_needs_no_javascript() {
    let without = Kind {
        without_script: true,
        ..Kind::default()
    };
    let Some(browser) = Browser::start("no-javascript", without).await else {
        return;
    };
    // It is really off.
    browser
        .open("data:text/html,<title>off</title><script>document.title='on'</script>")
        .await;
    assert_eq!(browser.driver.title().await.unwrap(), "off");

    let stage = Stage::new("mpandco").await;
    browser.open(stage.home.as_str()).await;
    stage.order_in(&browser).await;
    browser.press("Go to the payment page").await;
    browser.press("Approve").await;
    browser.shows(PAID).await;
    browser.picture("paid").await;
    assert_eq!(stage.charges(), (1, 0));
    browser.quit().await;
}

/// Presses the tab key until the element of a selector has the focus.
async fn tab_to(browser: &Browser, selector: &str) {
    for _ in 0..40 {
        let tab = browser.driver.action_chain().send_keys(Key::Tab);
        tab.perform().await.unwrap();
        let focused = format!("{selector}:focus-visible");
        if browser.driver.find(By::Css(&focused)).await.is_ok() {
            return;
        }
    }
    panic!("the tab key does not reach {selector}");
}

async fn keys(browser: &Browser, text: &str) {
    let keys = browser.driver.action_chain().send_keys(text);
    keys.perform().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_needs_no_mouse() {
    let Some(browser) = Browser::start("keyboard", Kind::default()).await else {
        return;
    };
    let stage = Stage::new("pagofacil").await;
    browser.open(stage.home.as_str()).await;
    // The first stop is the link over the navigation.
    tab_to(&browser, ".skip").await;
    browser.picture("skip-link").await;
    tab_to(&browser, "main button").await;
    keys(&browser, &Key::Enter.value().to_string()).await;
    browser.button("Pay now").await;
    let number = card_number("0010");
    let card = [("card.number", number.as_str()), ("card.expiry", "12/39")];
    let code = [("card.security_code", "222")];
    let country = [("customer.address.country", "")];
    for (name, value) in card.iter().chain(&code).chain(&FIELDS).chain(&country) {
        tab_to(&browser, &format!("[name='{name}']")).await;
        keys(&browser, value).await;
    }
    tab_to(&browser, "main button").await;
    browser.picture("focus").await;
    keys(&browser, &Key::Enter.value().to_string()).await;
    browser.shows(PAID).await;
    assert_eq!(stage.charges(), (1, 0));
    browser.quit().await;
}
