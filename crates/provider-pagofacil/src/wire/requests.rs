//! The fields of each request, written from values that `validate` accepted.

use payments_core::{Card, Currency, Customer, Money, PaymentRequest, SubscriptionRequest};
use time::Date;

use super::Fields;
use crate::model::{ChargeOptions, TransactionFilter};

/// Who sends a request.
pub(crate) struct Caller<'a> {
    /// `idSucursal`.
    pub(crate) branch_id: &'a str,
    /// `idUsuario`.
    pub(crate) user_id: &'a str,
    /// `idServicio`.
    pub(crate) service_id: u32,
}

/// What every charge and registration carries.
pub(crate) struct Purchase<'a> {
    pub(crate) amount: Money,
    pub(crate) card: &'a Card,
    pub(crate) customer: &'a Customer,
}

/// The fields of a one-time charge.
pub(crate) fn charge<'a>(
    caller: &Caller<'a>,
    purchase: &Purchase<'a>,
    request: &'a PaymentRequest,
    options: &'a ChargeOptions,
) -> Fields<'a> {
    let mut fields = Fields::new();
    cardholder(&mut fields, caller, purchase);
    fields.text("idPedido", request.reference().as_str());
    if purchase.amount.currency() == Currency::USD {
        fields.text("divisa", "USD");
    }
    if let Some(months) = request.installments() {
        fields.text("plan", "MSI");
        fields.text("mensualidades", format!("{months:02}"));
    }
    for (name, param) in options.params() {
        fields.text(name, param);
    }
    if options.is_without_mail() {
        fields.number("noMail", 1);
    }
    user_agent(&mut fields, purchase);
    fields
}

/// The fields of a registration.
pub(crate) fn registration<'a>(
    caller: &Caller<'a>,
    purchase: &Purchase<'a>,
    request: &'a SubscriptionRequest,
) -> Fields<'a> {
    let mut fields = Fields::new();
    cardholder(&mut fields, caller, purchase);
    if let Some(reference) = request.reference() {
        fields.text("idCliente", reference.as_str());
    }
    let schedule = request.schedule();
    fields.text("diaPago", format!("{:02}", schedule.day()));
    fields.text("fechaIniCobro", day_first(schedule.start()));
    if let Some(end) = schedule.end() {
        fields.text("fechaFinCobro", day_first(end));
    }
    user_agent(&mut fields, purchase);
    if request.charge_now() {
        fields.number("cargo", 1);
    }
    fields
}

/// The fields of a search in the reports.
pub(crate) fn search<'a>(api_secret: &'a str, filter: &'a TransactionFilter) -> Fields<'a> {
    let mut fields = Fields::new();
    fields.secret("api_secret", api_secret);
    // The table's name; the example of the same document sends `date`.
    if let Some(start) = filter.start() {
        fields.text("dateStart", day_first(start));
    }
    if let Some(end) = filter.end() {
        fields.text("dateEnd", day_first(end));
    }
    if let Some(status) = filter.status() {
        fields.number("status_id", status);
    }
    if let Some(branch) = filter.branch_id() {
        fields.text("branch_id", branch);
    }
    if let Some(id) = filter.transaction_id() {
        fields.text("transaction_id", id);
    }
    fields
}

/// The fields from `nombre` to `pais`, in the order of the guide's example.
fn cardholder<'a>(fields: &mut Fields<'a>, caller: &Caller<'a>, purchase: &Purchase<'a>) {
    let Purchase {
        amount,
        card,
        customer,
    } = purchase;
    let address = &customer.address;
    fields.personal("nombre", customer.first_name.expose());
    fields.personal("apellidos", customer.last_name.expose());
    fields.secret("numeroTarjeta", card.number().expose());
    if let Some(code) = card.security_code() {
        fields.secret("cvt", code.expose());
    }
    fields.personal("cp", address.postal_code.expose());
    fields.two_digits("mesExpiracion", card.expiry().month().into());
    fields.two_digits("anyoExpiracion", card.expiry().year());
    fields.text("monto", amount.to_wire());
    fields.secret("idSucursal", caller.branch_id);
    fields.secret("idUsuario", caller.user_id);
    if let Some(ip) = customer.ip {
        fields.personal("IP", ip.to_string());
    }
    fields.number("idServicio", caller.service_id);
    fields.personal("email", customer.email.expose());
    fields.personal("telefono", customer.phone.expose());
    fields.personal("celular", customer.mobile.expose());
    fields.personal("calleyNumero", address.street.expose());
    fields.personal("colonia", address.neighborhood.expose());
    fields.personal("municipio", address.city.expose());
    fields.personal("estado", address.state.expose());
    fields.personal("pais", address.country.expose());
}

/// The last optional field of every request.
fn user_agent<'a>(fields: &mut Fields<'a>, purchase: &Purchase<'a>) {
    if let Some(user_agent) = &purchase.customer.user_agent {
        fields.personal("httpUserAgent", user_agent.as_str());
    }
}

/// A date in the guide's form, dd-mm-yyyy.
fn day_first(date: Date) -> String {
    let (year, month, day) = date.to_calendar_date();
    format!("{day:02}-{:02}-{year:04}", u8::from(month))
}
