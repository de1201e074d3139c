//! The request of a registration, checked against the guide's table of fields.

use payments_core::{Currency, Operation, Result, SubscriptionRequest, Violations};
use time::Date;

use super::{Data, cardholder};
use crate::NAME;
use crate::service::Service;

const OPERATION: Operation = Operation::REGISTER_SUBSCRIPTION;

/// The fields of a registration, or everything that is wrong with them.
pub(crate) fn registration<'a>(
    service: &'a Service,
    request: &'a SubscriptionRequest,
) -> Result<Data<'a>> {
    let mut violations = Violations::new();
    request.check(service.today(), &mut violations);
    let amount = cardholder::amount(request.amount(), &[Currency::MXN], &mut violations);
    let holder = (request.card(), request.customer());
    let environment = service.environment();
    cardholder::check(holder, environment, request.charge_now(), &mut violations);
    let amount = violations.into_value(NAME, OPERATION, amount)?;

    let mut data = Data::new();
    cardholder::write(&mut data, service, OPERATION, amount, holder);
    if let Some(reference) = request.reference() {
        data.text("idCliente", reference.as_str());
    }
    let schedule = request.schedule();
    data.text("diaPago", format!("{:02}", schedule.day()));
    data.text("fechaIniCobro", latin(schedule.start()));
    if let Some(end) = schedule.end() {
        data.text("fechaFinCobro", latin(end));
    }
    cardholder::write_user_agent(&mut data, request.customer());
    if request.charge_now() {
        data.number("cargo", 1);
    }
    Ok(data)
}

/// A date as the guide wants it: dd-mm-yyyy.
pub(super) fn latin(date: Date) -> String {
    let (year, month, day) = date.to_calendar_date();
    format!("{day:02}-{:02}-{year:04}", u8::from(month))
}
