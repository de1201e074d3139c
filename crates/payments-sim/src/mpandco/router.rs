//! Which path leads to which operation.

use std::sync::Arc;

use axum::routing::{MethodRouter, get, post};
use axum::{Router, middleware};
use http::Method;

use crate::mpandco::ops::{
    affiliation_codes, authorize_intent, check_credentials, confirm_payment, create_payment,
    get_payment, get_wallet_payment, list_payments, list_wallet_payments, send_payout, token,
    void_payment,
};
use crate::mpandco::state::State;
use crate::mpandco::wire::errors;
use crate::mpandco::{approval_page, test_steps};

/// The paths of the simulated service.
pub(crate) fn router(state: Arc<State>) -> Router {
    let intents = get(list_payments::handle).post(create_payment::handle);
    let api = [
        ("payment-intent/", intents),
        ("payment-intent/show", get(get_payment::handle)),
        (
            "payment-intent/execute/sale",
            post(confirm_payment::handle_sale),
        ),
        (
            "payment-intent/execute/request",
            post(confirm_payment::handle_request),
        ),
        ("payment-intent/cancel", post(void_payment::handle)),
        ("payment/", get(list_wallet_payments::handle)),
        ("payment/find", get(get_wallet_payment::handle)),
        ("multipayment/register-item", post(send_payout::handle)),
        ("user/profile", get(check_credentials::handle)),
    ]
    .into_iter()
    .fold(Router::new(), with_and_without_extension)
    .method_not_allowed_fallback(errors::method_not_allowed)
    .layer(middleware::from_fn_with_state(
        Arc::clone(&state),
        token::require,
    ));
    Router::new()
        .route("/oauth/v2/token", post(token::handle))
        .route("/p/express-checkout/{id}/1", get(approval_page::show))
        .route(
            "/p/express-checkout/{id}/approve",
            post(approval_page::approve),
        )
        .route(
            "/p/express-checkout/{id}/cancel",
            post(approval_page::cancel),
        )
        .route(
            "/bc38875a09308a2/payment-intent/autorize.json",
            get(authorize_intent::handle),
        )
        .route(
            "/bc38875a09308a2/codes.json",
            get(affiliation_codes::handle),
        )
        .route(
            "/bc38875a09308a2/context/behat-steps.json",
            post(test_steps::handle),
        )
        .method_not_allowed_fallback(errors::method_not_allowed)
        .merge(api)
        .with_state(state)
}

/// The service's own links leave the `.json` out now and then.
fn with_and_without_extension(
    router: Router<Arc<State>>,
    (path, handler): (&str, MethodRouter<Arc<State>>),
) -> Router<Arc<State>> {
    router
        .route(&format!("/api/{path}.json"), handler.clone())
        .route(&format!("/api/{path}"), handler)
}

/// The client's operations whose requests have this method and path, the most likely first: where
/// one call of the service serves several, nothing on the wire tells which it is for.
pub(crate) fn operations(method: &Method, path: &str) -> &'static [&'static str] {
    let is_post = *method == Method::POST;
    match path.strip_suffix(".json").unwrap_or(path) {
        "/oauth/v2/token" => &["token"],
        "/api/payment-intent/" if is_post => &["create_payment", "create_transactions"],
        "/api/payment-intent/" => &["list_payments", "find_payment"],
        "/api/payment-intent/show" => &["get_payment", "get_intent", "find_refund"],
        "/api/payment-intent/execute/sale" => &["confirm_payment"],
        "/api/payment-intent/execute/request" => &["confirm_payment", "settle_payment"],
        "/api/payment-intent/cancel" => &["void_payment", "refund_payment"],
        "/api/payment/" => &["list_wallet_payments"],
        "/api/payment/find" => &["get_wallet_payment"],
        "/api/multipayment/register-item" => &["send_payout"],
        "/api/user/profile" => &["check_credentials"],
        _ => &[],
    }
}
