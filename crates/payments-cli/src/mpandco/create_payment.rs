//! `payments mpandco create-payment`.

use clap::Args;
use payments_core::{Currency, Item, Money, MoneyError, PaymentRequest, ReturnUrls, Split};
use url::Url;

use crate::exit::Failure;
use crate::input;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Your own identifier of the order, unique
    #[arg(long)]
    reference: String,
    /// The amount in VES, such as 20 or 20.50
    #[arg(long)]
    amount: String,
    /// What the payer reads
    #[arg(long)]
    description: String,
    /// Where the payer's browser goes after approving
    #[arg(long, value_name = "URL", value_parser = input::url)]
    return_url: Url,
    /// Where the payer's browser goes otherwise
    #[arg(long, value_name = "URL", value_parser = input::url)]
    cancel_url: Url,
    /// An item of the order: NAME=PRICE, or NAME=PRICExQUANTITY
    #[arg(long = "item", value_name = "NAME=PRICE")]
    items: Vec<String>,
    /// The part of the amount for shipping
    #[arg(long)]
    shipping: Option<String>,
    /// The part of the amount that is tax
    #[arg(long)]
    tax: Option<String>,
    /// A discount on the sum of the items, shipping and tax
    #[arg(long)]
    discount: Option<String>,
    /// A part for another account: ACCOUNT=AMOUNT
    #[arg(long = "split", value_name = "ACCOUNT=AMOUNT")]
    splits: Vec<String>,
    /// Your account to pay into
    #[arg(long, value_name = "ACCOUNT")]
    destination: Option<String>,
    /// Bill this user name, phone (58…) or identity document (V…) instead of waiting at a button
    #[arg(long)]
    recipient: Option<String>,
}

impl Arguments {
    pub(super) fn request(self) -> Result<PaymentRequest, Failure> {
        let urls = ReturnUrls::new(self.return_url, self.cancel_url);
        let mut request = PaymentRequest::new(self.reference.as_str(), bolivars(&self.amount))
            .with_description(self.description)
            .with_return_urls(urls);
        for item in &self.items {
            request = request.with_item(read_item(item)?);
        }
        for split in &self.splits {
            let (account, amount) = pair(split)?;
            request = request.with_split(Split::new(account, bolivars(amount)));
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
        if let Some(destination) = self.destination {
            request = request.with_destination(destination);
        }
        if let Some(recipient) = self.recipient {
            request = request.with_recipient(recipient);
        }
        Ok(request)
    }
}

fn bolivars(amount: &str) -> Result<Money, MoneyError> {
    Money::parse(amount, Currency::VES)
}

fn pair(text: &str) -> Result<(&str, &str), Failure> {
    let split = text.rsplit_once('=');
    split.ok_or_else(|| Failure::usage(format!("{text:?} is not of the form NAME=AMOUNT")))
}

fn read_item(text: &str) -> Result<Item, Failure> {
    let (name, price) = pair(text)?;
    let (price, quantity) = match price.split_once('x') {
        Some((price, quantity)) => {
            let quantity = quantity.parse();
            let quantity = quantity
                .map_err(|_| Failure::usage(format!("{text:?} has no number after its x")))?;
            (price, quantity)
        }
        None => (price, 1),
    };
    Ok(Item::new(name, bolivars(price)).with_quantity(quantity))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_has_a_price_and_perhaps_a_quantity() {
        let item = read_item("Coffee=10.50x3").unwrap();
        assert_eq!((item.name(), item.quantity()), ("Coffee", 3));
        assert_eq!(item.total().unwrap().to_string(), "31.50 VES");
        assert_eq!(read_item("a=b=1").unwrap().name(), "a=b");
        assert!(read_item("Coffee").is_err());
        assert!(read_item("Coffee=1xmany").is_err());
        // A bad price is the request's to complain about, with its path.
        assert!(read_item("Coffee=much").unwrap().price().money().is_err());
    }
}
