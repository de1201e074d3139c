//! A payment to create.

use super::{
    AmountInput, Card, Currency, Customer, Item, MerchantReference, Money, MoneyError, Personal,
    ReturnUrls, Split,
};
use crate::error::Violations;

/// A payment to create.
///
/// The builder takes anything; a provider validates the whole request before it sends a byte and
/// lists every violation at once, among them what the provider cannot do. Field paths in
/// violations are those of the builder: `reference`, `amount`, `description`, `items[0].price`,
/// `shipping`, `tax`, `splits[0].amount`, `return_urls.approved`, `recipient`, `card.number`,
/// `customer.email`, `installments` and so on.
///
/// ```
/// use payments_core::{Currency, Money, PaymentRequest, ReturnUrls};
///
/// let request = PaymentRequest::new("ORDER-1", Money::parse("20", Currency::VES))
///     .with_description("Two coffees")
///     .with_return_urls(ReturnUrls::new(
///         "https://shop.example/paid".parse()?,
///         "https://shop.example/cart".parse()?,
///     ));
/// assert_eq!(request.reference().as_str(), "ORDER-1");
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Clone, Debug)]
pub struct PaymentRequest {
    reference: MerchantReference,
    amount: AmountInput,
    description: Option<String>,
    items: Vec<Item>,
    shipping: Option<AmountInput>,
    tax: Option<AmountInput>,
    splits: Vec<Split>,
    destination: Option<String>,
    return_urls: Option<ReturnUrls>,
    recipient: Option<Personal>,
    card: Option<(Card, Customer)>,
    installments: Option<u8>,
}

impl PaymentRequest {
    /// A payment of `amount` for the merchant's order `reference`.
    pub fn new(reference: impl Into<MerchantReference>, amount: impl Into<AmountInput>) -> Self {
        Self {
            reference: reference.into(),
            amount: amount.into(),
            description: None,
            items: Vec::new(),
            shipping: None,
            tax: None,
            splits: Vec::new(),
            destination: None,
            return_urls: None,
            recipient: None,
            card: None,
            installments: None,
        }
    }

    /// What the payer reads about the payment.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Adds a line of the order.
    #[must_use]
    pub fn with_item(mut self, item: Item) -> Self {
        self.items.push(item);
        self
    }

    /// What of the amount is for shipping.
    #[must_use]
    pub fn with_shipping(mut self, shipping: impl Into<AmountInput>) -> Self {
        self.shipping = Some(shipping.into());
        self
    }

    /// What of the amount is tax.
    #[must_use]
    pub fn with_tax(mut self, tax: impl Into<AmountInput>) -> Self {
        self.tax = Some(tax.into());
        self
    }

    /// Gives a part of the payment to another account.
    #[must_use]
    pub fn with_split(mut self, split: Split) -> Self {
        self.splits.push(split);
        self
    }

    /// Pays into this account of the merchant instead of the default one.
    #[must_use]
    pub fn with_destination(mut self, account: impl Into<String>) -> Self {
        self.destination = Some(account.into());
        self
    }

    /// Where the payer's browser goes after approving or cancelling at the provider.
    #[must_use]
    pub fn with_return_urls(mut self, urls: ReturnUrls) -> Self {
        self.return_urls = Some(urls);
        self
    }

    /// Bills this payer directly, by user name, phone number or identity document.
    #[must_use]
    pub fn with_recipient(mut self, recipient: impl Into<Personal>) -> Self {
        self.recipient = Some(recipient.into());
        self
    }

    /// Charges this card of this cardholder.
    #[must_use]
    pub fn with_card(mut self, card: Card, customer: Customer) -> Self {
        self.card = Some((card, customer));
        self
    }

    /// Lets the cardholder pay in so many monthly instalments, free of interest.
    #[must_use]
    pub fn with_installments(mut self, months: u8) -> Self {
        self.installments = Some(months);
        self
    }

    /// The merchant's reference.
    pub fn reference(&self) -> &MerchantReference {
        &self.reference
    }

    /// The amount.
    pub fn amount(&self) -> &AmountInput {
        &self.amount
    }

    /// What the payer reads.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The lines of the order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// What of the amount is for shipping.
    pub fn shipping(&self) -> Option<&AmountInput> {
        self.shipping.as_ref()
    }

    /// What of the amount is tax.
    pub fn tax(&self) -> Option<&AmountInput> {
        self.tax.as_ref()
    }

    /// The parts that go to other accounts.
    pub fn splits(&self) -> &[Split] {
        &self.splits
    }

    /// The account of the merchant that is paid into.
    pub fn destination(&self) -> Option<&str> {
        self.destination.as_deref()
    }

    /// Where the payer's browser goes.
    pub fn return_urls(&self) -> Option<&ReturnUrls> {
        self.return_urls.as_ref()
    }

    /// Who is billed directly.
    pub fn recipient(&self) -> Option<&Personal> {
        self.recipient.as_ref()
    }

    /// The card to charge, and its holder.
    pub fn card(&self) -> Option<(&Card, &Customer)> {
        self.card.as_ref().map(|(card, customer)| (card, customer))
    }

    /// In how many monthly instalments.
    pub fn installments(&self) -> Option<u8> {
        self.installments
    }

    /// Lists what is wrong with the request for any provider.
    ///
    /// Amounts must be money of one currency. Where items, shipping and tax are all given, they
    /// must add up to the amount; splits must never exceed it.
    pub fn check(&self, violations: &mut Violations) {
        self.reference.check("reference", violations);
        violations.check_price("amount", &self.amount);
        self.check_items(violations);
        for (field, part) in [("shipping", &self.shipping), ("tax", &self.tax)] {
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
            violations.push(field, "must not be less than nothing");
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
            let message = match Sum::of(parts, amount.currency()) {
                Sum::Exact(total) if total != amount => Some(format!(
                    "items, shipping and tax add up to {total}, not to it"
                )),
                Sum::Inexact => {
                    Some("items, shipping and tax have more digits than can be added up".to_owned())
                }
                Sum::Exact(_) | Sum::None => None,
            };
            if let Some(message) = message {
                violations.push("amount", message);
            }
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
    /// More digits than are held exactly: nobody can tell whether it is right.
    Inexact,
    /// A part is no money of the currency, which is told by itself.
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

#[cfg(test)]
mod tests;
