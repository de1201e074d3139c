//! `payments mpandco create-transactions`: several transactions in one intent, from a document.

use payments_core::{Currency, Item, Money, MoneyError, PaymentRequest, ReturnUrls, Split};
use serde::Deserialize;
use url::Url;

use crate::ask;
use crate::exit::Failure;

/// The document on standard input. Amounts are texts, so that they stay exact.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    return_url: Url,
    cancel_url: Url,
    recipient: Option<String>,
    transactions: Vec<Transaction>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Transaction {
    reference: String,
    amount: String,
    description: String,
    #[serde(default)]
    items: Vec<Line>,
    shipping: Option<String>,
    tax: Option<String>,
    destination: Option<String>,
    #[serde(default)]
    splits: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    name: String,
    price: String,
    #[serde(default = "one")]
    quantity: u32,
    sku: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    account: String,
    amount: String,
    description: Option<String>,
}

pub(super) fn requests() -> Result<Vec<PaymentRequest>, Failure> {
    let document = ask::document()?;
    let document: Document = serde_json::from_str(&document)
        .map_err(|error| Failure::usage(format!("the document cannot be read: {error}")))?;
    let urls = ReturnUrls::new(document.return_url, document.cancel_url);
    let recipient = document.recipient;
    let requests = document.transactions.into_iter().map(|transaction| {
        let request = transaction.request().with_return_urls(urls.clone());
        match &recipient {
            Some(recipient) => request.with_recipient(recipient.as_str()),
            None => request,
        }
    });
    Ok(requests.collect())
}

impl Transaction {
    fn request(self) -> PaymentRequest {
        let mut request = PaymentRequest::new(self.reference.as_str(), bolivars(&self.amount))
            .with_description(self.description);
        for line in self.items {
            let item = Item::new(line.name, bolivars(&line.price)).with_quantity(line.quantity);
            request = request.with_item(match line.sku {
                Some(sku) => item.with_sku(sku),
                None => item,
            });
        }
        for part in self.splits {
            let split = Split::new(part.account, bolivars(&part.amount));
            request = request.with_split(match part.description {
                Some(description) => split.with_description(description),
                None => split,
            });
        }
        if let Some(shipping) = &self.shipping {
            request = request.with_shipping(bolivars(shipping));
        }
        if let Some(tax) = &self.tax {
            request = request.with_tax(bolivars(tax));
        }
        match self.destination {
            Some(destination) => request.with_destination(destination),
            None => request,
        }
    }
}

fn one() -> u32 {
    1
}

fn bolivars(amount: &str) -> Result<Money, MoneyError> {
    Money::parse(amount, Currency::VES)
}
