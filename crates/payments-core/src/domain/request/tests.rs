use super::*;
use crate::violation::Violations;
use crate::{Currency, Money, Operation, ProviderName};

/// One violation per line.
fn listed(check: impl FnOnce(&mut Violations)) -> String {
    let mut violations = Violations::new();
    check(&mut violations);
    let result = violations.into_result(ProviderName::new("example"), Operation::BUILD);
    let lines = result.err().map(|error| {
        let lines = error.violations().iter().map(ToString::to_string);
        lines.collect::<Vec<_>>().join("\n")
    });
    lines.unwrap_or_default()
}

fn pesos(amount: &str) -> AmountInput {
    Money::parse(amount, Currency::MXN).into()
}

fn urls(approved: &str, cancelled: &str) -> ReturnUrls {
    ReturnUrls::new(approved.parse().unwrap(), cancelled.parse().unwrap())
}

#[test]
fn a_good_request_has_no_violations() {
    let request = PaymentRequest::new("ORDER-1", pesos("20"))
        .with_item(Item::new("Coffee", pesos("10")).with_quantity(2))
        .with_return_urls(urls(
            "https://shop.example/paid",
            "http://shop.example/cart",
        ));
    assert_eq!(listed(|violations| request.check(violations)), "");
}

#[test]
fn everything_wrong_is_listed_at_once_with_its_path() {
    let request = PaymentRequest::new("", pesos("20.005"))
        .with_item(Item::new(" ", pesos("-1")).with_quantity(0))
        .with_item(Item::new("Tea", pesos("many")))
        .with_return_urls(urls("ftp://shop.example/", "javascript:alert(1)"));
    insta::assert_snapshot!(listed(|violations| request.check(violations)), @"
    reference: must not be empty
    amount: 20.005 has more than the 2 decimals of MXN
    items[0].name: must not be empty
    items[0].quantity: must be at least 1
    items[0].price: must not be negative
    items[1].price: the amount is not a decimal number
    return_urls.approved: must be an http or https URL
    return_urls.cancelled: must be an http or https URL
    ");
}

#[test]
fn an_item_is_priced_in_the_currency_of_the_amount() {
    let request = PaymentRequest::new("ORDER-1", pesos("20"))
        .with_item(Item::new("Coffee", pesos("10")))
        .with_item(Item::new("Tea", Money::from_minor(100, Currency::USD)));
    insta::assert_snapshot!(listed(|violations| request.check(violations)), @"items[1].price: must be in the currency of the amount");
}

#[test]
fn a_reference_is_short_and_printable() {
    let problem = |reference: &str| {
        let request = PaymentRequest::new(reference, pesos("20"));
        listed(|violations| request.check(violations))
    };
    assert_eq!(problem(&"x".repeat(255)), "");
    assert_eq!(
        problem(&"x".repeat(256)),
        "reference: must not be longer than 255 bytes"
    );
    for bad in [" ORDER", "ORDER ", "OR\nDER", "OR\u{0}DER", "ORDEN-Ñ"] {
        assert_eq!(
            problem(bad),
            "reference: must hold printable ASCII characters only, without blanks at its ends",
            "{bad:?}"
        );
    }
}

#[test]
fn parts_that_are_all_given_add_up_to_the_amount() {
    let order = |tax: &str| {
        PaymentRequest::new("ORDER-1", pesos("25.50"))
            .with_item(Item::new("Coffee", pesos("10")).with_quantity(2))
            .with_item(Item::new("Free biscuit", pesos("0")))
            .with_shipping(pesos("3"))
            .with_tax(pesos(tax))
    };
    assert_eq!(listed(|violations| order("2.50").check(violations)), "");
    assert_eq!(
        listed(|violations| order("2.49").check(violations)),
        "amount: items, shipping and tax add up to 25.49 MXN, not to it"
    );
    // Where a part is left out, nothing has to add up.
    let partial = PaymentRequest::new("ORDER-1", pesos("25.50"))
        .with_item(Item::new("Coffee", pesos("10")))
        .with_tax(pesos("1"));
    assert_eq!(listed(|violations| partial.check(violations)), "");
}

#[test]
fn splits_never_exceed_the_amount() {
    let order = |second: &str| {
        PaymentRequest::new("ORDER-1", pesos("20"))
            .with_split(Split::new("branch-1", pesos("15")))
            .with_split(Split::new("branch-2", pesos(second)))
    };
    assert_eq!(listed(|violations| order("5").check(violations)), "");
    assert_eq!(
        listed(|violations| order("5.01").check(violations)),
        "splits: add up to 20.01 MXN, which is more than the amount"
    );
    let odd = PaymentRequest::new("ORDER-1", pesos("20"))
        .with_shipping(pesos("-1"))
        .with_split(Split::new(" ", Money::from_minor(0, Currency::USD)));
    insta::assert_snapshot!(listed(|violations| odd.check(violations)), @"
    shipping: must not be negative
    splits[0].account: must not be empty
    splits[0].amount: must be greater than zero
    splits[0].amount: must be in the currency of the amount
    ");
}
