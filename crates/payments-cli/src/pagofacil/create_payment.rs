//! The request of `create-payment`.

use payments_core::{Currency, Money, PaymentRequest};
use provider_pagofacil::ChargeOptions;

use super::card;
use super::document::{Document, Field};
use crate::exit::Failure;

const FIELDS: &[Field] = &[
    Field::new("reference", "your own identifier of the order"),
    Field::new("amount", "amount"),
    Field::new("currency", "currency (MXN by default, or USD)"),
    Field::new(
        "installments",
        "monthly instalments (3, 6, 9 or 12), if any",
    ),
    Field::new("param1", "param1, if any"),
    Field::new("param2", "param2, if any"),
    Field::new("param3", "param3, if any"),
    Field::new("param4", "param4, if any"),
    Field::new("param5", "param5, if any"),
    Field::new(
        "without_mail",
        "send the cardholder no mail (true or false)",
    ),
];

pub(super) fn request() -> Result<(PaymentRequest, ChargeOptions), Failure> {
    let document = Document::read(&[FIELDS, card::FIELDS])?;
    let currency = match document.text("currency")? {
        Some(code) => code
            .parse()
            .map_err(|reason| Failure::usage(format!("currency: {reason}")))?,
        None => Currency::MXN,
    };
    let amount = Money::parse(&document.needed("amount")?, currency);
    let reference = document.needed("reference")?;
    let mut request = PaymentRequest::new(reference.as_str(), amount)
        .with_card(card::card(&document)?, card::customer(&document)?);
    if document.text("installments")?.is_some() {
        request = request.with_installments(document.number("installments")?);
    }
    Ok((request, options(&document)?))
}

fn options(document: &Document) -> Result<ChargeOptions, Failure> {
    let mut params = [const { None }; 5];
    for (param, number) in params.iter_mut().zip(1..) {
        *param = document.text(&format!("param{number}"))?;
    }
    let options = ChargeOptions::new().with_params(params);
    Ok(if document.flag("without_mail")? {
        options.without_mail()
    } else {
        options
    })
}
