//! Money over the whole range of its decimals: exact, or refused.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/decimals.rs"]
mod decimals;

use payments_core::exact_decimal;
use payments_core::{
    AmountInput, Currency, Item, Money, MoneyError, PaymentRequest, Split, Violations,
};
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;

use crate::decimals::{config, decimals, writings};

/// Currencies with no decimals, with two, three and four.
const CODES: [&str; 4] = ["CLP", "MXN", "KWD", "CLF"];

/// The largest count of smallest units that a decimal holds.
const LARGEST: i128 = (1 << 96) - 1;

fn currency() -> impl Strategy<Value = Currency> {
    select(&CODES[..]).prop_map(|code| code.parse().unwrap())
}

/// Any money there is. Most decimals are too fine to be any.
fn money_of(currency: Currency) -> impl Strategy<Value = Money> {
    let any_units = (any::<[u32; 3]>(), any::<bool>(), 0..=currency.decimals());
    let any_money = any_units.prop_map(move |([low, mid, high], negative, scale)| {
        let amount = Decimal::from_parts(low, mid, high, negative, scale);
        Money::new(amount, currency).unwrap()
    });
    let small = any::<i64>().prop_map(move |units| Money::from_minor(units, currency));
    let ends = select(vec![Decimal::MAX, Decimal::MIN, Decimal::ZERO])
        .prop_map(move |amount| Money::new(amount, currency).unwrap());
    prop_oneof![4 => any_money, 4 => small, 1 => ends]
}

fn money() -> impl Strategy<Value = Money> {
    currency().prop_flat_map(money_of)
}

fn two_of_one_currency() -> impl Strategy<Value = (Money, Money)> {
    currency().prop_flat_map(|currency| (money_of(currency), money_of(currency)))
}

/// The count of smallest units, in whole numbers: a way of counting that shares nothing with
/// decimals.
fn units(money: Money) -> i128 {
    let missing = money.currency().decimals() - money.amount().scale();
    money.amount().mantissa() * 10_i128.pow(missing)
}

/// Whether a decimal holds so many smallest units.
fn is_held(units: i128, decimals: u32) -> bool {
    (0..=decimals).any(|dropped| {
        let factor = 10_i128.pow(dropped);
        units % factor == 0 && (units / factor).abs() <= LARGEST
    })
}

/// Of a decimal, the digits that count.
fn digits(text: &str) -> String {
    match text.split_once('.') {
        Some((whole, fraction)) => {
            let fraction = fraction.trim_end_matches('0');
            let point = if fraction.is_empty() { "" } else { "." };
            format!("{whole}{point}{fraction}")
        }
        None => text.to_owned(),
    }
}

#[test]
fn what_a_float_would_change_is_read_and_written_exactly() {
    for (text, written) in [
        ("0.1", "0.10"),
        ("0.10000000000000000000000", "0.10"),
        ("9007199254740993.01", "9007199254740993.01"),
        ("9007199254740993.01E+0", "9007199254740993.01"),
        ("240.500000000000000000", "240.50"),
        ("123456789012.340000000000000000", "123456789012.34"),
        (
            "792281625142643375935439503.35",
            "792281625142643375935439503.35",
        ),
        (
            "-792281625142643375935439503.35",
            "-792281625142643375935439503.35",
        ),
    ] {
        let money = Money::parse(text, Currency::VES).unwrap();
        assert_eq!(money.to_wire(), written);
        assert_eq!(money.to_string(), format!("{written} VES"));
    }
    // A float holds the one for the other.
    let cent = |cents: &str| Money::parse(&format!("9007199254740993.{cents}"), Currency::VES);
    assert_ne!(cent("01").unwrap(), cent("02").unwrap());
}

#[test]
fn a_sum_with_a_digit_too_many_is_refused_and_not_rounded() {
    // Of these, rounding gives the first again, and so does taking the second from it.
    let largest = Money::parse("7922816258805131388838215680", Currency::MXN).unwrap();
    let cent = Money::from_minor(-1, Currency::MXN);
    assert_eq!(largest.checked_add(cent), Err(MoneyError::Overflow));
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn a_decimal_is_money_as_it_is_or_too_fine(
        amount in decimals(),
        negative: bool,
        currency in currency(),
    ) {
        let amount = if negative { -amount } else { amount };
        for text in writings(amount) {
            prop_assert_eq!(exact_decimal(&text).unwrap(), amount, "{}", text);
        }
        let decimals = digits(&amount.to_string());
        let decimals = decimals.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        match Money::new(amount, currency) {
            Ok(money) => prop_assert_eq!(money.amount(), amount),
            Err(MoneyError::Decimals { amount: told, .. }) => {
                prop_assert_eq!(told, amount);
                prop_assert!(decimals > usize::try_from(currency.decimals()).unwrap());
            }
            Err(error) => prop_assert!(false, "{error}"),
        }
    }

    #[test]
    fn every_text_of_money_reads_back_as_the_money(money in money()) {
        let currency = money.currency();
        let shown = money.to_string();
        let (amount, code) = shown.split_once(' ').unwrap();
        prop_assert_eq!(code, currency.code());
        prop_assert_eq!(digits(amount), money.amount().to_string());
        let texts = writings(money.amount());
        for text in texts.iter().map(String::as_str).chain([amount, &money.to_wire()]) {
            prop_assert_eq!(Money::parse(text, currency), Ok(money));
        }
        let json = serde_json::to_string(&money).unwrap();
        prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
    }

    #[test]
    fn a_sum_is_exact_or_refused((left, right) in two_of_one_currency()) {
        let expected = units(left) + units(right);
        match left.checked_add(right) {
            Ok(sum) => prop_assert_eq!(units(sum), expected),
            Err(error) => {
                prop_assert_eq!(error, MoneyError::Overflow);
                prop_assert!(!is_held(expected, left.currency().decimals()));
            }
        }
    }

    #[test]
    fn a_product_is_exact_or_refused(price in money(), times: u32) {
        match price.checked_mul(times) {
            Ok(product) => {
                let expected = units(price).checked_mul(i128::from(times)).unwrap();
                prop_assert_eq!(units(product), expected);
            }
            Err(error) => {
                prop_assert_eq!(error, MoneyError::Overflow);
                let expected = units(price).checked_mul(i128::from(times));
                let held = expected.is_some_and(|units| is_held(units, price.currency().decimals()));
                prop_assert!(!held);
            }
        }
    }

    #[test]
    fn a_request_is_right_about_its_sums(
        (amount, parts) in currency().prop_flat_map(|currency| {
            (money_of(currency), prop::collection::vec(money_of(currency), 1..4))
        }),
        matching: bool,
    ) {
        // Nothing and less are complained about by themselves.
        let parts: Vec<Money> = parts.into_iter().filter(Money::is_positive).collect();
        let total: i128 = parts.iter().copied().map(units).sum();
        let held = i64::try_from(total).ok();
        let amount = match held {
            Some(total) if matching => Money::from_minor(total, amount.currency()),
            _ => amount,
        };
        prop_assume!(amount.is_positive() && !parts.is_empty());

        let mut split = PaymentRequest::new("ORDER-1", amount);
        let nothing = Money::zero(amount.currency());
        let mut itemized = split.clone().with_shipping(nothing).with_tax(nothing);
        for part in &parts {
            split = split.with_split(Split::new("branch", *part));
            itemized = itemized.with_item(Item::new("Coffee", *part));
        }
        // A sum that cannot be held is a violation too.
        let decimals = amount.currency().decimals();
        let mut so_far = 0;
        let is_told = parts.iter().all(|part| {
            so_far += units(*part);
            is_held(so_far, decimals)
        });
        let [exceeds, differs] = [total > units(amount), total != units(amount)];
        prop_assert_eq!(complaints(&split, "splits"), usize::from(exceeds || !is_told));
        prop_assert_eq!(complaints(&itemized, "amount"), usize::from(differs || !is_told));
    }
}

/// How many violations a request has of a field; it has none of any other.
fn complaints(request: &PaymentRequest, field: &str) -> usize {
    let mut violations = Violations::new();
    request.check(&mut violations);
    assert!(
        violations
            .iter()
            .all(|violation| violation.field() == field),
        "{violations:?}"
    );
    violations.len()
}

#[test]
fn parts_too_large_to_add_up_are_a_violation_and_no_pass() {
    let largest: AmountInput = Money::new(Decimal::MAX, Currency::VES).into();
    let one = Money::parse("1", Currency::VES);
    let request = PaymentRequest::new("ORDER-1", one.clone())
        .with_split(Split::new("a", largest.clone()))
        .with_split(Split::new("b", largest.clone()));
    assert_eq!(complaints(&request, "splits"), 1);
    let request = PaymentRequest::new("ORDER-1", one)
        .with_item(Item::new("Coffee", largest).with_quantity(2))
        .with_shipping(Money::zero(Currency::VES))
        .with_tax(Money::zero(Currency::VES));
    assert_eq!(complaints(&request, "amount"), 1);
}
