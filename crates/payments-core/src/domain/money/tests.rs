use proptest::prelude::*;

use super::*;

#[test]
fn a_third_decimal_is_an_error_and_trailing_zeros_are_not() {
    let error = Money::parse("10.005", Currency::MXN).unwrap_err();
    assert_eq!(
        error.to_string(),
        "10.005 has more than the 2 decimals of MXN"
    );
    let money = Money::parse("10.500000000000000000", Currency::VES).unwrap();
    assert_eq!(money.to_string(), "10.50 VES");
}

#[test]
fn the_wire_text_has_no_decimals_or_all_of_them() {
    let wire = |text| Money::parse(text, Currency::MXN).unwrap().to_wire();
    assert_eq!(wire("800.00"), "800");
    assert_eq!(wire("800.5"), "800.50");
    assert_eq!(wire("0.05"), "0.05");
}

#[test]
fn the_largest_amounts_are_printable() {
    for amount in [Decimal::MAX, Decimal::MIN] {
        for code in ["MXN", "CLP", "KWD", "CLF"] {
            let money = Money::new(amount, code.parse().unwrap()).unwrap();
            let digits = money.to_string();
            assert!(digits.contains("79228162514264337593543950335"), "{digits}");
        }
    }
}

#[test]
fn currencies_do_not_mix() {
    let pesos = Money::from_minor(1, Currency::MXN);
    let dollars = Money::from_minor(1, Currency::USD);
    assert!(matches!(
        pesos.checked_add(dollars),
        Err(MoneyError::Currencies { .. })
    ));
}

#[test]
fn a_sum_has_no_more_decimals_than_it_needs() {
    for (code, left, right, written) in [
        ("MXN", "0.50", "0.50", "1"),
        ("MXN", "1.20", "1.30", "2.50"),
        ("MXN", "-5", "5", "0"),
        ("CLP", "15", "5", "20"),
        ("KWD", "0.105", "0.105", "0.210"),
    ] {
        let currency = code.parse().unwrap();
        let [left, right] = [left, right].map(|text| Money::parse(text, currency).unwrap());
        let sum = left.checked_add(right).unwrap();
        assert_eq!(sum.to_wire(), written);
        assert_eq!(sum.amount().scale(), sum.amount().normalize().scale());
    }
}

#[test]
fn a_currency_without_decimals_is_written_without_a_point() {
    let pesos = Money::parse("20", "CLP".parse().unwrap()).unwrap();
    assert_eq!(format!("{pesos} {pesos:?}"), "20 CLP 20 CLP");
    let whole = Money::parse("20", Currency::MXN).unwrap();
    assert_eq!(whole.to_string(), "20.00 MXN");
    assert_eq!(pesos.to_wire(), "20");
}

#[test]
fn nothing_is_neither_more_nor_less_than_nothing() {
    let signs = |units| {
        let money = Money::from_minor(units, Currency::MXN);
        (money.is_negative(), money.is_positive())
    };
    assert_eq!(signs(-1), (true, false));
    assert_eq!(signs(0), (false, false));
    assert_eq!(signs(1), (false, true));
    assert_eq!(
        Money::zero(Currency::MXN),
        Money::from_minor(0, Currency::MXN)
    );
}

#[test]
fn json_round_trips_as_text() {
    let money = Money::parse("9007199254740993.01", Currency::VES).unwrap();
    let json = serde_json::to_string(&money).unwrap();
    assert_eq!(json, r#"{"amount":"9007199254740993.01","currency":"VES"}"#);
    assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
}

proptest! {
    #[test]
    fn sums_are_exact_or_refused(left: i64, right: i64) {
        let sum = Money::from_minor(left, Currency::MXN)
            .checked_add(Money::from_minor(right, Currency::MXN))
            .unwrap();
        let expected = Decimal::from_i128_with_scale(i128::from(left) + i128::from(right), 2);
        prop_assert_eq!(sum.amount(), expected.normalize());
    }

    #[test]
    fn products_are_exact_or_refused(units: i64, times: u32) {
        let product = Money::from_minor(units, Currency::MXN).checked_mul(times).unwrap();
        let expected = Decimal::from_i128_with_scale(i128::from(units) * i128::from(times), 2);
        prop_assert_eq!(product.amount(), expected.normalize());
    }

    #[test]
    fn the_wire_text_reads_back_as_the_same_money(units: i64) {
        let money = Money::from_minor(units, Currency::USD);
        prop_assert_eq!(Money::parse(&money.to_wire(), Currency::USD).unwrap(), money);
    }
}

#[test]
fn a_price_is_money_and_greater_than_zero() {
    let problem = |amount: &str| {
        let mut violations = Violations::new();
        AmountInput::from(Money::parse(amount, Currency::MXN)).check("amount", &mut violations);
        violations.iter().next().map(ToString::to_string)
    };
    assert_eq!(problem("0.01"), None);
    assert_eq!(
        problem("0").as_deref(),
        Some("amount: must be greater than zero")
    );
    assert_eq!(
        problem("-5").as_deref(),
        Some("amount: must be greater than zero")
    );
    assert_eq!(
        problem("0.005").as_deref(),
        Some("amount: 0.005 has more than the 2 decimals of MXN")
    );
    assert_eq!(
        problem("12,50").as_deref(),
        Some("amount: the amount is not a decimal number")
    );
}
