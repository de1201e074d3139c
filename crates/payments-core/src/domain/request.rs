//! A payment to create.

mod check;

use super::{
    AmountInput, AttemptKey, Card, Currency, Customer, Item, MerchantReference, Money, MoneyError,
    PaymentMethod, Personal, ReturnUrls, Split,
};

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
    discount: Option<AmountInput>,
    return_urls: Option<ReturnUrls>,
    method: PaymentMethod,
    installments: Option<u8>,
    attempt_key: Option<AttemptKey>,
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
            discount: None,
            return_urls: None,
            method: PaymentMethod::default(),
            installments: None,
            attempt_key: None,
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

    /// How the payment is paid; on the provider's page by default.
    #[must_use]
    pub fn with_method(mut self, method: PaymentMethod) -> Self {
        self.method = method;
        self
    }

    /// Bills this payer directly, by user name, phone number or identity document:
    /// [`PaymentMethod::Wallet`].
    #[must_use]
    pub fn with_recipient(self, recipient: impl Into<Personal>) -> Self {
        self.with_method(PaymentMethod::Wallet {
            recipient: recipient.into(),
        })
    }

    /// Charges this card of this cardholder: [`PaymentMethod::Card`].
    #[must_use]
    pub fn with_card(self, card: Card, customer: Customer) -> Self {
        self.with_method(PaymentMethod::Card {
            card,
            customer: Box::new(customer),
        })
    }

    /// A discount on the sum of the items, shipping and tax.
    #[must_use]
    pub fn with_discount(mut self, discount: impl Into<AmountInput>) -> Self {
        self.discount = Some(discount.into());
        self
    }

    /// The idempotency key of this attempt, for providers that deduplicate by one.
    #[must_use]
    #[doc(alias = "idempotency_key")]
    pub fn with_attempt_key(mut self, key: AttemptKey) -> Self {
        self.attempt_key = Some(key);
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

    /// How the payment is paid.
    pub fn method(&self) -> &PaymentMethod {
        &self.method
    }

    /// Who is billed directly.
    pub fn recipient(&self) -> Option<&Personal> {
        match &self.method {
            PaymentMethod::Wallet { recipient } => Some(recipient),
            _ => None,
        }
    }

    /// The card to charge, and its holder.
    pub fn card(&self) -> Option<(&Card, &Customer)> {
        match &self.method {
            PaymentMethod::Card { card, customer } => Some((card, customer)),
            _ => None,
        }
    }

    /// The discount on the sum of the items, shipping and tax.
    pub fn discount(&self) -> Option<&AmountInput> {
        self.discount.as_ref()
    }

    /// The idempotency key of this attempt.
    pub fn attempt_key(&self) -> Option<&AttemptKey> {
        self.attempt_key.as_ref()
    }

    /// In how many monthly instalments.
    pub fn installments(&self) -> Option<u8> {
        self.installments
    }
}

#[cfg(test)]
mod tests;
