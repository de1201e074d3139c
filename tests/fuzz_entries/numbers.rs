//! Amounts and dates, as texts.

use payments_core::exact_decimal;
use payments_core::{Currency, Money};
use payments_kit::codec::{Number, from_json, parse_civil, parse_date};
use rust_decimal::Decimal;
use time::macros::format_description;

use super::calls::check_money;

/// An amount: exact or refused, and the same after writing and reading it.
pub fn amounts(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let read = exact_decimal(text);
    if let Ok(decimal) = read {
        assert_eq!(exact_decimal(&decimal.to_string()), Ok(decimal), "{text}");
        // Where another parser reads it exactly, it reads the same.
        if let Ok(other) = Decimal::from_str_exact(text) {
            assert_eq!(decimal, other, "{text}");
        }
        // So does the number itself in JSON, and its text.
        for json in [text.to_owned(), format!("\"{text}\"")] {
            if let Ok(number) = from_json::<Number>(json.as_bytes()) {
                assert_eq!(number.decimal(), Ok(Some(decimal)), "{json}");
            }
        }
    }
    for currency in [Currency::VES, Currency::MXN, Currency::USD] {
        let Ok(money) = Money::parse(text, currency) else {
            continue;
        };
        assert_eq!(read, Ok(money.amount()), "{text}");
        check_money(money);
        let json = serde_json::to_string(&money).expect("money is data");
        assert_eq!(serde_json::from_str::<Money>(&json).ok(), Some(money));
        assert_eq!(money.checked_add(Money::zero(currency)), Ok(money));
        assert_eq!(money.checked_mul(1), Ok(money));
        if let Ok(twice) = money.checked_mul(2) {
            assert_eq!(money.checked_add(money), Ok(twice));
        }
    }
}

/// A date or a time: the same after writing and reading it.
pub fn dates(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Some(time) = parse_civil(text, "America/Caracas") {
        let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
        let written = time.at().format(format).expect("it can be written");
        assert_eq!(
            parse_civil(&written, "America/Caracas"),
            Some(time),
            "{text}"
        );
    }
    if let Some(date) = parse_date(text) {
        let format = format_description!("[year]-[month]-[day]");
        let written = date.format(format).expect("it can be written");
        assert_eq!(parse_date(&written), Some(date), "{text}");
    }
}
