//! Finds the cash orders of a merchant's reference: `cash/charges`, which lists those of a period.
//!
//! No document shows the response, so that an order that is missing in it may exist all the same.

use payments_core::{Lookup, MerchantReference, Operation, Payment, Result};
use payments_kit::http::{Form, HttpRequest};
use time::Duration;

use super::charges::is_near;
use crate::client::{CashCalled, Client, in_mexico_city};
use crate::wire::{self, values};
use crate::{convert, error};

const OPERATION: Operation = Operation::FIND_PAYMENT;
/// How far back orders are listed. Stores close them after days.
const PERIOD: Duration = Duration::days(60);
/// The clock of the service may be ahead.
const AHEAD: Duration = Duration::days(1);

const NO_PROOF: &str = "no document shows the list of cash orders, so that an order may be missing \
                        in it, and only those of the last 60 days were searched";

pub(super) async fn find(
    client: &Client,
    reference: &MerchantReference,
) -> Result<Lookup<Payment>> {
    let now = client.http().clock().now();
    let period = (in_mexico_city(now - PERIOD), in_mexico_city(now + AHEAD));
    let mut form = Form::new();
    let api_secret = client.keys().api_secret().unwrap_or_default();
    wire::cash_list(&mut form, &client.caller(OPERATION), api_secret, period);
    // The list by POST keeps the secret out of the URL.
    let call = HttpRequest::post(OPERATION, client.cash_url(wire::CASH_LIST), form);
    client
        .cash(call, |called| listed(client, reference, called))
        .await
}

fn listed(
    client: &Client,
    reference: &MerchantReference,
    called: CashCalled<'_>,
) -> Result<Lookup<Payment>> {
    let CashCalled {
        response,
        warnings,
        reader,
    } = called;
    if let Some(refused) = error::of_cash_refusal(&reader, &response) {
        return Err(refused);
    }
    let now = client.http().clock().now();
    let mut found = Vec::new();
    let mut gaps = vec![NO_PROOF.to_owned()];
    for order in response.charges.0.iter().chain(&response.charge.0) {
        let mut orders: Vec<&str> = values(&order.customer_order).collect();
        orders.dedup();
        let read = convert::CashOrder::read(&reader, order, now);
        match (orders.as_slice(), read.id()) {
            ([one], Some(_)) if *one == reference.as_str() => {
                found.extend(read.payment(warnings.clone()));
            }
            ([one], _) if *one != reference.as_str() && !is_near(one, reference.as_str()) => {}
            ([], Some(id)) => gaps.push(format!("cash order {id} has no reference")),
            (_, id) => {
                let id = id.unwrap_or("without an id");
                gaps.push(format!(
                    "cash order {id} has another or an unclear reference"
                ));
            }
        }
    }
    // Newest last, as far as the service keeps the order of creation.
    found.reverse();
    let lookup = Lookup::complete(found);
    Ok(gaps.into_iter().fold(lookup, Lookup::with_gap))
}
