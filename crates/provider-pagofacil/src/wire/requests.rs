//! The fields of each request, written from values that `validate` accepted.

use std::borrow::Cow;
use std::net::Ipv4Addr;

use payments_core::{Card, Currency, Money, PaymentRequest, SubscriptionRequest};
use payments_kit::http::Fields;
use time::Date;

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

/// What every charge and registration carries, in the form that the service takes.
pub(crate) struct Purchase<'a> {
    pub(crate) amount: Money,
    pub(crate) card: &'a Card,
    pub(crate) holder: Holder<'a>,
    /// More than one month.
    pub(crate) installments: Option<u8>,
    /// What was changed or left out so that the service takes it.
    pub(crate) warnings: Vec<String>,
}

/// The cardholder.
pub(crate) struct Holder<'a> {
    pub(crate) first_name: Cow<'a, str>,
    pub(crate) last_name: Cow<'a, str>,
    pub(crate) email: Cow<'a, str>,
    pub(crate) phone: Cow<'a, str>,
    pub(crate) mobile: Cow<'a, str>,
    pub(crate) street: Cow<'a, str>,
    pub(crate) neighborhood: Cow<'a, str>,
    pub(crate) city: Cow<'a, str>,
    pub(crate) state: Cow<'a, str>,
    pub(crate) postal_code: Cow<'a, str>,
    pub(crate) country: Cow<'a, str>,
    pub(crate) ip: Option<Ipv4Addr>,
    pub(crate) user_agent: Option<String>,
}

impl<'a> Purchase<'a> {
    /// The last four digits of the card.
    pub(crate) fn last_four(&self) -> Option<&'a str> {
        let number = self.card.number().expose();
        let start = number.len().checked_sub(4)?;
        number.get(start..)
    }
}

/// The fields of a one-time charge.
pub(crate) fn charge(
    fields: &mut dyn Fields,
    caller: &Caller<'_>,
    purchase: &Purchase<'_>,
    request: &PaymentRequest,
    options: &ChargeOptions,
) {
    cardholder(fields, caller, purchase);
    fields.field("idPedido", request.reference().as_str());
    if purchase.amount.currency() == Currency::USD {
        fields.field("divisa", "USD");
    }
    if let Some(months) = purchase.installments {
        fields.field("plan", "MSI");
        fields.field("mensualidades", &format!("{months:02}"));
    }
    for (name, param) in options.params() {
        fields.field(name, param);
    }
    if options.is_without_mail() {
        fields.number("noMail", 1);
    }
    user_agent(fields, purchase);
}

/// The fields of a registration.
pub(crate) fn registration(
    fields: &mut dyn Fields,
    caller: &Caller<'_>,
    purchase: &Purchase<'_>,
    request: &SubscriptionRequest,
) {
    cardholder(fields, caller, purchase);
    if let Some(reference) = request.reference() {
        fields.field("idCliente", reference.as_str());
    }
    let schedule = request.schedule();
    fields.field("diaPago", &format!("{:02}", schedule.day()));
    fields.field("fechaIniCobro", &day_first(schedule.start()));
    if let Some(end) = schedule.end() {
        fields.field("fechaFinCobro", &day_first(end));
    }
    user_agent(fields, purchase);
    if request.charge_now() {
        fields.number("cargo", 1);
    }
}

/// The names of the fields of a search.
pub(crate) const SEARCH_FIELDS: [&str; 6] = [
    "api_secret",
    "dateStart",
    "dateEnd",
    "status_id",
    "branch_id",
    "transaction_id",
];

/// The fields of a search in the reports.
pub(crate) fn search(fields: &mut dyn Fields, api_secret: &str, filter: &TransactionFilter) {
    fields.secret("api_secret", api_secret);
    // The table's name; the example of the same document sends `date`.
    if let Some(start) = filter.start() {
        fields.field("dateStart", &day_first(start));
    }
    if let Some(end) = filter.end() {
        fields.field("dateEnd", &day_first(end));
    }
    if let Some(status) = filter.status() {
        fields.number("status_id", status.into());
    }
    if let Some(branch) = filter.branch_id() {
        fields.field("branch_id", branch);
    }
    if let Some(id) = filter.transaction_id() {
        fields.field("transaction_id", id);
    }
}

/// The fields from `nombre` to `pais`, in the order of the guide's example.
fn cardholder(fields: &mut dyn Fields, caller: &Caller<'_>, purchase: &Purchase<'_>) {
    let Purchase {
        amount,
        card,
        holder,
        ..
    } = purchase;
    fields.personal("nombre", &holder.first_name);
    fields.personal("apellidos", &holder.last_name);
    fields.secret("numeroTarjeta", card.number().expose());
    if let Some(code) = card.security_code() {
        fields.secret("cvt", code.expose());
    }
    fields.personal("cp", &holder.postal_code);
    // Part of the card, but too short to be redacted from every text: in `02` and `31` there is no
    // telling a card from a date.
    fields.field("mesExpiracion", &format!("{:02}", card.expiry().month()));
    fields.field(
        "anyoExpiracion",
        &format!("{:02}", card.expiry().year() % 100),
    );
    fields.field("monto", &amount.to_wire());
    fields.secret("idSucursal", caller.branch_id);
    fields.secret("idUsuario", caller.user_id);
    if let Some(ip) = holder.ip {
        fields.personal("IP", &ip.to_string());
    }
    fields.number("idServicio", caller.service_id.into());
    fields.personal("email", &holder.email);
    fields.personal("telefono", &holder.phone);
    fields.personal("celular", &holder.mobile);
    fields.personal("calleyNumero", &holder.street);
    fields.personal("colonia", &holder.neighborhood);
    fields.personal("municipio", &holder.city);
    fields.personal("estado", &holder.state);
    fields.personal("pais", &holder.country);
}

/// The last optional field of every request.
fn user_agent(fields: &mut dyn Fields, purchase: &Purchase<'_>) {
    if let Some(user_agent) = &purchase.holder.user_agent {
        fields.personal("httpUserAgent", user_agent);
    }
}

/// A date in the guide's form, dd-mm-yyyy.
fn day_first(date: Date) -> String {
    let (year, month, day) = date.to_calendar_date();
    format!("{day:02}-{:02}-{year:04}", u8::from(month))
}
