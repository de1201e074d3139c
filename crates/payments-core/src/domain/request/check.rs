//! What is wrong with a payment to create.

use super::{AmountInput, Currency, Money, MoneyError, PaymentRequest};
use crate::violation::Violations;

impl PaymentRequest {
    /// Lists what is wrong with the request for any provider.
    ///
    /// Amounts must be money of one currency. Where items, shipping and tax are all given, they
    /// must add up to the amount, less the discount; splits must never exceed it.
    pub fn check(&self, violations: &mut Violations) {
        self.reference.check("reference", violations);
        self.amount.check("amount", violations);
        self.check_items(violations);
        let parts = [
            ("shipping", &self.shipping),
            ("tax", &self.tax),
            ("discount", &self.discount),
        ];
        for (field, part) in parts {
            if let Some(part) = part {
                self.check_part(field, part, violations);
            }
        }
        for (index, split) in self.splits.iter().enumerate() {
            let field = format!("splits[{index}]");
            split.check(&field, violations);
            self.check_currency(&format!("{field}.amount"), split.amount(), violations);
        }
        if let Some(urls) = &self.return_urls {
            urls.check("return_urls", violations);
        }
        self.check_sums(violations);
    }

    fn check_items(&self, violations: &mut Violations) {
        for (index, item) in self.items.iter().enumerate() {
            if item.name().trim().is_empty() {
                violations.push(format!("items[{index}].name"), "must not be empty");
            }
            if item.quantity() == 0 {
                violations.push(format!("items[{index}].quantity"), "must be at least 1");
            }
            let price = format!("items[{index}].price");
            self.check_part(&price, item.price(), violations);
        }
    }

    /// A price, shipping and tax may be nothing, but not less.
    fn check_part(&self, field: &str, part: &AmountInput, violations: &mut Violations) {
        let money = violations.keep(field, part.money());
        if money.is_some_and(|money| money.is_negative()) {
            violations.push(field, "must not be negative");
        }
        self.check_currency(field, part, violations);
    }

    fn check_currency(&self, field: &str, part: &AmountInput, violations: &mut Violations) {
        if let (Ok(whole), Ok(part)) = (self.amount.money(), part.money())
            && whole.currency() != part.currency()
        {
            violations.push(field, "must be in the currency of the amount");
        }
    }

    fn check_sums(&self, violations: &mut Violations) {
        let Ok(amount) = self.amount.money() else {
            return;
        };
        if let (Some(shipping), Some(tax)) = (&self.shipping, &self.tax)
            && !self.items.is_empty()
        {
            let items = self.items.iter().map(|item| {
                let price = item.price().money()?;
                price.checked_mul(item.quantity())
            });
            let parts = items.chain([shipping.money(), tax.money()]);
            let discount = self.discount.as_ref().map(AmountInput::money);
            let discount = discount.map(|money| Money::zero(amount.currency()).checked_sub(money?));
            let names = match discount {
                Some(_) => "items, shipping and tax less the discount",
                None => "items, shipping and tax",
            };
            let message = match Sum::of(parts.chain(discount), amount.currency()) {
                Sum::Exact(total) if total != amount => {
                    Some(format!("{names} add up to {total}, not to it"))
                }
                Sum::Inexact => Some(format!("{names} have more digits than can be added up")),
                Sum::Exact(_) | Sum::None => None,
            };
            if let Some(message) = message {
                violations.push("amount", message);
            }
        }
        if self.splits.is_empty() {
            return;
        }
        let splits = self.splits.iter().map(|split| split.amount().money());
        let message = match Sum::of(splits, amount.currency()) {
            Sum::Exact(total) if total.amount() > amount.amount() => {
                Some(format!("add up to {total}, which is more than the amount"))
            }
            Sum::Inexact => Some("have more digits than can be added up".to_owned()),
            Sum::Exact(_) | Sum::None => None,
        };
        if let Some(message) = message {
            violations.push("splits", message);
        }
    }
}

/// What parts add up to.
enum Sum {
    Exact(Money),
    /// More digits than are held exactly: the sum cannot be checked.
    Inexact,
    /// A part is not money of the currency, which has its own violation.
    None,
}

impl Sum {
    fn of(mut parts: impl Iterator<Item = Result<Money, MoneyError>>, currency: Currency) -> Self {
        let zero = Money::zero(currency);
        match parts.try_fold(zero, |sum, part| sum.checked_add(part?)) {
            Ok(sum) => Self::Exact(sum),
            Err(MoneyError::Overflow) => Self::Inexact,
            Err(_) => Self::None,
        }
    }
}
