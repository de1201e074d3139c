//! `payments pagofacil register-subscription`.

use std::path::Path;

use payments_core::{Currency, Money, Schedule, SubscriptionRequest};
use payments_kit::codec::parse_date;
use provider_pagofacil::PagoFacil;
use time::Date;

use super::card;
use super::document::Document;
use super::field::{self, Field, Kind};
use crate::exit::{Ending, Failure};
use crate::session::{Finder, Session};
use crate::view::{self, View};

const FIELDS: &[Field] = &[
    Field::required(
        "amount",
        Kind::Amount,
        "the amount of each charge in MXN",
        r#""800.50""#,
    ),
    Field::optional(
        "reference",
        Kind::Text,
        "the contract number; without it a lost registration cannot be found",
        r#""CONTRACT-1""#,
    ),
    Field::required("day", Kind::Day, "the day of the month to charge on", "5"),
    Field::required(
        "start",
        Kind::Date,
        "the first day, yyyy-mm-dd",
        r#""2031-01-05""#,
    ),
    Field::optional(
        "end",
        Kind::Date,
        "the last day, yyyy-mm-dd",
        r#""2031-12-31""#,
    ),
    Field::optional("charge_now", Kind::Flag, "true to charge once now", "true"),
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
    session.confirm("register-subscription")?;
    loop {
        let request = request(&document)?;
        let reference = request.reference().map(ToString::to_string);
        let finder = Finder::resolve("resolve-subscription", reference.unwrap_or_default());
        let registered = session.register_subscription(&finder, pagofacil.clone(), &request);
        match registered.await {
            Ok(registration) => {
                let registration = view::Registration::of(&registration);
                return session.output.print_done(&View::Registration(registration));
            }
            Err(failure) => document.correct(ALL, failure)?,
        }
    }
}

fn request(document: &Document) -> Result<SubscriptionRequest, Failure> {
    let amount = Money::parse(&document.needed("amount")?, Currency::MXN);
    let mut schedule = Schedule::monthly(document.number("day")?, date(document, "start")?);
    if document.text("end")?.is_some() {
        schedule = schedule.with_end(date(document, "end")?);
    }
    let card = card::card(document)?;
    let mut request = SubscriptionRequest::new(amount, card, card::customer(document)?, schedule);
    if let Some(reference) = document.text("reference")? {
        request = request.with_reference(reference.as_str());
    }
    Ok(if document.flag("charge_now")? {
        request.with_charge_now()
    } else {
        request
    })
}

fn date(document: &Document, name: &str) -> Result<Date, Failure> {
    parse_date(&document.needed(name)?)
        .ok_or_else(|| Failure::usage(format!("{name} must be a date, such as 2031-01-31")))
}
