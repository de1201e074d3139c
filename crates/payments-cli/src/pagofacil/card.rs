//! The card and the cardholder of a document.

use payments_core::{Address, Card, CardExpiry, Customer};

use super::document::{Document, Field};
use crate::exit::Failure;

pub(super) const FIELDS: &[Field] = &[
    Field::secret("card_number", "card number"),
    Field::new("card_month", "card expires in month (1 to 12)"),
    Field::new("card_year", "card expires in year"),
    Field::secret("card_code", "security code, if the card is charged now"),
    Field::new("first_name", "first name"),
    Field::new("last_name", "last name"),
    Field::new("email", "e-mail"),
    Field::new("phone", "phone"),
    Field::new("mobile", "mobile phone"),
    Field::new("street", "street and number"),
    Field::new("neighborhood", "neighborhood"),
    Field::new("city", "city"),
    Field::new("state", "state"),
    Field::new("postal_code", "postal code"),
    Field::new("country", "country"),
    Field::new("ip", "IPv4 address of the cardholder, if known"),
    Field::new("user_agent", "user agent of the cardholder, if known"),
];

pub(super) fn card(document: &Document) -> Result<Card, Failure> {
    let expiry = CardExpiry::new(
        document.number("card_month")?,
        document.number("card_year")?,
    );
    let card = Card::new(document.needed("card_number")?, expiry);
    Ok(match document.text("card_code")? {
        Some(code) => card.with_security_code(code),
        None => card,
    })
}

pub(super) fn customer(document: &Document) -> Result<Customer, Failure> {
    let personal = |name| document.needed(name).map(Into::into);
    let ip = document.text("ip")?.map(|ip| ip.parse()).transpose();
    Ok(Customer {
        first_name: personal("first_name")?,
        last_name: personal("last_name")?,
        email: personal("email")?,
        phone: personal("phone")?,
        mobile: personal("mobile")?,
        address: Address {
            street: personal("street")?,
            neighborhood: personal("neighborhood")?,
            city: personal("city")?,
            state: personal("state")?,
            postal_code: personal("postal_code")?,
            country: personal("country")?,
        },
        ip: ip.map_err(|_| Failure::usage("ip must be an IP address"))?,
        user_agent: document.text("user_agent")?,
    })
}
