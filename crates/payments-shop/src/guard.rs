//! What is refused before a page sees it, and what browsers are told about every page.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::{Shop, ShopError};

/// No script, nothing from elsewhere, no frame around the shop.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Refuses a form that another site posts, and keeps every page out of caches. A browser may still
/// show the page behind its back button as it was: the forms of an old page do no harm.
pub(crate) async fn check(State(shop): State<Shop>, request: Request, next: Next) -> Response {
    let is_form = request.method() == Method::POST;
    let is_webhook = request.uri().path().starts_with("/webhooks/");
    let mut response = if is_form && !is_webhook && !is_own(&shop, request.headers()) {
        ShopError::Forbidden("This form was not sent from a page of the shop.").into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // The address of an order is a secret, and must not travel to the provider's page.
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        let headers = response.headers_mut();
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether a form comes from a page of the shop. Every browser says so, in one header or the other.
fn is_own(shop: &Shop, headers: &HeaderMap) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = value("sec-fetch-site") {
        return site == "same-origin";
    }
    let own = shop.public_url.origin().ascii_serialization();
    value("origin").is_some_and(|origin| origin == own)
}
