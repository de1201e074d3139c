//! Checks of stored cards.

use payments_core::{
    Card, CardToken, Currency, Customer, Money, Operation, PaymentRequest, Result, StoredCard,
    Violations,
};

use super::cardholder::{check, prepare};
use super::{
    LARGEST_AMOUNT, Setting, check_card, check_order, check_security_code, unsupported_parts,
};
use crate::error::NAME;
use crate::wire::StoredHolder;

const LONGEST_TOKEN: usize = 26;

/// Checks a card to store, and what was changed of its holder.
pub(crate) fn stored_card<'a>(
    setting: &Setting,
    card: &'a Card,
    customer: &Customer,
) -> Result<StoredHolder<'a>> {
    let mut violations = Violations::new();
    card.number().check_digits("card.number", &mut violations);
    card.expiry()
        .check("card.expiry", setting.today, &mut violations);
    check_card(setting, card, &mut violations);
    check_security_code(card, true, &mut violations);
    // There is nowhere to put a warning: a text that is shortened does not refuse a card.
    let holder = prepare(customer, &mut Vec::new());
    check(&holder, &mut violations);
    let code = card.security_code().map(|code| code.expose());
    let holder = [
        ("nombre", &holder.first_name),
        ("apellidos", &holder.last_name),
        ("calleyNumero", &holder.street),
        ("colonia", &holder.neighborhood),
        ("municipio", &holder.city),
        ("estado", &holder.state),
        ("cp", &holder.postal_code),
        ("telefono", &holder.phone),
        ("celular", &holder.mobile),
        ("email", &holder.email),
    ];
    let checked = code.map(|code| StoredHolder {
        number: card.number().expose(),
        code,
        month: card.expiry().month(),
        year: card.expiry().year(),
        holder: holder.map(|(name, text)| (name, text.to_string())).into(),
    });
    violations.into_value(NAME, Operation::STORE_CARD, checked)
}

/// Checks a charge of a stored card, and returns its amount. Its reference is mandatory, as all are:
/// nothing else finds the charge again.
pub(crate) fn token_charge(
    stores_cards: bool,
    request: &PaymentRequest,
    token: &CardToken,
) -> Result<Money> {
    let mut violations = Violations::new();
    request.check(&mut violations);
    if !stores_cards {
        violations.push(
            "method",
            "stored cards are off: switch them on by with_card_tokens()",
        );
    }
    check_order(request.reference(), &mut violations);
    unsupported_parts(request, &mut violations);
    if request.installments().is_some_and(|months| months > 1) {
        violations.push("installments", "a stored card is charged in one go");
    }
    check_token("method.token", token, &mut violations);
    let amount = violations.keep("amount", request.amount().money());
    if let Some(amount) = amount {
        let largest = Money::from_minor(LARGEST_AMOUNT, Currency::MXN);
        if amount.currency() != Currency::MXN {
            let currency = amount.currency();
            violations.push("amount", format!("must be in MXN, not in {currency}"));
        } else if amount.amount() > largest.amount() {
            violations.push("amount", format!("must not be more than {largest}"));
        }
    }
    violations.into_value(NAME, Operation::CREATE_PAYMENT, amount)
}

/// Checks a card to delete, and returns what the service wants back.
pub(crate) fn deleted_card(card: &StoredCard) -> Result<&CardToken> {
    let mut violations = Violations::new();
    check_token("token", &card.token, &mut violations);
    let key = violations.required("deletion_key", card.deletion_key.as_ref());
    if let Some(key) = key {
        check_token("deletion_key", key, &mut violations);
    }
    violations.into_value(NAME, Operation::DELETE_CARD, key)
}

fn check_token(field: &str, token: &CardToken, violations: &mut Violations) {
    let token = token.expose();
    let is_word = token.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if token.is_empty() || token.len() > LONGEST_TOKEN || !is_word {
        violations.push(
            field,
            format!("must have 1 to {LONGEST_TOKEN} letters and digits"),
        );
    }
}
