//! The card and the cardholder of a document.

use payments_core::{Address, Card, CardExpiry, Customer};

use super::document::Document;
use super::field::{Field, Kind};
use crate::exit::Failure;

pub(super) const FIELDS: &[Field] = &[
    Field::required(
        "card_number",
        Kind::CardNumber,
        "the card number, digits only",
        r#""THE DIGITS OF THE CARD""#,
    ),
    Field::required(
        "card_month",
        Kind::Month,
        "the month that the card expires in",
        "9",
    ),
    Field::required(
        "card_year",
        Kind::Year,
        "the year that the card expires in",
        "2031",
    ),
    Field::optional(
        "card_code",
        Kind::SecurityCode,
        "the security code; a charge needs it, a registration without charge_now does not",
        r#""000""#,
    ),
    Field::required("first_name", Kind::Text, "the first name", r#""Ana""#),
    Field::required("last_name", Kind::Text, "the last name", r#""Ejemplo""#),
    Field::required(
        "email",
        Kind::Email,
        "the e-mail address",
        r#""ana@shop.example""#,
    ),
    Field::required(
        "phone",
        Kind::Text,
        "the phone number, 7 to 10 digits",
        r#""5555555555""#,
    ),
    Field::required(
        "mobile",
        Kind::Text,
        "the mobile number, 7 to 10 digits",
        r#""5555555555""#,
    ),
    Field::required(
        "street",
        Kind::Text,
        "the street and number",
        r#""Calle 1""#,
    ),
    Field::required(
        "neighborhood",
        Kind::Text,
        "the neighborhood",
        r#""Centro""#,
    ),
    Field::required("city", Kind::Text, "the city", r#""Guadalajara""#),
    Field::required("state", Kind::Text, "the state", r#""Jalisco""#),
    Field::required(
        "postal_code",
        Kind::Text,
        "the postal code, up to 9 characters",
        r#""44100""#,
    ),
    Field::required("country", Kind::Text, "the country", r#""Mexico""#),
    Field::optional(
        "ip",
        Kind::Ip,
        "the IP address of the cardholder",
        r#""203.0.113.7""#,
    ),
    Field::optional(
        "user_agent",
        Kind::Text,
        "the user agent of the cardholder's browser",
        r#""Mozilla/5.0""#,
    ),
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
        document: "".into(),
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
