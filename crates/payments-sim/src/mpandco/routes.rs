//! Which path leads to which operation.

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Router, middleware};

use super::world::World;
use super::{
    approval_page, check_credentials, confirm_payment, confirm_request, create_payment, errors,
    find_wallet_payment, get_payment, list_payments, list_wallet_payments, sandbox, send_payout,
    token, void_payment,
};

/// The paths of the simulated service.
pub(crate) fn router(world: Arc<World>) -> Router {
    let intents = get(list_payments::handle).post(create_payment::handle);
    // The service's own links leave the `.json` out now and then.
    let api = Router::new()
        .route("/api/payment-intent/.json", intents.clone())
        .route("/api/payment-intent/", intents)
        .route("/api/payment-intent/show.json", get(get_payment::handle))
        .route("/api/payment-intent/show", get(get_payment::handle))
        .route(
            "/api/payment-intent/execute/sale.json",
            post(confirm_payment::handle),
        )
        .route(
            "/api/payment-intent/execute/sale",
            post(confirm_payment::handle),
        )
        .route(
            "/api/payment-intent/execute/request.json",
            post(confirm_request::handle),
        )
        .route(
            "/api/payment-intent/execute/request",
            post(confirm_request::handle),
        )
        .route(
            "/api/payment-intent/cancel.json",
            post(void_payment::handle),
        )
        .route("/api/payment-intent/cancel", post(void_payment::handle))
        .route("/api/payment/.json", get(list_wallet_payments::handle))
        .route("/api/payment/find.json", get(find_wallet_payment::handle))
        .route(
            "/api/multipayment/register-item.json",
            post(send_payout::handle),
        )
        .route("/api/user/profile.json", get(check_credentials::handle))
        .method_not_allowed_fallback(errors::method_not_allowed)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&world),
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
            get(sandbox::handle_authorize),
        )
        .route("/bc38875a09308a2/codes.json", get(sandbox::handle_codes))
        .method_not_allowed_fallback(errors::method_not_allowed)
        .merge(api)
        .with_state(world)
}
