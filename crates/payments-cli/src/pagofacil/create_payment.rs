//! `payments pagofacil create-payment`.

use std::path::Path;
use std::sync::Arc;

use payments_core::{Currency, Money, PaymentRequest};
use provider_pagofacil::{ChargeOptions, PagoFacil};

use super::card;
use super::document::Document;
use super::field::{self, Field, Kind};
use crate::exit::{Ending, Failure};
use crate::session::{Finder, Session};
use crate::special::Special;
use crate::view::{self, View};

const FIELDS: &[Field] = &[
    Field::required(
        "reference",
        Kind::Text,
        "your own identifier of the order",
        r#""ORDER-1""#,
    ),
    Field::required("amount", Kind::Amount, "the amount", r#""1200.50""#),
    Field::optional(
        "currency",
        Kind::Currency,
        "the currency: MXN by default, or USD",
        r#""MXN""#,
    ),
    Field::optional(
        "installments",
        Kind::Number,
        "the number of monthly installments: 3, 6, 9 or 12",
        "6",
    ),
    Field::optional(
        "param1",
        Kind::Text,
        "your own text, kept with the charge",
        r#""a note""#,
    ),
    Field::optional("param2", Kind::Text, "your own text", r#""""#),
    Field::optional("param3", Kind::Text, "your own text", r#""""#),
    Field::optional("param4", Kind::Text, "your own text", r#""""#),
    Field::optional("param5", Kind::Text, "your own text", r#""""#),
    Field::optional(
        "without_mail",
        Kind::Flag,
        "true to send the cardholder no e-mail",
        "true",
    ),
];

const ALL: &[&[Field]] = &[FIELDS, card::FIELDS];

pub(super) fn help() -> String {
    field::help(ALL)
}

pub(super) async fn run(
    session: &Session,
    pagofacil: PagoFacil,
    file: Option<&Path>,
) -> Result<Ending, Failure> {
    let mut document = Document::read(file, ALL)?;
    session.confirm("create-payment")?;
    loop {
        let (request, options) = request(&document)?;
        let finder = Finder::resolve("resolve-payment", request.reference());
        // Options are part of this service only.
        let (client, charge) = (pagofacil.clone(), Arc::new((request.clone(), options)));
        let special = Special::creating(pagofacil.clone(), move || {
            let (pagofacil, charge) = (client.clone(), Arc::clone(&charge));
            async move { pagofacil.charge_card(&charge.0, &charge.1).await }
        });
        match session.create_payment(&finder, special, &request).await {
            Ok(payment) => {
                let payment = view::Payment::of(&payment, session.privacy);
                return session.output.print_done(&View::Payment(payment));
            }
            Err(failure) => document.correct(ALL, failure)?,
        }
    }
}

fn request(document: &Document) -> Result<(PaymentRequest, ChargeOptions), Failure> {
    let currency = match document.text("currency")? {
        Some(code) => code
            .parse()
            .map_err(|reason| Failure::usage(format!("currency: {reason}")))?,
        None => Currency::MXN,
    };
    let amount = Money::parse(&document.needed("amount")?, currency);
    let reference = document.needed("reference")?;
    let mut request = PaymentRequest::new(reference.as_str(), amount)
        .with_card(card::card(document)?, card::customer(document)?);
    if document.text("installments")?.is_some() {
        request = request.with_installments(document.number("installments")?);
    }
    Ok((request, options(document)?))
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
