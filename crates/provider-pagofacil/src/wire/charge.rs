//! The request of a one-time charge, checked against the guide's table of fields.

use payments_core::{Currency, Money, Operation, PaymentRequest, Result, Violations};

use super::{Data, cardholder};
use crate::service::Service;
use crate::{ChargeOptions, NAME};

const OPERATION: Operation = Operation::CREATE_PAYMENT;
const LONGEST_REFERENCE: usize = 60;
const LONGEST_PARAM: usize = 60;
const MONTHS: [u8; 4] = [3, 6, 9, 12];

/// The fields of a charge and its amount, or everything that is wrong with them.
pub(crate) fn charge<'a>(
    service: &'a Service,
    request: &'a PaymentRequest,
    options: &'a ChargeOptions,
) -> Result<(Data<'a>, Money)> {
    let mut violations = Violations::new();
    request.check(&mut violations);
    check_reference(request.reference().as_str(), &mut violations);
    let currencies = [Currency::MXN, Currency::USD];
    let amount = cardholder::amount(request.amount(), &currencies, &mut violations);
    refuse_what_is_not_there(request, &mut violations);
    let holder = violations.required("card", request.card());
    if let Some((card, customer)) = holder {
        card.number().check_digits("card.number", &mut violations);
        card.expiry()
            .check("card.expiry", service.today(), &mut violations);
        let environment = service.environment();
        cardholder::check((card, customer), environment, true, &mut violations);
    }
    if request
        .installments()
        .is_some_and(|months| !MONTHS.contains(&months))
    {
        violations.push("installments", "must be 3, 6, 9 or 12 months");
    }
    check_options(options, &mut violations);
    let (amount, holder) = violations.into_value(NAME, OPERATION, amount.zip(holder))?;

    let mut data = Data::new();
    cardholder::write(&mut data, service, OPERATION, amount, holder);
    data.text("idPedido", request.reference().as_str());
    if amount.currency() == Currency::USD {
        data.text("divisa", "USD");
    }
    if let Some(months) = request.installments() {
        data.text("plan", "MSI");
        data.text("mensualidades", format!("{months:02}"));
    }
    for (name, param) in options.params() {
        data.text(name, param);
    }
    if options.is_without_mail() {
        data.number("noMail", 1);
    }
    cardholder::write_user_agent(&mut data, holder.1);
    Ok((data, amount))
}

/// A reference that the service takes as `idPedido`.
pub(crate) fn check_reference(reference: &str, violations: &mut Violations) {
    if cardholder::is_longer(reference, LONGEST_REFERENCE) {
        violations.push(
            "reference",
            format!("must not be longer than {LONGEST_REFERENCE} characters"),
        );
    }
    if reference.trim() == reference && reference.contains(char::is_whitespace) {
        violations.push("reference", "must hold no spaces");
    }
}

fn refuse_what_is_not_there(request: &PaymentRequest, violations: &mut Violations) {
    for (field, is_given) in [
        ("splits", !request.splits().is_empty()),
        ("destination", request.destination().is_some()),
        ("return_urls", request.return_urls().is_some()),
        ("recipient", request.recipient().is_some()),
    ] {
        if is_given {
            violations.push(field, "PagoFácil does not have it");
        }
    }
}

fn check_options(options: &ChargeOptions, violations: &mut Violations) {
    for (name, param) in options.params() {
        let field = format!("options.{name}");
        cardholder::check_text(&field, param, LONGEST_PARAM, violations);
    }
}
