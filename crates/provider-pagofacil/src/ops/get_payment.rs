//! Fetches a payment by its id: a cash order from `cash/charge`, a card charge from the reports.

use payments_core::{Entry, Error, ErrorKind, Operation, Outcome, Payment, PaymentId, Result};
use payments_kit::codec::unreadable;
use payments_kit::http::{Form, HttpRequest};

use super::search_transactions;
use crate::client::{CashCalled, Client};
use crate::error::NAME;
use crate::model::TransactionFilter;
use crate::{convert, error, evidence, validate, wire};

const OPERATION: Operation = Operation::GET_PAYMENT;

pub(crate) async fn get_payment(client: &Client, id: &PaymentId) -> Result<Payment> {
    if !client.takes_cash() {
        return Err(Error::unsupported(NAME, OPERATION).with_detail(
            "card charges are found by their reference, and the client takes no cash orders: \
             switch them on by with_cash_orders()",
        ));
    }
    validate::payment(OPERATION, id)?;
    if convert::is_card_charge(id) {
        reported(client, id).await
    } else {
        ordered(client, id).await
    }
}

/// The cash order with this id.
async fn ordered(client: &Client, id: &PaymentId) -> Result<Payment> {
    let mut query = Form::new();
    wire::cash_look_up(&mut query, &client.caller(OPERATION), id.as_str());
    let call =
        HttpRequest::get(OPERATION, client.cash_url(wire::CASH_ORDER)).with_query_form(query);
    let read = |called: CashCalled<'_>| {
        let CashCalled {
            response,
            warnings,
            reader,
        } = called;
        let evidence = evidence::cash_look_up(&reader, &response, id);
        if let Some(error) = error::of_cash_verdict(&reader, &response, evidence.verdict()) {
            return Err(error);
        }
        let order = response.charge.0.first();
        let now = client.http().clock().now();
        let read = order.map(|order| convert::CashOrder::read(&reader, order, now));
        read.and_then(|order| order.payment(warnings))
            .ok_or_else(|| reader.unreadable("the response shows no order"))
    };
    client.cash(call, read).await
}

/// The card charge with this number. The reports take a number in an example of the documents only,
/// so that a server may ignore it.
async fn reported(client: &Client, id: &PaymentId) -> Result<Payment> {
    let filter = TransactionFilter::new().with_transaction_id(id.as_str());
    let found = search_transactions::fetch(client, OPERATION, &filter, 1).await?;
    let (next, mut is_readable) = (found.next, true);
    for entry in found.entries {
        match entry {
            Entry::Readable(transaction) if transaction.id == id.as_str() => {
                return Ok(convert::payment(transaction));
            }
            Entry::Readable(_) => {}
            Entry::Unreadable(_) => is_readable = false,
        }
    }
    if next.is_some() || !is_readable {
        let reason = "the reports do not show the charge, nor that there is none";
        return Err(unreadable(NAME, OPERATION, reason));
    }
    Err(error::error(
        OPERATION,
        ErrorKind::NotFound,
        Outcome::Rejected,
    ))
}
