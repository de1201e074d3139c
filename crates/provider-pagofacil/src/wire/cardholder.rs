//! Card and cardholder, which every charge and registration bears, checked against the guide's
//! table of fields.

use payments_core::{
    AmountInput, Card, Currency, Customer, Environment, Money, Operation, Personal, Violations,
};

use super::Data;
use crate::service::Service;

/// `decimal(7,2)`, in hundredths.
const LARGEST: i64 = 9_999_999;

/// The fields from `nombre` to `pais`, in the order of the guide's example.
pub(super) fn write<'a>(
    data: &mut Data<'a>,
    service: &'a Service,
    operation: Operation,
    amount: Money,
    (card, customer): (&'a Card, &'a Customer),
) {
    let address = &customer.address;
    data.personal("nombre", customer.first_name.expose());
    data.personal("apellidos", customer.last_name.expose());
    data.secret("numeroTarjeta", card.number().expose());
    if let Some(code) = card.security_code() {
        data.secret("cvt", code.expose());
    }
    data.personal("cp", address.postal_code.expose());
    data.two_digits("mesExpiracion", card.expiry().month().into());
    data.two_digits("anyoExpiracion", card.expiry().year());
    data.text("monto", amount.to_wire());
    data.secret("idSucursal", service.keys().branch_id());
    data.secret("idUsuario", service.keys().user_id());
    if let Some(ip) = customer.ip {
        data.personal("IP", ip.to_string());
    }
    data.number("idServicio", service.service_id(operation));
    data.personal("email", customer.email.expose());
    data.personal("telefono", customer.phone.expose());
    data.personal("celular", customer.mobile.expose());
    data.personal("calleyNumero", address.street.expose());
    data.personal("colonia", address.neighborhood.expose());
    data.personal("municipio", address.city.expose());
    data.personal("estado", address.state.expose());
    data.personal("pais", address.country.expose());
}

/// The field that closes every request.
pub(super) fn write_user_agent<'a>(data: &mut Data<'a>, customer: &'a Customer) {
    if let Some(user_agent) = &customer.user_agent {
        data.personal("httpUserAgent", user_agent.as_str());
    }
}

/// The amount, if it is money that the service takes.
pub(super) fn amount(
    amount: &AmountInput,
    currencies: &[Currency],
    violations: &mut Violations,
) -> Option<Money> {
    let money = violations.keep("amount", amount.money())?;
    let currency = money.currency();
    let largest = Money::from_minor(LARGEST, currency);
    if !currencies.contains(&currency) {
        let allowed: Vec<&str> = currencies.iter().map(Currency::code).collect();
        let allowed = allowed.join(" or ");
        violations.push("amount", format!("must be in {allowed}, not in {currency}"));
    } else if money.amount() > largest.amount() {
        violations.push("amount", format!("must not be more than {largest}"));
    }
    Some(money)
}

pub(super) fn check(
    (card, customer): (&Card, &Customer),
    environment: Environment,
    is_charged_now: bool,
    violations: &mut Violations,
) {
    check_card(card, environment, violations);
    check_security_code(card, is_charged_now, violations);
    check_customer(customer, violations);
}

/// The service's own test cards fail the check digit, so that counts in production only.
fn check_card(card: &Card, environment: Environment, violations: &mut Violations) {
    const FIELD: &str = "card.number";
    let number = card.number();
    let mut shape = Violations::new();
    number.check_digits(FIELD, &mut shape);
    if environment == Environment::Sandbox || !shape.is_empty() {
        return;
    }
    if number.expose().len() > 16 {
        violations.push(FIELD, "must not have more than 16 digits");
    } else if !number.has_valid_check_digit() {
        violations.push(FIELD, "is mistyped: its check digit does not fit");
    }
}

fn check_security_code(card: &Card, is_required: bool, violations: &mut Violations) {
    const FIELD: &str = "card.security_code";
    let Some(code) = card.security_code() else {
        if is_required {
            violations.push(FIELD, "is required to charge the card now");
        }
        return;
    };
    let length = if card.number().is_american_express() {
        4
    } else {
        3
    };
    let code = code.expose();
    if code.len() != length || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        violations.push(FIELD, format!("must have {length} digits"));
    }
}

fn check_customer(customer: &Customer, violations: &mut Violations) {
    let address = &customer.address;
    for (field, text, longest) in [
        ("customer.first_name", &customer.first_name, 50),
        ("customer.last_name", &customer.last_name, 50),
        ("customer.email", &customer.email, 200),
        ("customer.address.street", &address.street, 45),
        ("customer.address.neighborhood", &address.neighborhood, 30),
        ("customer.address.city", &address.city, 30),
        ("customer.address.state", &address.state, 45),
        ("customer.address.postal_code", &address.postal_code, 9),
        ("customer.address.country", &address.country, 50),
    ] {
        check_text(field, text.expose(), longest, violations);
    }
    check_phone("customer.phone", &customer.phone, violations);
    check_phone("customer.mobile", &customer.mobile, violations);
    let email = customer.email.expose();
    if !email.is_empty() && !email.contains('@') {
        violations.push("customer.email", "must be an e-mail address");
    }
    if customer.ip.is_some_and(|ip| !ip.is_ipv4()) {
        violations.push("customer.ip", "must be an IPv4 address");
    }
    if let Some(user_agent) = &customer.user_agent {
        check_text("customer.user_agent", user_agent, 150, violations);
    }
}

/// Whether a text has more characters. It has at most as many as bytes, which take no counting.
pub(super) fn is_longer(text: &str, longest: usize) -> bool {
    text.len() > longest && text.chars().count() > longest
}

/// Whether a text is of the printable characters of ASCII alone, as most are.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

pub(super) fn check_text(field: &str, text: &str, longest: usize, violations: &mut Violations) {
    if text.chars().all(char::is_whitespace) {
        violations.push(field, "must not be empty");
    } else if is_longer(text, longest) {
        violations.push(
            field,
            format!("must not be longer than {longest} characters"),
        );
    } else if !is_plain(text) && text.chars().any(char::is_control) {
        violations.push(field, "must hold no control characters");
    }
}

fn check_phone(field: &str, phone: &Personal, violations: &mut Violations) {
    let phone = phone.expose();
    let digits = phone.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !(7..=10).contains(&phone.len()) {
        violations.push(field, "must have 7 to 10 digits");
    }
}
