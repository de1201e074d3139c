//! `payments mpandco create-transactions`: one payment of several transactions, from a document.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use clap::Args;
use payments_core::{Currency, Item, Money, MoneyError, PaymentRequest, ReturnUrls, Split};
use provider_mpandco::Mpandco;
use provider_mpandco::model::Intent;
use serde::Deserialize;
use url::Url;

use crate::exit::Failure;
use crate::input;
use crate::session::{Finder, Session};
use crate::special::Special;
use crate::view::{self, View};

/// The fields of the document, with an example.
pub(super) const HELP: &str = r#"The document:
  return_url      where the payer's browser goes after approving
  cancel_url      where the payer's browser goes otherwise
  recipient       optional: the user name, phone (58…) or identity document (V…) to bill
  transactions    a list of
    reference     your own identifier, unique
    amount        the amount in VES, as a text
    description   what the payer reads
    items         optional: a list of name, price, and optionally quantity (1) and sku
    shipping      optional: the part of the amount for shipping
    tax           optional: the part of the amount that is tax
    discount      optional: a discount on the sum of the items, shipping and tax
    destination   optional: your account to pay into
    splits        optional: a list of account, amount, and optionally description

Example:
  {
    "return_url": "https://shop.example/paid",
    "cancel_url": "https://shop.example/cart",
    "transactions": [
      {
        "reference": "ORDER-1-A", "amount": "20.50", "description": "Two coffees",
        "items": [{"name": "Coffee", "price": "10.25", "quantity": 2}]
      },
      {
        "reference": "ORDER-1-B", "amount": "5", "description": "A bread"
      }
    ]
  }"#;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The file of the document; standard input for - or without it
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// The document. Amounts are texts, so that they stay exact.
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
    discount: Option<String>,
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

/// Creates the payment. The journal claims it by the reference of its first transaction.
pub(super) async fn create(
    session: &Session,
    finder: &Finder,
    mpandco: Mpandco,
    requests: Vec<PaymentRequest>,
) -> Result<View, Failure> {
    let Some(first) = requests.first().cloned() else {
        return Err(Failure::usage("the document has no transactions"));
    };
    let created: Arc<OnceLock<Intent>> = Arc::default();
    let (requests, result, client) = (Arc::new(requests), Arc::clone(&created), mpandco.clone());
    let special = Special::creating(mpandco, move || {
        let (requests, result) = (Arc::clone(&requests), Arc::clone(&result));
        let mpandco = client.clone();
        async move {
            let intent = mpandco.create_transactions(&requests).await?;
            Ok(result.get_or_init(|| intent).payment())
        }
    });
    let payment = session.create_payment(finder, special, &first).await?;
    Ok(match created.get() {
        Some(intent) => View::Intent(view::Intent::of(intent, session.privacy)),
        // The journal has it from before.
        None => View::Payment(view::Payment::of(&payment, session.privacy)),
    })
}

impl Arguments {
    pub(super) fn requests(&self) -> Result<Vec<PaymentRequest>, Failure> {
        let document = input::read(self.file.as_deref())?;
        let document: Document = serde_json::from_slice(&document).map_err(|error| {
            Failure::usage(format!("the document cannot be read: {error}; see --help"))
        })?;
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
        if let Some(discount) = &self.discount {
            request = request.with_discount(bolivars(discount));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_help_is_a_valid_document() {
        let (_, example) = HELP.split_once("Example:").unwrap();
        let document: Document = serde_json::from_str(example).unwrap();
        assert_eq!(document.transactions.len(), 2);
    }
}
