//! Cash orders: the forms of the requests, and the responses. There is no envelope: the members are
//! at the root.
//!
//! The requests are documented, and the members of a created order are those that four clients of
//! the company read. No document shows a look-up, a list or a refusal.

use std::borrow::Cow;

use payments_core::Money;
use payments_kit::codec::{Scalar, Texts};
use payments_kit::http::Fields;
use payments_kit::wire_object;
use time::PrimitiveDateTime;

use super::lists::Objects;
use super::requests::Caller;

/// The paths below the base URL.
pub(crate) const CASH_ORDER: &str = "cash/charge";
pub(crate) const CASH_LIST: &str = "cash/charges";
pub(crate) const CASH_STORES: &str = "cash/Rest_Conveniencestores";

/// The names of the fields of a request, with the paths of the same fields in a request of
/// `payments-core`.
pub(crate) const CASH_FIELDS: [(&str, &str); 9] = [
    ("branch_key", "keys.branch_id"),
    ("user_key", "keys.user_id"),
    ("secret_key", "keys.api_secret"),
    ("order_id", "reference"),
    ("product", "description"),
    ("amount", "amount"),
    ("store_code", "method.store"),
    ("customer", "customer"),
    ("email", "customer.email"),
];

wire_object! {
    /// The response to any call about cash orders.
    pub(crate) struct CashResponse {
        error: Texts = "error",
        message: Texts = "message",
        charge: Objects<WireCashOrder> = "charge",
        // A guess: no document shows the list.
        charges: Objects<WireCashOrder> = "charges",
        total: Scalar = "total",
        stores: Objects<WireStore> = "records",
    }
}

wire_object! {
    /// A cash order. What decides or identifies keeps every value.
    pub(crate) struct WireCashOrder {
        reference: Texts = "reference",
        customer_order: Texts = "customer_order",
        amount: Texts = "amount",
        // A guess: the look-up shows the number of the webhooks under this name.
        status: Texts = "status",
        store: Texts = "convenience_store",
        fee: Scalar = "store_fixed_rate",
        schedule: Scalar = "store_schedule",
        bank: Scalar = "bank",
        account: Scalar = "bank_account_number",
        agreement: Scalar = "agreement_number",
        expires: Scalar = "expiration_date",
    }
}

wire_object! {
    /// A store.
    pub(crate) struct WireStore {
        code: Scalar = "code",
        name: Scalar = "name",
    }
}

/// A cash order to open, in the form that the service takes.
pub(crate) struct CashPurchase<'a> {
    pub(crate) reference: &'a str,
    pub(crate) product: Cow<'a, str>,
    pub(crate) amount: Money,
    pub(crate) store: &'a str,
    pub(crate) customer: String,
    pub(crate) email: Cow<'a, str>,
    /// What was changed so that the service takes it, and advice about the store.
    pub(crate) warnings: Vec<String>,
}

/// The form that opens an order.
pub(crate) fn cash_order(
    fields: &mut dyn Fields,
    caller: &Caller<'_>,
    purchase: &CashPurchase<'_>,
) {
    cash_keys(fields, caller);
    fields.field("order_id", purchase.reference);
    fields.field("product", &purchase.product);
    fields.field("amount", &purchase.amount.to_wire());
    fields.field("store_code", purchase.store);
    fields.personal("customer", &purchase.customer);
    fields.personal("email", &purchase.email);
}

/// The query that looks an order up.
pub(crate) fn cash_look_up(fields: &mut dyn Fields, caller: &Caller<'_>, reference: &str) {
    cash_keys(fields, caller);
    fields.field("reference", reference);
}

/// The form that lists the orders of a period, on the wall clocks of Mexico City.
pub(crate) fn cash_list(
    fields: &mut dyn Fields,
    caller: &Caller<'_>,
    api_secret: &str,
    (start, end): (PrimitiveDateTime, PrimitiveDateTime),
) {
    cash_keys(fields, caller);
    fields.secret("secret_key", api_secret);
    fields.field("date_start", &date_time(start));
    fields.field("date_end", &date_time(end));
}

fn cash_keys(fields: &mut dyn Fields, caller: &Caller<'_>) {
    fields.secret("branch_key", caller.branch_id);
    fields.secret("user_key", caller.user_id);
}

/// `YYYY-MM-DD HH:MM:SS`.
fn date_time(at: PrimitiveDateTime) -> String {
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second) = at.as_hms();
    let month = u8::from(month);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}
