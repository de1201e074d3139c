//! Checks of cash orders.

use std::borrow::Cow;

use payments_core::{
    Currency, Customer, Money, Operation, PaymentId, PaymentRequest, Result, Violations,
};

use super::cardholder::{check_email, check_text, composed};
use super::{is_longer, unsupported_parts};
use crate::error::NAME;
use crate::model::published_limit;
use crate::wire::CashPurchase;

/// `decimal(8,2)`, in hundredths.
const LARGEST_ORDER: i64 = 99_999_999;
const LONGEST_ORDER_ID: usize = 45;
const LONGEST_PRODUCT: usize = 100;
const LONGEST_STORE: usize = 30;
/// The longest of the service's ids of payments.
const LONGEST_PAYMENT_ID: usize = 50;

/// Checks a cash order.
pub(crate) fn cash_order<'a>(
    takes_cash: bool,
    request: &'a PaymentRequest,
    store: Option<&'a str>,
    customer: &'a Customer,
) -> Result<CashPurchase<'a>> {
    let mut violations = Violations::new();
    request.check(&mut violations);
    if !takes_cash {
        violations.push(
            "method",
            "cash orders are off: switch them on by with_cash_orders(), which needs the API secret",
        );
    }
    let reference = request.reference().as_str();
    if is_longer(reference, LONGEST_ORDER_ID) {
        violations.push(
            "reference",
            format!("must not be longer than {LONGEST_ORDER_ID} characters"),
        );
    }
    unsupported_parts(request, &mut violations);
    if request.installments().is_some_and(|months| months > 1) {
        violations.push("installments", "a cash order is paid in one go");
    }
    let amount = violations.keep("amount", request.amount().money());
    if let Some(amount) = amount {
        let largest = Money::from_minor(LARGEST_ORDER, Currency::MXN);
        if amount.currency() != Currency::MXN {
            let currency = amount.currency();
            violations.push("amount", format!("must be in MXN, not in {currency}"));
        } else if amount.amount() > largest.amount() {
            violations.push("amount", format!("must not be more than {largest}"));
        }
    }
    match store {
        Some(store) => check_text("method.store", store, LONGEST_STORE, &mut violations),
        None => violations.push(
            "method.store",
            "is required: list_stores() reads the codes from the service",
        ),
    }
    let customer_name = format!(
        "{} {}",
        composed(&customer.first_name),
        composed(&customer.last_name)
    );
    let email = composed(&customer.email);
    check_text("customer", customer_name.trim(), 100, &mut violations);
    check_email(&email, 100, &mut violations);
    let mut warnings = Vec::new();
    let product = product(request, &mut warnings);
    if let (Some(store), Some(amount)) = (store, amount) {
        warnings.extend(advice(store, amount));
    }
    let checked = amount.zip(store).map(|(amount, store)| CashPurchase {
        reference,
        product,
        amount,
        store,
        customer: customer_name.trim().to_owned(),
        email,
        warnings,
    });
    violations.into_value(NAME, Operation::CREATE_PAYMENT, checked)
}

/// What is bought, in the form that the service takes: the description, or the reference where there
/// is none.
fn product<'a>(request: &'a PaymentRequest, warnings: &mut Vec<String>) -> Cow<'a, str> {
    let text = request.description().unwrap_or_default();
    let clean = text.replace(char::is_control, " ");
    let clean = clean.trim();
    if clean.is_empty() {
        return Cow::Borrowed(request.reference().as_str());
    }
    if is_longer(clean, LONGEST_PRODUCT) {
        warnings.push(format!(
            "description was shortened to {LONGEST_PRODUCT} characters"
        ));
    }
    let kept: String = clean.chars().take(LONGEST_PRODUCT).collect();
    Cow::Owned(kept.trim_end().to_owned())
}

/// A warning about an amount above the published limit of its store.
fn advice(store: &str, amount: Money) -> Option<String> {
    let limit = published_limit(store)?;
    (amount.currency() == limit.currency() && amount.amount() > limit.amount()).then(|| {
        format!("{store} took at most {limit} for an order when the service published it, in 2017")
    })
}

/// Checks the id of a payment.
pub(crate) fn payment(operation: Operation, id: &PaymentId) -> Result<()> {
    let mut violations = Violations::new();
    id.check("id", &mut violations);
    if is_longer(id.as_str(), LONGEST_PAYMENT_ID) {
        violations.push(
            "id",
            format!("must not be longer than {LONGEST_PAYMENT_ID} characters"),
        );
    }
    violations.into_result(NAME, operation)
}
