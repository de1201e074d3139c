//! Opens a cash order, which a buyer pays at a store: `cash/charge`.
//!
//! The order is not a payment yet: the buyer gets a voucher, and only a look-up tells that they paid.
//! The service deduplicates nothing, so that an order whose response was lost is looked for in the
//! list of orders and never opened again: two orders for one purchase can both be paid.

use payments_core::{Customer, Operation, Payment, PaymentRequest, Recourse, Result};
use payments_kit::http::{Form, HttpRequest};

use crate::client::{CashCalled, Client};
use crate::wire::{self, CashPurchase};
use crate::{convert, error, evidence, validate};

const OPERATION: Operation = Operation::CREATE_PAYMENT;

pub(super) async fn open_order(
    client: &Client,
    request: &PaymentRequest,
    (store, customer): (Option<&str>, &Customer),
) -> Result<Payment> {
    let purchase = validate::cash_order(client.takes_cash(), request, store, customer)?;
    let mut form = Form::new();
    wire::cash_order(&mut form, &client.caller(OPERATION), &purchase);
    let call = HttpRequest::post(OPERATION, client.cash_url(wire::CASH_ORDER), form);
    let opened = client.cash(call, |called| opened(client, &purchase, called));
    opened.await.map_err(|error| {
        let recourse = Recourse::call(Operation::FIND_PAYMENT, request.reference());
        error::with_recourse(error, recourse)
    })
}

fn opened(client: &Client, purchase: &CashPurchase<'_>, called: CashCalled<'_>) -> Result<Payment> {
    let CashCalled {
        response,
        mut warnings,
        reader,
    } = called;
    let (evidence, unread) = evidence::cash_order(&reader, &response, purchase);
    if let Some(error) = error::of_cash_verdict(&reader, &response, evidence.verdict()) {
        return Err(error);
    }
    // The evidence requires one order with one reference.
    let order = response.charge.0.into_iter().next().unwrap_or_default();
    warnings.extend(purchase.warnings.iter().cloned());
    warnings.extend(unread);
    let order = convert::CashOrder::read(&reader, &order, client.http().clock().now());
    Ok(order.created(purchase, warnings))
}
