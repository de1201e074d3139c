//! All request checks. Every operation passes through here once before anything is sent.

mod cardholder;
mod cash;
#[cfg(feature = "unverified-card-tokens")]
mod tokens;

use payments_core::{
    AmountInput, Card, Currency, Environment, MerchantReference, Money, Operation, PageToken,
    PaymentRequest, Result, Schedule, SubscriptionId, SubscriptionRequest, Violations,
};
use time::{Date, Month};

pub(crate) use cash::{cash_order, payment};
#[cfg(feature = "unverified-card-tokens")]
pub(crate) use tokens::{deleted_card, stored_card, token_charge};

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
/// The months of installments.
pub(crate) const INSTALLMENTS: [u8; 4] = [3, 6, 9, 12];
/// The year is sent with two digits, and no card is good for longer.
const MOST_YEARS: i32 = 30;

/// Where and when a request is checked.
pub(crate) struct Setting {
    pub(crate) environment: Environment,
    pub(crate) takes_dollars: bool,
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
    let amount = amount(setting, request.amount(), true, &mut violations);
    unsupported_parts(request, &mut violations);
    let mut warnings = Vec::new();
    let card = violations.required("card", request.card());
    let card = card.map(|(card, customer)| {
        card.number().check_digits("card.number", &mut violations);
        card.expiry()
            .check("card.expiry", setting.today, &mut violations);
        check_card(setting, card, &mut violations);
        check_security_code(card, true, &mut violations);
        let holder = cardholder::prepare(customer, &mut warnings);
        cardholder::check(&holder, &mut violations);
        (card, holder)
    });
    // The service's own clients send one month and none alike as a payment in one go.
    let installments = request.installments().filter(|months| *months > 1);
    if installments.is_some_and(|months| !INSTALLMENTS.contains(&months)) {
        violations.push("installments", "must be 3, 6, 9 or 12 months");
    }
    for (name, param) in options.params() {
        let field = format!("options.{name}");
        cardholder::check_text(&field, param, LONGEST_PARAM, &mut violations);
    }
    let checked = amount.zip(card).map(|(amount, (card, holder))| Purchase {
        amount,
        card,
        holder,
        installments,
        warnings,
    });
    violations.into_value(NAME, Operation::CREATE_PAYMENT, checked)
}

/// Refuses the parts of a request that the service has no place for.
fn unsupported_parts(request: &PaymentRequest, violations: &mut Violations) {
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

/// Checks a registration.
pub(crate) fn registration<'a>(
    setting: &Setting,
    request: &'a SubscriptionRequest,
) -> Result<Purchase<'a>> {
    let mut violations = Violations::new();
    request.check(setting.today, &mut violations);
    let amount = amount(setting, request.amount(), false, &mut violations);
    let (card, schedule) = (request.card(), request.schedule());
    check_card(setting, card, &mut violations);
    check_security_code(card, request.charge_now(), &mut violations);
    let mut warnings = Vec::new();
    let holder = cardholder::prepare(request.customer(), &mut warnings);
    cardholder::check(&holder, &mut violations);
    match first_charge(&schedule) {
        Some(first)
            if schedule
                .end()
                .is_some_and(|end| first > end && end >= schedule.start()) =>
        {
            violations.push("schedule", "no charge falls between its start and its end");
        }
        Some(first) => {
            let expiry = card.expiry();
            let month = (first.year(), u8::from(first.month()));
            if (i32::from(expiry.year()), expiry.month()) < month {
                warnings.push(format!(
                    "the card expires before the first charge, which is on {first}"
                ));
            }
        }
        // The day is none of a month, which is a violation already.
        None => {}
    }
    let checked = amount.map(|amount| Purchase {
        amount,
        card,
        holder,
        installments: None,
        warnings,
    });
    violations.into_value(NAME, Operation::REGISTER_SUBSCRIPTION, checked)
}

/// The first day from the start on that a charge falls on.
fn first_charge(schedule: &Schedule) -> Option<Date> {
    let start = schedule.start();
    let of_month = |year: i32, month: Month| {
        let day = schedule.day().min(month.length(year));
        Date::from_calendar_date(year, month, day).ok()
    };
    let first = of_month(start.year(), start.month())?;
    if first >= start {
        return Some(first);
    }
    let month = start.month().next();
    let year = start.year() + i32::from(month == Month::January);
    of_month(year, month)
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
    setting: &Setting,
    amount: &AmountInput,
    is_one_time: bool,
    violations: &mut Violations,
) -> Option<Money> {
    let money = violations.keep("amount", amount.money())?;
    let currency = money.currency();
    let largest = Money::from_minor(LARGEST_AMOUNT, currency);
    let dollars = is_one_time && setting.takes_dollars;
    let allowed = if dollars { "MXN or USD" } else { "MXN" };
    if currency == Currency::USD && is_one_time && !dollars {
        violations.push(
            "amount",
            "dollars are off, for the service's documents contradict each other: one says that it \
             converts them, another that every amount is in pesos. Ask its support, then switch \
             them on by with_dollars_accepted()",
        );
    } else if currency != Currency::MXN && !(dollars && currency == Currency::USD) {
        violations.push("amount", format!("must be in {allowed}, not in {currency}"));
    } else if money.amount() > largest.amount() {
        violations.push("amount", format!("must not be more than {largest}"));
    }
    Some(money)
}

/// The service's own test cards fail the check digit, so it is checked in production only.
fn check_card(setting: &Setting, card: &Card, violations: &mut Violations) {
    const FIELD: &str = "card.number";
    let year = i32::from(card.expiry().year());
    if year > setting.today.year() + MOST_YEARS {
        let message = format!("the year must not be more than {MOST_YEARS} years ahead");
        violations.push("card.expiry", message);
    }
    let number = card.number();
    let mut shape = Violations::new();
    number.check_digits(FIELD, &mut shape);
    if !shape.is_empty() {
        return;
    }
    if number.expose().len() > 16 {
        violations.push(FIELD, "must not have more than 16 digits");
    } else if setting.environment == Environment::Production && !number.has_valid_check_digit() {
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

/// Whether a text has more characters. It has at most as many as bytes, so a short one is not
/// counted.
pub(super) fn is_longer(text: &str, longest: usize) -> bool {
    text.len() > longest && text.chars().count() > longest
}
