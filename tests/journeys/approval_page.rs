//! The payer's way through the approval page, as a browser goes it.

use payments_core::{Effect, NextAction, Operation, Payment, PaymentProvider, PaymentStatus};
use payments_kit::http::{Form, HttpRequest, HttpResponse, HttpTransport, ReqwestTransport};
use payments_sim::Simulator;
use payments_testkit::samples;
use provider_mpandco::PayerReturn;
use url::Url;

use crate::support;

const BROWSE: Operation = Operation::new("browse", Effect::Read);

async fn get(url: &Url) -> HttpResponse {
    let browser = ReqwestTransport::for_loopback(Default::default()).unwrap();
    let request = HttpRequest::get(BROWSE, url.clone());
    browser.send(request).await.unwrap()
}

/// Presses the button `label` on a page: sends the form that holds it.
async fn press(page: &Url, html: &str, label: &str) -> HttpResponse {
    let form = html
        .split("<form")
        .skip(1)
        .find(|form| form.contains(label))
        .unwrap_or_else(|| panic!("no button {label:?} on the page:\n{html}"));
    let action = form.split("action=\"").nth(1).unwrap();
    let action = action.split('"').next().unwrap().replace("&amp;", "&");
    let browser = ReqwestTransport::for_loopback(Default::default()).unwrap();
    let request = HttpRequest::post(BROWSE, page.join(&action).unwrap(), Form::new());
    browser.send(request).await.unwrap()
}

fn location(response: &HttpResponse) -> Url {
    assert!(response.status().is_redirection());
    let location = response.headers()["location"].to_str().unwrap();
    location.parse().unwrap()
}

async fn waiting(simulator: &Simulator) -> (Payment, Url, String) {
    let shop = "https://shop.example/order?number=1".parse().unwrap();
    let payment = support::mpandco(simulator)
        .create_payment(&samples::payment(&shop))
        .await
        .unwrap();
    let page = payment
        .next_action()
        .and_then(NextAction::redirect_url)
        .unwrap()
        .clone();
    let html = get(&page).await;
    assert!(html.status().is_success());
    let html = String::from_utf8(html.body().to_vec()).unwrap();
    (payment, page, html)
}

#[tokio::test]
async fn a_payer_who_approves_comes_back_to_the_shop_and_the_payment_can_be_confirmed() {
    let simulator = Simulator::start().await.unwrap();
    let (payment, page, html) = waiting(&simulator).await;
    assert!(html.contains("Two coffees"));
    let back = location(&press(&page, &html, "Approve").await);
    assert_eq!(back.host_str(), Some("shop.example"));
    assert_eq!(back.path(), "/paid");
    let confirmation = PayerReturn::from_url(&back)
        .unwrap()
        .confirmation(payment.id())
        .unwrap();
    let paid = support::mpandco(&simulator)
        .confirm_payment(&confirmation)
        .await
        .unwrap();
    assert!(paid.status().is_paid());
}

#[tokio::test]
async fn a_payer_who_cancels_comes_back_too_and_nothing_can_be_confirmed() {
    let simulator = Simulator::start().await.unwrap();
    let (payment, page, html) = waiting(&simulator).await;
    let back = location(&press(&page, &html, "Cancel").await);
    assert_eq!(back.path(), "/cancelled");
    assert!(PayerReturn::from_url(&back).is_err());
    let mpandco = support::mpandco(&simulator);
    let cancelled = mpandco.get_payment(payment.id()).await.unwrap();
    assert_eq!(*cancelled.status(), PaymentStatus::Cancelled);

    let forged = payments_core::Confirmation::by_payer(payment.id().as_str(), "somebody");
    let error = mpandco.confirm_payment(&forged).await.unwrap_err();
    assert_eq!(error.outcome(), payments_core::Outcome::Rejected);
    assert_eq!(simulator.mpandco().times_executed("ORDER-1"), 0);
}
