//! Which operations of a client a call is part of.

use http::Method;

/// The operations whose requests have this method and path, the likeliest first: where one call of
/// the service serves several, nothing on the wire tells which it is for.
pub(crate) fn operations(method: &Method, path: &str) -> &'static [&'static str] {
    let posted = *method == Method::POST;
    match path.strip_suffix(".json").unwrap_or(path) {
        "/oauth/v2/token" => &["token"],
        "/api/payment-intent/" if posted => &["create_payment", "create_transactions"],
        "/api/payment-intent/" => &["list_payments", "find_payment"],
        "/api/payment-intent/show" => &["get_payment", "get_intent"],
        "/api/payment-intent/execute/sale" => &["confirm_payment"],
        "/api/payment-intent/execute/request" => &["confirm_payment", "settle_payment"],
        "/api/payment-intent/cancel" => &["void_payment"],
        "/api/payment/" => &["list_wallet_payments"],
        "/api/payment/find" => &["get_wallet_payment"],
        "/api/multipayment/register-item" => &["send_payout"],
        "/api/user/profile" => &["check_credentials"],
        _ => &[],
    }
}
