//! `payments pagofacil create-cash-order` and `list-stores`.

use std::path::Path;

use payments_core::{Currency, Customer, Money, PaymentMethod, PaymentRequest};
use provider_pagofacil::PagoFacil;

use super::document::Document;
use super::field::{self, Field, Kind};
use crate::exit::{Ending, Failure};
use crate::session::{Finder, Session};
use crate::view::{self, View};

const FIELDS: &[Field] = &[
    Field::required(
        "reference",
        Kind::Text,
        "your own identifier of the order, at most 45 characters",
        r#""ORDER-1""#,
    ),
    Field::required("amount", Kind::Amount, "the amount in pesos", r#""150.50""#),
    Field::required(
        "store",
        Kind::Text,
        "the code of the store; list-stores prints them",
        r#""SEVEN_ELEVEN""#,
    ),
    Field::optional(
        "description",
        Kind::Text,
        "what is bought; the reference where it is left out",
        r#""Two coffees""#,
    ),
    Field::required(
        "first_name",
        Kind::Text,
        "the buyer's first name",
        r#""Ana""#,
    ),
    Field::required(
        "last_name",
        Kind::Text,
        "the buyer's last name",
        r#""Ejemplo""#,
    ),
    Field::required(
        "email",
        Kind::Email,
        "the buyer's e-mail address, to which the service sends the voucher",
        r#""ana@shop.example""#,
    ),
];

const ALL: &[&[Field]] = &[FIELDS];

pub(super) fn help() -> String {
    field::help(ALL)
}

pub(super) async fn create(
    session: &Session,
    pagofacil: PagoFacil,
    file: Option<&Path>,
) -> Result<Ending, Failure> {
    let mut document = Document::read(file, ALL)?;
    session.confirm("create-cash-order")?;
    loop {
        let request = request(&document)?;
        let finder = Finder::resolve("resolve-payment", request.reference());
        match session
            .create_payment(&finder, pagofacil.clone(), &request)
            .await
        {
            Ok(payment) => {
                let payment = view::Payment::of(&payment, session.privacy);
                return session.output.print_done(&View::Payment(payment));
            }
            Err(failure) => document.correct(ALL, failure)?,
        }
    }
}

fn request(document: &Document) -> Result<PaymentRequest, Failure> {
    let amount = Money::parse(&document.needed("amount")?, Currency::MXN);
    let customer = Customer {
        first_name: document.needed("first_name")?.into(),
        last_name: document.needed("last_name")?.into(),
        email: document.needed("email")?.into(),
        ..Customer::default()
    };
    let reference = document.needed("reference")?;
    let request =
        PaymentRequest::new(reference.as_str(), amount).with_method(PaymentMethod::Cash {
            store: Some(document.needed("store")?),
            customer: Box::new(customer),
        });
    Ok(match document.text("description")? {
        Some(description) => request.with_description(description),
        None => request,
    })
}
