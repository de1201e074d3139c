//! `payments pagofacil try-stored-card`: stores a card, charges it once and deletes it.
//!
//! One command, so that no token is printed or passed on a command line.

use std::path::Path;

use payments_core::{CardVault, Currency, Money, PaymentMethod, PaymentRequest};
use provider_pagofacil::PagoFacil;

use super::card;
use super::document::Document;
use super::field::{self, Field, Kind};
use crate::exit::{Ending, Failure};
use crate::input;
use crate::session::{Finder, Session};
use crate::view::{self, View};

const FIELDS: &[Field] = &[
    Field::required(
        "reference",
        Kind::Text,
        "your own identifier of the order",
        r#""ORDER-1""#,
    ),
    Field::required("amount", Kind::Amount, "the amount in pesos", r#""1.00""#),
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
    let document = Document::read(file, ALL)?;
    let amount = Money::parse(&document.needed("amount")?, Currency::MXN);
    let reference = document.needed("reference")?;
    let (card, customer) = (card::card(&document)?, card::customer(&document)?);
    session.confirm("try-stored-card")?;
    let stored = pagofacil.store_card(&card, &customer).await?;
    let request = PaymentRequest::new(reference.as_str(), amount);
    let request = request.with_method(PaymentMethod::CardToken {
        token: stored.token.clone(),
        customer: None,
    });
    let finder = Finder::resolve("resolve-payment", request.reference());
    let charged = session
        .create_payment(&finder, pagofacil.clone(), &request)
        .await;
    // The card is deleted whatever the charge came to; the charge counts.
    if let Err(error) = pagofacil.delete_card(&stored).await {
        input::say(&format!("the stored card was not deleted: {error}"));
    }
    let payment = view::Payment::of(&charged?, session.privacy);
    session.output.print_done(&View::Payment(payment))
}
