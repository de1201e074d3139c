//! The form that registers a payout.

use crate::php::form::Php;

use crate::mpandco::model::{PayoutKind, RegisteredPayout};
use crate::mpandco::wire::errors::FormErrors;
use crate::mpandco::wire::fields::{Fields, INVALID, any};
use crate::mpandco::wire::intent_form::positive;

/// The first four digits of the bank accounts that payouts can go to.
pub const BANK_CODES: [&str; 8] = [
    "0102", "0104", "0105", "0108", "0114", "0134", "0172", "0191",
];

const UNKNOWN_BANK: &str = "No se ha encontrado un banco para el numero de cuenta ingresado";
const UNKNOWN_KIND: &str = "El tipo de pago masivo no es válido.";
const ACCOUNT_DIGITS: usize = 20;

/// Reads the members of `sent`; `kind` is the query's word for how the payout travels.
pub(crate) fn read(sent: Option<&Php>, kind: Option<&str>) -> Result<RegisteredPayout, FormErrors> {
    Fields::read(sent, |fields| {
        let kind = kind.and_then(PayoutKind::of);
        if kind.is_none() {
            fields.reject(UNKNOWN_KIND);
        }
        let reference = fields.required("reference", any);
        let name_account = fields.required("nameAccount", any);
        let identification_number = fields.required("identificationNumber", any);
        let amount = fields.required("amount", positive);
        let bank_account = fields.required("bankAccount", account);
        let phone = fields.optional("phone", any);
        let email = fields.optional("email", any);
        if bank_account.as_deref().is_some_and(|it| !has_bank(it)) {
            fields.reject(UNKNOWN_BANK);
        }
        Some(RegisteredPayout {
            kind: kind?,
            batch: 0,
            loaded: false,
            reference: reference?,
            name_account: name_account?,
            identification_number: identification_number?,
            bank_account: bank_account?,
            amount: amount?,
            phone,
            email,
        })
    })
}

fn account(text: &str) -> Result<String, &'static str> {
    let is_account = text.len() == ACCOUNT_DIGITS && text.bytes().all(|it| it.is_ascii_digit());
    if is_account { any(text) } else { Err(INVALID) }
}

fn has_bank(account: &str) -> bool {
    BANK_CODES.iter().any(|code| account.starts_with(code))
}
