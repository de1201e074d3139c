//! What a request to create an intent said, as the simulator understood it.

use std::fmt;

use rust_decimal::Decimal;

/// A payment intent as its create request described it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubmittedIntent {
    /// Who is asked to pay.
    pub kind: IntentKind,
    /// Where the payer goes after agreeing, or what the service calls after a payment.
    pub return_url: String,
    /// Where the payer goes after turning it down.
    pub cancel_url: String,
    /// What is paid, in the order of the request.
    pub transactions: Vec<SubmittedTransaction>,
}

/// Who is asked to pay.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum IntentKind {
    /// Whoever opens the approval page.
    Sale,
    /// One payer in particular.
    Request {
        /// A username, a phone number or an identity document.
        recipient: String,
    },
}

impl IntentKind {
    /// The service's own word: `sale` or `request`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Request { .. } => "request",
        }
    }

    /// The payer who is asked; a sale asks nobody in particular.
    pub fn recipient(&self) -> Option<&str> {
        match self {
            Self::Sale => None,
            Self::Request { recipient } => Some(recipient),
        }
    }
}

// The recipient is a person.
impl fmt::Debug for IntentKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// One transaction of a [`SubmittedIntent`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubmittedTransaction {
    /// The username of the account that gets the money, when it is not the merchant's own.
    pub destination: Option<String>,
    /// What is paid.
    pub total: Decimal,
    /// The currency of the total.
    pub currency: String,
    /// What of the total is shipping.
    pub shipping: Option<Decimal>,
    /// What of the total is tax.
    pub tax: Option<Decimal>,
    /// What of the total is the items.
    pub sub_total: Option<Decimal>,
    /// What the payer reads.
    pub description: String,
    /// The merchant's own reference.
    pub invoice_number: Option<String>,
    /// What is bought, in the order of the request.
    pub items: Vec<SubmittedItem>,
    /// Who shares the money, in the order of the request.
    pub distributions: Vec<SubmittedDistribution>,
}

impl SubmittedTransaction {
    pub(super) fn has_details(&self) -> bool {
        [self.shipping, self.tax, self.sub_total]
            .iter()
            .any(Option::is_some)
    }

    /// The sub-total: the one that was sent, or else what the other details leave of the total.
    pub(super) fn items_total(&self) -> Decimal {
        let others = self.shipping.unwrap_or_default() + self.tax.unwrap_or_default();
        self.sub_total.unwrap_or(self.total - others)
    }
}

/// One item of a [`SubmittedTransaction`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubmittedItem {
    /// Its name.
    pub name: String,
    /// The price of one.
    pub price: Decimal,
    /// How many.
    pub quantity: Option<u32>,
    /// The merchant's identifier of the article.
    pub sku: Option<String>,
    /// The currency of the price.
    pub currency: Option<String>,
}

/// One share of a [`SubmittedTransaction`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubmittedDistribution {
    /// The username of the account that gets it.
    pub account: String,
    /// How much.
    pub amount: Decimal,
    /// What for.
    pub description: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::super::testing::{create, sale, world};
    use super::*;

    const TRANSACTION: &str = "&paymentintent[transactions][0]";

    #[test]
    fn everything_a_create_request_said_comes_back() {
        let more = [
            "&paymentintent[intent]=request&paymentintent[recipient]=V00000001".to_owned(),
            format!("{TRANSACTION}[digitalAccountDestination]=demo02"),
            format!("{TRANSACTION}[amount][details][tax]=1.50"),
            format!("{TRANSACTION}[items][7][name]=a&{TRANSACTION}[items][7][price]=0.01"),
            format!("{TRANSACTION}[items][1][name]=b&{TRANSACTION}[items][1][price]=2"),
            format!("{TRANSACTION}[items][1][quantity]=3&{TRANSACTION}[items][1][sku]=S"),
            format!("{TRANSACTION}[items][1][currency]=VES"),
            format!("{TRANSACTION}[distributions][0][digitalAccountDestination]=demo01"),
            format!("{TRANSACTION}[distributions][0][amount]=5.5"),
        ];
        let world = world();
        let id = create(&world, &sale(&more.concat()));
        let submitted = world.submitted_intent(&id).unwrap();
        assert_eq!(
            submitted,
            SubmittedIntent {
                kind: IntentKind::Request {
                    recipient: "V00000001".to_owned(),
                },
                return_url: "http://shop.test/back?order=7".to_owned(),
                cancel_url: "http://shop.test/stop".to_owned(),
                transactions: vec![SubmittedTransaction {
                    destination: Some("demo02".to_owned()),
                    total: Decimal::from(20),
                    currency: "VES".to_owned(),
                    shipping: None,
                    tax: Some(Decimal::new(150, 2)),
                    sub_total: None,
                    description: "Compra".to_owned(),
                    invoice_number: Some("F1".to_owned()),
                    items: vec![
                        SubmittedItem {
                            name: "a".to_owned(),
                            price: Decimal::new(1, 2),
                            quantity: None,
                            sku: None,
                            currency: None,
                        },
                        SubmittedItem {
                            name: "b".to_owned(),
                            price: Decimal::from(2),
                            quantity: Some(3),
                            sku: Some("S".to_owned()),
                            currency: Some("VES".to_owned()),
                        },
                    ],
                    distributions: vec![SubmittedDistribution {
                        account: "demo01".to_owned(),
                        amount: Decimal::new(55, 1),
                        description: None,
                    }],
                }],
            }
        );
        assert!(!format!("{submitted:?}").contains("V00000001"));
        assert!(world.submitted_intent("none").is_none());
    }
}
