//! All request checks. Every operation passes through here once before anything is sent.

use payments_core::{
    AmountInput, Card, Currency, Customer, Environment, MerchantReference, Money, Operation,
    PageToken, PaymentRequest, Personal, Result, SubscriptionId, SubscriptionRequest, Violations,
};
use time::Date;

use crate::credentials::Keys;
use crate::error::NAME;
use crate::model::{ChargeOptions, TransactionFilter};
use crate::wire::Purchase;

/// `decimal(7,2)`, in hundredths.
const LARGEST_AMOUNT: i64 = 9_999_999;
const LONGEST_REFERENCE: usize = 60;
const LONGEST_PARAM: usize = 60;
/// The field `idRecurrente` in the service's table.
const LONGEST_ID: usize = 50;
const MONTHS: [u8; 4] = [3, 6, 9, 12];

/// Where and when a request is checked.
pub(crate) struct Setting {
    pub(crate) environment: Environment,
    /// The date in Mexico City.
    pub(crate) today: Date,
}

/// Checks a one-time charge.
pub(crate) fn charge<'a>(
    setting: &Setting,
    request: &'a PaymentRequest,
    options: &ChargeOptions,
) -> Result<Purchase<'a>> {
    let mut violations = Violations::new();
    request.check(&mut violations);
    check_order(request.reference(), &mut violations);
    let currencies = [Currency::MXN, Currency::USD];
    let amount = amount(request.amount(), &currencies, &mut violations);
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
    let holder = violations.required("card", request.card());
    if let Some((card, customer)) = holder {
        card.number().check_digits("card.number", &mut violations);
        card.expiry()
            .check("card.expiry", setting.today, &mut violations);
        check_card(card, setting.environment, &mut violations);
        check_security_code(card, true, &mut violations);
        check_customer(customer, &mut violations);
    }
    if request
        .installments()
        .is_some_and(|months| !MONTHS.contains(&months))
    {
        violations.push("installments", "must be 3, 6, 9 or 12 months");
    }
    for (name, param) in options.params() {
        let field = format!("options.{name}");
        check_text(&field, param, LONGEST_PARAM, &mut violations);
    }
    let checked = amount
        .zip(holder)
        .map(|(amount, (card, customer))| Purchase {
            amount,
            card,
            customer,
        });
    violations.into_value(NAME, Operation::CREATE_PAYMENT, checked)
}

/// Checks a registration.
pub(crate) fn registration<'a>(
    setting: &Setting,
    request: &'a SubscriptionRequest,
) -> Result<Purchase<'a>> {
    let mut violations = Violations::new();
    request.check(setting.today, &mut violations);
    let amount = amount(request.amount(), &[Currency::MXN], &mut violations);
    let (card, customer) = (request.card(), request.customer());
    check_card(card, setting.environment, &mut violations);
    check_security_code(card, request.charge_now(), &mut violations);
    check_customer(customer, &mut violations);
    let checked = amount.map(|amount| Purchase {
        amount,
        card,
        customer,
    });
    violations.into_value(NAME, Operation::REGISTER_SUBSCRIPTION, checked)
}

/// Checks a reference that the service takes as `idPedido`.
pub(crate) fn order(operation: Operation, reference: &MerchantReference) -> Result<()> {
    let mut violations = Violations::new();
    reference.check("reference", &mut violations);
    check_order(reference, &mut violations);
    violations.into_result(NAME, operation)
}

/// Checks a contract number to search for, and requires the API secret.
pub(crate) fn contract(
    operation: Operation,
    keys: &Keys,
    reference: &MerchantReference,
) -> Result<()> {
    let mut violations = Violations::new();
    reference.check("reference", &mut violations);
    keys.require_api_secret(&mut violations);
    violations.into_result(NAME, operation)
}

/// Checks the id of a subscription.
pub(crate) fn subscription(operation: Operation, id: &SubscriptionId) -> Result<()> {
    let mut violations = Violations::new();
    check_id(id, &mut violations);
    violations.into_result(NAME, operation)
}

/// Checks the id of a subscription, and returns the API secret.
pub(crate) fn subscription_with_secret<'a>(
    operation: Operation,
    keys: &'a Keys,
    id: &SubscriptionId,
) -> Result<&'a str> {
    let mut violations = Violations::new();
    check_id(id, &mut violations);
    let secret = keys.require_api_secret(&mut violations);
    violations.into_value(NAME, operation, secret)
}

/// Whether this can be the id of a subscription.
pub(crate) fn is_id(id: &SubscriptionId) -> bool {
    let mut violations = Violations::new();
    check_id(id, &mut violations);
    violations.is_empty()
}

/// Checks a search in the reports, and returns the API secret.
pub(crate) fn search<'a>(
    operation: Operation,
    keys: &'a Keys,
    filter: &TransactionFilter,
) -> Result<&'a str> {
    let mut violations = Violations::new();
    let api_secret = keys.require_api_secret(&mut violations);
    if let (Some(start), Some(end)) = (filter.start(), filter.end())
        && end < start
    {
        violations.push("filter.end", "must not be before the start");
    }
    for (field, text) in [
        ("filter.branch_id", filter.branch_id()),
        ("filter.transaction_id", filter.transaction_id()),
    ] {
        if text.is_some_and(|text| text.trim().is_empty() || text.contains(char::is_control)) {
            violations.push(field, "must be a text without control characters");
        }
    }
    violations.into_value(NAME, operation, api_secret)
}

/// The number of a page after the first.
pub(crate) fn page_number(operation: Operation, token: &str) -> Result<u32> {
    let mut violations = Violations::new();
    let number = token.parse().ok().filter(|number| *number > 1);
    if number.is_none() {
        violations.push("page.token", "does not belong to this listing");
    }
    violations.into_value(NAME, operation, number)
}

/// The number of a page after the first and the contract number, out of the token of a listing of
/// charges.
pub(crate) fn charges_token(token: &PageToken) -> Result<(u32, Option<&str>)> {
    let token = token.as_str().split_once(':');
    let (number, contract) = token.unwrap_or_default();
    let number = page_number(Operation::LIST_CHARGES, number)?;
    Ok((number, Some(contract).filter(|text| !text.is_empty())))
}

fn check_order(reference: &MerchantReference, violations: &mut Violations) {
    let reference = reference.as_str();
    if is_longer(reference, LONGEST_REFERENCE) {
        violations.push(
            "reference",
            format!("must not be longer than {LONGEST_REFERENCE} characters"),
        );
    }
    if reference.trim() == reference && reference.contains(char::is_whitespace) {
        violations.push("reference", "must hold no spaces");
    }
}

fn check_id(id: &SubscriptionId, violations: &mut Violations) {
    id.check("id", violations);
    if id.as_str().len() > LONGEST_ID {
        violations.push("id", format!("must not be longer than {LONGEST_ID}"));
    }
}

/// The amount, if it is money that the service takes.
fn amount(
    amount: &AmountInput,
    currencies: &[Currency],
    violations: &mut Violations,
) -> Option<Money> {
    let money = violations.keep("amount", amount.money())?;
    let currency = money.currency();
    let largest = Money::from_minor(LARGEST_AMOUNT, currency);
    if !currencies.contains(&currency) {
        let allowed: Vec<&str> = currencies.iter().map(Currency::code).collect();
        let allowed = allowed.join(" or ");
        violations.push("amount", format!("must be in {allowed}, not in {currency}"));
    } else if money.amount() > largest.amount() {
        violations.push("amount", format!("must not be more than {largest}"));
    }
    Some(money)
}

/// The service's own test cards fail the check digit, so it is checked in production only.
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

fn check_phone(field: &str, phone: &Personal, violations: &mut Violations) {
    let phone = phone.expose();
    let digits = phone.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !(7..=10).contains(&phone.len()) {
        violations.push(field, "must have 7 to 10 digits");
    }
}

fn check_text(field: &str, text: &str, longest: usize, violations: &mut Violations) {
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

/// Whether a text has more characters. It has at most as many as bytes, so a short one is not
/// counted.
fn is_longer(text: &str, longest: usize) -> bool {
    text.len() > longest && text.chars().count() > longest
}

/// Whether a text consists of printable ASCII characters, as most do.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}
