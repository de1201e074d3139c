//! The request of `register-subscription`.

use payments_core::{Currency, Money, Schedule, SubscriptionRequest};
use payments_kit::codec::parse_date;
use time::Date;

use super::card;
use super::document::{Document, Field};
use crate::exit::Failure;

const FIELDS: &[Field] = &[
    Field::new("amount", "amount of each charge in MXN"),
    Field::new("reference", "contract number"),
    Field::new("day", "day of the month to charge on"),
    Field::new("start", "first day (yyyy-mm-dd)"),
    Field::new("end", "last day (yyyy-mm-dd), if there is one"),
    Field::new("charge_now", "charge once now (true or false)"),
];

pub(super) fn request() -> Result<SubscriptionRequest, Failure> {
    let document = Document::read(&[FIELDS, card::FIELDS])?;
    let amount = Money::parse(&document.needed("amount")?, Currency::MXN);
    let mut schedule = Schedule::monthly(document.number("day")?, date(&document, "start")?);
    if document.text("end")?.is_some() {
        schedule = schedule.with_end(date(&document, "end")?);
    }
    let card = card::card(&document)?;
    let mut request = SubscriptionRequest::new(amount, card, card::customer(&document)?, schedule);
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
