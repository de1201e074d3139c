//! Charges a stored card: the method `Transacciontoken`.

use payments_core::{
    CardToken, Operation, Payment, PaymentId, PaymentRequest, PaymentStatus, Recourse, Result,
};
use payments_kit::http::Fields;

use crate::client::{Client, TokenCalled};
use crate::evidence::Order;
use crate::wire::{self, Response};
use crate::{convert, error, evidence, validate};

const OPERATION: Operation = Operation::CREATE_PAYMENT;

pub(super) async fn charge_stored_card(
    client: &Client,
    request: &PaymentRequest,
    token: &CardToken,
) -> Result<Payment> {
    let amount = validate::token_charge(client.stores_cards(), request, token)?;
    let reference = request.reference().as_str();
    let caller = client.caller(OPERATION);
    let write = |fields: &mut dyn Fields| {
        wire::charge_token(fields, &caller, token.expose(), (amount, reference));
    };
    let order = Order {
        reference,
        amount,
        environment: client.environment(),
        last_four: None,
        installments: 1,
    };
    let read = |called: TokenCalled<'_>| charged(&order, token, called);
    let charged = client
        .card_tokens(OPERATION, "Transacciontoken", write, read)
        .await;
    charged.map_err(|error| {
        let recourse = Recourse::call(Operation::FIND_PAYMENT, request.reference());
        error::with_recourse(error, recourse)
    })
}

fn charged(order: &Order<'_>, token: &CardToken, called: TokenCalled<'_>) -> Result<Payment> {
    let TokenCalled { response, reader } = called;
    let charge = &response.charge;
    let evidence = evidence::token_charged(&reader, &response, order, token.expose());
    let refused = || error::not_charged(&reader, charge);
    if let Some(error) = error::of_verdict(&reader, charge, evidence.verdict(), refused) {
        return Err(error);
    }
    let number = convert::number(&reader, Response::first(&charge.transaction));
    let id = number.ok_or_else(|| {
        let detail = "the charge was authorized, but the response has no number for it";
        error::unclear(&reader, charge, detail)
    })?;
    let message = Response::first(&charge.text).map(|text| convert::redact(&reader, text));
    let receipt = convert::number(&reader, Response::first(&charge.authorization));
    Ok(
        Payment::new(PaymentId::new(id), PaymentStatus::Paid, order.amount)
            .with_reference(Some(order.reference.into()))
            .with_receipt(receipt)
            .with_message(message),
    )
}
