//! What the shop refuses, and what it tells browsers.

use axum::body::Body;
use axum::http::{Request, header};

use crate::payer;
use crate::stage::Stage;

const ONCE: &str = "Coffee, one pound";

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_is_refused() {
    let stage = Stage::new("mpandco").await;
    let order = stage.order(ONCE).await;
    let pay: url::Url = format!("{order}/pay").parse().unwrap();
    let own = stage.home.origin().ascii_serialization();
    for (headers, status) in [
        (vec![], 403),
        (vec![("origin", "https://evil.example")], 403),
        (vec![("origin", "null")], 403),
        (
            vec![("sec-fetch-site", "cross-site"), ("origin", own.as_str())],
            403,
        ),
        (vec![("sec-fetch-site", "same-site")], 403),
        (vec![("origin", own.as_str())], 303),
        (vec![("sec-fetch-site", "same-origin")], 303),
    ] {
        let mut request = Request::post(pay.path())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in &headers {
            request = request.header(*name, *value);
        }
        let page = payer::send(request, &pay, Body::from("method=page"));
        assert_eq!(page.await.unwrap().status, status, "{headers:?}");
    }
    assert_eq!(stage.simulator.mpandco().intents().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_seen_only_by_its_address() {
    let stage = Stage::new("mpandco").await;
    let order = stage.order(ONCE).await;
    let id = order.path().rsplit('/').next().unwrap();
    assert!(id.len() == 30 && id.chars().all(|letter| letter.is_ascii_lowercase()));
    for path in ["orders/1", "orders/", "nothing"] {
        let page = payer::get(&stage.home.join(path).unwrap()).await.unwrap();
        assert_eq!(page.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_order_is_refused() {
    let stage = Stage::new("mpandco").await;
    let orders = stage.home.join("orders").unwrap();
    // mPandco has no subscriptions.
    for (product, quantity) in [
        (ONCE, "0"),
        (ONCE, "21"),
        (ONCE, "-1"),
        (ONCE, "x"),
        ("Tea", "1"),
        ("Coffee every month", "1"),
    ] {
        let form = [("product", product), ("quantity", quantity)];
        let page = payer::post(&orders, &form).await.unwrap();
        assert_eq!(page.status, 400, "{product} {quantity}");
    }
    let home = payer::get(&stage.home).await.unwrap();
    assert!(home.html.contains(ONCE) && !home.html.contains("every month"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_or_a_form_that_is_too_large_is_not_read() {
    let stage = Stage::new("mpandco").await;
    let hook = stage.home.join("webhooks/mpandco").unwrap();
    for (bytes, status) in [(16 * 1024, 200), (16 * 1024 + 1, 413)] {
        let request = Request::post(hook.path());
        let sent = payer::send(request, &hook, Body::from("x".repeat(bytes)));
        assert_eq!(sent.await.unwrap().status, status, "{bytes}");
    }
}
