//! What a caller asks for: a payment, and its confirmation.

use url::Url;

use super::{AmountInput, Item, MerchantReference, PayerId, PaymentId};
use crate::error::Violations;

/// A payment to create.
///
/// The builder takes anything; a provider validates the whole request before it sends a byte and
/// lists every violation at once. Field paths in violations are `reference`, `amount`,
/// `description`, `items[0].name`, `items[0].price`, `items[0].quantity`, `return_urls.approved`
/// and `return_urls.cancelled`.
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRequest {
    reference: MerchantReference,
    amount: AmountInput,
    description: Option<String>,
    items: Vec<Item>,
    return_urls: Option<ReturnUrls>,
}

impl PaymentRequest {
    /// A payment of `amount` for the merchant's order `reference`.
    pub fn new(reference: impl Into<MerchantReference>, amount: impl Into<AmountInput>) -> Self {
        Self {
            reference: reference.into(),
            amount: amount.into(),
            description: None,
            items: Vec::new(),
            return_urls: None,
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

    /// Where the payer's browser goes after approving or cancelling at the provider.
    #[must_use]
    pub fn with_return_urls(mut self, urls: ReturnUrls) -> Self {
        self.return_urls = Some(urls);
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

    /// Where the payer's browser goes.
    pub fn return_urls(&self) -> Option<&ReturnUrls> {
        self.return_urls.as_ref()
    }

    /// Lists what is wrong with the request for any provider.
    pub fn check(&self, violations: &mut Violations) {
        self.reference.check("reference", violations);
        violations.check_price("amount", &self.amount);
        let currency = self.amount.money().ok().map(|money| money.currency());
        for (index, item) in self.items.iter().enumerate() {
            if item.name().trim().is_empty() {
                violations.push(format!("items[{index}].name"), "must not be empty");
            }
            if item.quantity() == 0 {
                violations.push(format!("items[{index}].quantity"), "must be at least 1");
            }
            let price = format!("items[{index}].price");
            violations.check_price(&price, item.price());
            let own = item.price().money().ok().map(|money| money.currency());
            if own.is_some() && currency.is_some() && own != currency {
                violations.push(price, "must be in the currency of the amount");
            }
        }
        if let Some(urls) = &self.return_urls {
            urls.check("return_urls", violations);
        }
    }
}

/// Where a payer's browser goes after the provider's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnUrls {
    approved: Url,
    cancelled: Url,
}

impl ReturnUrls {
    /// One page for a payer who approved, one for a payer who did not.
    pub fn new(approved: Url, cancelled: Url) -> Self {
        Self {
            approved,
            cancelled,
        }
    }

    /// Where a payer goes who approved.
    pub fn approved(&self) -> &Url {
        &self.approved
    }

    /// Where a payer goes who did not.
    pub fn cancelled(&self) -> &Url {
        &self.cancelled
    }

    fn check(&self, field: &str, violations: &mut Violations) {
        for (name, url) in [("approved", &self.approved), ("cancelled", &self.cancelled)] {
            if !matches!(url.scheme(), "http" | "https") {
                violations.push(format!("{field}.{name}"), "must be an http or https URL");
            }
        }
    }
}

/// A confirmation of a payment that its payer has approved: this is the call that moves the money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    payment: PaymentId,
    payer: PayerId,
}

impl Confirmation {
    /// Confirms `payment` for the payer who came back from the provider's page.
    pub fn by_payer(payment: impl Into<PaymentId>, payer: impl Into<PayerId>) -> Self {
        Self {
            payment: payment.into(),
            payer: payer.into(),
        }
    }

    /// The payment.
    pub fn payment(&self) -> &PaymentId {
        &self.payment
    }

    /// Who approved it.
    pub fn payer(&self) -> &PayerId {
        &self.payer
    }

    /// Lists what is wrong with the confirmation for any provider.
    pub fn check(&self, violations: &mut Violations) {
        self.payment.check("payment", violations);
        self.payer.check("payer", violations);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
            .with_item(Item::new(" ", pesos("0")).with_quantity(0))
            .with_item(Item::new("Tea", pesos("many")))
            .with_return_urls(urls("ftp://shop.example/", "javascript:alert(1)"));
        insta::assert_snapshot!(listed(|violations| request.check(violations)), @"
        reference: must not be empty
        amount: 20.005 has more than the 2 decimals of MXN
        items[0].name: must not be empty
        items[0].quantity: must be at least 1
        items[0].price: must be more than nothing
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
        for bad in [" ORDER", "ORDER ", "OR\nDER", "OR\u{0}DER"] {
            assert_eq!(
                problem(bad),
                "reference: must hold no control characters, nor blanks at its ends",
                "{bad:?}"
            );
        }
    }

    #[test]
    fn a_confirmation_needs_a_payment_and_a_payer() {
        let confirmation = Confirmation::by_payer("", " P");
        insta::assert_snapshot!(listed(|violations| confirmation.check(violations)), @"
        payment: must not be empty
        payer: must hold no control characters, nor blanks at its ends
        ");
        let confirmation = Confirmation::by_payer("PAY-1", "P-1");
        assert_eq!(listed(|violations| confirmation.check(violations)), "");
    }
}
