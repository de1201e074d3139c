//! Requests that a test can send as they are.

use std::net::Ipv4Addr;

use payments_core::{
    Address, Card, CardExpiry, Currency, Customer, Item, Money, PaymentRequest, ReturnUrls,
    Schedule, SubscriptionRequest,
};
use time::macros::{date, datetime};
use url::Url;

use crate::SimClock;

/// The branch key (`idSucursal`) in the examples of PagoFácil's guide. It is not a real credential.
pub const PAGOFACIL_BRANCH_ID: &str = "a30bb30df93a9468b878a51e70eac065497bdaab";

/// The user key (`idUsuario`) in the examples of PagoFácil's guide. It is not a real credential.
pub const PAGOFACIL_USER_ID: &str = "a2ad03e28952266fb687c249fa6ab45bbb4d7a1d";

/// The number of the test card in PagoFácil's guide. It fails the check digit, so production
/// refuses it before it is sent.
pub fn card_number() -> String {
    format!("5{}", "1".repeat(15))
}

/// The cardholder in the example of PagoFácil's guide, an invented person.
pub fn customer() -> Customer {
    Customer {
        first_name: "Mario A".into(),
        last_name: "Martinez Leandro".into(),
        email: "user@gmail.com".into(),
        phone: "5555555555".into(),
        mobile: "5555111111".into(),
        document: "".into(),
        address: Address {
            street: "Amargura 3".into(),
            neighborhood: "la otra colonia".into(),
            city: "guadalajara".into(),
            state: "Jalisco".into(),
            postal_code: "11000".into(),
            country: "Mexico".into(),
        },
        ip: Some(Ipv4Addr::new(200, 1, 1, 1).into()),
        user_agent: Some("Mozilla/5.0 (Windows NT 6.0) Safari/537.36".to_owned()),
    }
}

/// The registration that PagoFácil's guide gives as its example: 800 pesos on the fifth of each
/// month. Its card and its start date are valid at the time of [`subscription_clock`].
pub fn subscription() -> SubscriptionRequest {
    let card = Card::new(card_number(), CardExpiry::new(9, 16)).with_security_code("222");
    let schedule = Schedule::monthly(5, date!(2013 - 09 - 16));
    let amount = Money::from_minor(80_000, Currency::MXN);
    SubscriptionRequest::new(amount, card, customer(), schedule).with_reference("Contrato789232")
}

/// A fixed clock, two weeks before [`subscription`] starts.
pub fn subscription_clock() -> SimClock {
    SimClock::fixed(datetime!(2013-09-01 12:00 UTC))
}

/// A sale of 20 bolívares with the reference `ORDER-1`. The payer returns to the pages `paid` and
/// `cancelled` below `return_base`, which should end with a slash.
pub fn payment(return_base: &Url) -> PaymentRequest {
    let page = |name| {
        return_base
            .join(name)
            .unwrap_or_else(|_| return_base.clone())
    };
    let amount = Money::from_minor(2_000, Currency::VES);
    PaymentRequest::new("ORDER-1", amount)
        .with_description("Two coffees")
        .with_item(Item::new("Coffee", Money::from_minor(1_000, Currency::VES)).with_quantity(2))
        .with_return_urls(ReturnUrls::new(page("paid"), page("cancelled")))
}

#[cfg(test)]
mod tests {
    use payments_core::Violations;

    use super::*;

    #[test]
    fn the_samples_are_valid() {
        let mut violations = Violations::new();
        subscription().check(subscription_clock().now().date(), &mut violations);
        let shop = Url::parse("https://shop.example/").unwrap();
        payment(&shop).check(&mut violations);
        assert!(violations.is_empty(), "{violations:?}");
    }

    #[test]
    fn the_payer_comes_back_below_the_base() {
        let shop = Url::parse("https://shop.example/checkout/").unwrap();
        let request = payment(&shop);
        let urls = request.return_urls().unwrap();
        assert_eq!(urls.approved().path(), "/checkout/paid");
        assert_eq!(urls.cancelled().path(), "/checkout/cancelled");
    }
}
