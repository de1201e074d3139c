//! Digests of requests: is this the same request under the same reference?
//!
//! # What a fingerprint holds
//!
//! | part | digest | fields |
//! |---|---|---|
//! | public | SHA-256 | operation, amount, currency, description, items, shipping, tax, discount, splits, destination account, installments, the kind of the payment method, schedule, the refunded payment |
//! | private, with a [`FingerprintKey`] only | HMAC-SHA-256 | names, documents, bank accounts, phone numbers and e-mail addresses of the request |
//! | never | none | card number, expiry, security code, PIN, tokens, return URLs, IP address, user agent |
//!
//! A confirmation is identified by its payment alone: of two confirmations of one payment, the
//! second is the first one repeated.
//!
//! A card number has so few unknown digits that a digest of it can be reversed by trying them all,
//! so no digest of one is made. Bank accounts and identity documents have the same weakness, and a
//! key that is stored beside the digests would not help: they are left out unless the program
//! gives a key that is not in the database. With a key, a payout to another account under a used
//! reference is told apart; without one, it is not, and the stored result of the first is
//! returned. A changed key is noticed, and only the public part is compared then.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit, Mac};
use payments_core::{
    AmountInput, Customer, Money, Operation, PaymentRequest, PayoutRequest, RefundRequest,
    Schedule, SubscriptionRequest,
};
use secrecy::{ExposeSecret, SecretSlice};
use sha2::{Digest, Sha256};

/// A key for the private part of fingerprints: 32 random bytes that the program keeps with its
/// other secrets, outside the database. All machines need the same one. It is not printable.
#[derive(Clone)]
pub struct FingerprintKey(SecretSlice<u8>);

impl FingerprintKey {
    /// A key of 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(SecretSlice::from(bytes.to_vec()))
    }
}

impl std::fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FingerprintKey([secret])")
    }
}

/// The fields of a request, each with its name and its length, so that no two requests give the
/// same bytes.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    public: Vec<u8>,
    private: Vec<u8>,
    amount: Option<Money>,
}

fn push(bytes: &mut Vec<u8>, name: &str, value: &str) {
    for text in [name, value] {
        bytes.extend_from_slice(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
}

impl Fields {
    pub(crate) fn of(operation: Operation) -> Self {
        let mut fields = Self::default();
        fields.public("operation", operation.name());
        fields
    }

    pub(crate) fn public(&mut self, name: &str, value: &str) {
        push(&mut self.public, name, value);
    }

    fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.public(name, value);
        }
    }

    pub(crate) fn amount(&mut self, name: &str, amount: &AmountInput) {
        // The provider refuses an invalid amount before it sends anything.
        let text = amount.money().map(|money| money.to_string());
        self.public(name, text.as_deref().unwrap_or("invalid"));
    }

    fn private(&mut self, name: &str, value: &str) {
        push(&mut self.private, name, value);
    }

    fn customer(&mut self, customer: &Customer) {
        for (name, value) in [
            ("first name", &customer.first_name),
            ("last name", &customer.last_name),
            ("email", &customer.email),
        ] {
            self.private(name, value.expose());
        }
    }

    pub(crate) fn schedule(&mut self, schedule: Schedule) {
        let text = serde_json::to_string(&schedule);
        self.public("schedule", text.as_deref().unwrap_or("invalid"));
    }

    /// The amount of the request.
    pub(crate) fn total(&mut self, amount: &AmountInput) {
        self.amount("amount", amount);
        self.amount = amount.money().ok();
    }

    /// The amount of the request, if it has one.
    pub(crate) fn requested(&self) -> Option<Money> {
        self.amount
    }

    /// The fingerprint: a version, the public digest, and with a key its name and the private one.
    pub(crate) fn digest(self, key: Option<&FingerprintKey>) -> String {
        let mut text = String::from("1-");
        hex(&mut text, &Sha256::digest(&self.public));
        if let Some(key) = key {
            text.push('-');
            hex(
                &mut text,
                mac(key, b"the name of the key")
                    .get(..8)
                    .unwrap_or_default(),
            );
            text.push('-');
            hex(&mut text, &mac(key, &self.private));
        }
        text
    }
}

fn mac(key: &FingerprintKey, bytes: &[u8]) -> Vec<u8> {
    // An HMAC takes keys of any length.
    match Hmac::<Sha256>::new_from_slice(key.0.expose_secret()) {
        Ok(mut mac) => {
            mac.update(bytes);
            mac.finalize().into_bytes().to_vec()
        }
        Err(_) => Vec::new(),
    }
}

fn hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
}

/// Whether two fingerprints are of the same request, as far as both can tell.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let (one, other): (Vec<&str>, Vec<&str>) =
        (one.split('-').collect(), other.split('-').collect());
    match (one.as_slice(), other.as_slice()) {
        ([version, public, key, private], [version2, public2, key2, private2]) => {
            version == version2 && public == public2 && (key != key2 || private == private2)
        }
        ([version, public, ..], [version2, public2, ..]) => {
            version == version2 && public == public2
        }
        _ => false,
    }
}

pub(crate) fn payment(request: &PaymentRequest) -> Fields {
    let mut fields = Fields::of(Operation::CREATE_PAYMENT);
    fields.total(request.amount());
    fields.optional("description", request.description());
    for item in request.items() {
        fields.public("item", item.name());
        fields.amount("price", item.price());
        fields.public("quantity", &item.quantity().to_string());
        fields.optional("sku", item.sku());
    }
    let parts = [
        ("shipping", request.shipping()),
        ("tax", request.tax()),
        ("discount", request.discount()),
    ];
    for (name, part) in parts {
        if let Some(part) = part {
            fields.amount(name, part);
        }
    }
    for split in request.splits() {
        fields.public("split", split.account());
        fields.amount("split amount", split.amount());
    }
    fields.optional("destination", request.destination());
    let installments = request.installments().map(|months| months.to_string());
    fields.optional("installments", installments.as_deref());
    let method = serde_json::to_string(&request.method().kind());
    fields.public("method", method.as_deref().unwrap_or("other"));
    if let Some(recipient) = request.recipient() {
        fields.private("recipient", recipient.expose());
    }
    if let Some(customer) = request.method().customer() {
        fields.customer(customer);
    }
    fields
}

pub(crate) fn refund(request: &RefundRequest) -> Fields {
    let mut fields = Fields::of(Operation::REFUND_PAYMENT);
    fields.public("payment", request.payment.as_str());
    if let Some(amount) = &request.amount {
        fields.total(amount);
    }
    fields
}

pub(crate) fn subscription(request: &SubscriptionRequest) -> Fields {
    let mut fields = Fields::of(Operation::REGISTER_SUBSCRIPTION);
    fields.total(request.amount());
    fields.schedule(request.schedule());
    fields.public(
        "charge now",
        if request.charge_now() { "yes" } else { "no" },
    );
    fields.customer(request.customer());
    fields
}

pub(crate) fn payout(request: &PayoutRequest) -> Fields {
    let mut fields = Fields::of(Operation::SEND_PAYOUT);
    fields.total(request.amount());
    let speed = serde_json::to_string(&request.speed());
    fields.public("speed", speed.as_deref().unwrap_or("invalid"));
    for (name, value) in [
        ("name", Some(request.name())),
        ("document", Some(request.document())),
        ("account", Some(request.account())),
        ("phone", request.phone()),
        ("email", request.email()),
    ] {
        if let Some(value) = value {
            fields.private(name, value.expose());
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use payments_core::{
        CardToken, Currency, Item, Money, PaymentMethod, PayoutSpeed, Personal, Split,
    };
    use payments_testkit::samples;
    use time::macros::date;

    use super::*;

    fn wage(account: &str) -> PayoutRequest {
        let amount = Money::from_minor(100, Currency::VES);
        PayoutRequest::new("WAGE-1", amount, "Ana", "V1", account.to_owned())
    }

    fn key(byte: u8) -> FingerprintKey {
        FingerprintKey::new([byte; 32])
    }

    #[test]
    fn another_amount_is_another_request() {
        let request = |minor| PaymentRequest::new("A", Money::from_minor(minor, Currency::VES));
        let digest = |minor| payment(&request(minor)).digest(None);
        assert!(same(&digest(100), &digest(100)));
        assert!(!same(&digest(100), &digest(101)));
    }

    fn money(minor: i64) -> Money {
        Money::from_minor(minor, Currency::VES)
    }

    /// Whether the public parts differ, and whether the private ones do.
    fn differ(one: impl Fn() -> Fields, other: impl Fn() -> Fields) -> (bool, bool) {
        let key = key(1);
        let both =
            |fields: &dyn Fn() -> Fields| (fields().digest(None), fields().digest(Some(&key)));
        let ((public, private), (public2, private2)) = (both(&one), both(&other));
        let is_public = !same(&public, &public2);
        (is_public, !is_public && !same(&private, &private2))
    }

    #[test]
    fn every_field_of_a_payment_that_moves_money_is_in_its_fingerprint() {
        type Change = fn(PaymentRequest) -> PaymentRequest;
        let request = || {
            let item = Item::new("Coffee", money(600))
                .with_quantity(2)
                .with_sku("C-1");
            PaymentRequest::new("A", money(2_000))
                .with_description("Two coffees")
                .with_item(item)
                .with_shipping(money(400))
        };
        let public: [(&str, Change); 15] = [
            ("description", |it| it.with_description("Three coffees")),
            ("another item", |it| {
                it.with_item(Item::new("Tea", money(1)))
            }),
            ("shipping", |it| it.with_shipping(money(401))),
            ("tax", |it| it.with_tax(money(1))),
            ("discount", |it| it.with_discount(money(1))),
            ("split", |it| it.with_split(Split::new("0414", money(1)))),
            ("destination", |it| it.with_destination("0414")),
            ("installments", |it| it.with_installments(3)),
            ("method", |it| {
                it.with_method(PaymentMethod::CardToken {
                    token: CardToken::new("T"),
                    customer: None,
                })
            }),
            ("currency", |_| {
                PaymentRequest::new("A", Money::from_minor(2_000, Currency::USD))
            }),
            // The same list with one member changed, in the place of the other.
            ("name", |_| {
                with_item(Item::new("Tea", money(600)).with_sku("C-1"))
            }),
            ("price", |_| {
                with_item(Item::new("Coffee", money(601)).with_sku("C-1"))
            }),
            ("quantity", |_| {
                with_item(Item::new("Coffee", money(600)).with_quantity(3))
            }),
            ("sku", |_| {
                with_item(Item::new("Coffee", money(600)).with_sku("C-2"))
            }),
            ("no sku", |_| with_item(Item::new("Coffee", money(600)))),
        ];
        fn with_item(item: Item) -> PaymentRequest {
            PaymentRequest::new("A", money(2_000)).with_item(item)
        }
        for (name, change) in public {
            let changed = || payment(&change(request()));
            assert_eq!(
                differ(|| payment(&request()), changed),
                (true, false),
                "{name}"
            );
        }
        let bases = [
            Item::new("Coffee", money(600)).with_sku("C-1"),
            Item::new("Coffee", money(600)).with_quantity(2),
        ];
        let mut digests: Vec<String> = public[10..]
            .iter()
            .map(|(_, change)| payment(&change(request())).digest(None))
            .chain(bases.map(|item| payment(&with_item(item)).digest(None)))
            .collect();
        digests.sort();
        digests.dedup();
        assert_eq!(digests.len(), 7, "no two of the items are the same");
        let split = |account: &str, minor| {
            payment(&request().with_split(Split::new(account, money(minor))))
        };
        assert_eq!(
            differ(|| split("0414", 1), || split("0415", 1)),
            (true, false)
        );
        assert_eq!(
            differ(|| split("0414", 1), || split("0414", 2)),
            (true, false)
        );
    }

    #[test]
    fn the_payer_of_a_payment_is_in_its_fingerprint_with_a_key() {
        let by = |change: fn(&mut Customer)| {
            let mut customer = samples::customer();
            change(&mut customer);
            let method = PaymentMethod::Cash {
                store: None,
                customer: Box::new(customer),
            };
            payment(&PaymentRequest::new("A", money(1)).with_method(method))
        };
        for change in [
            (|it: &mut Customer| it.first_name = Personal::new("Other")) as fn(&mut Customer),
            |it| it.last_name = Personal::new("Other"),
            |it| it.email = Personal::new("other@shop.example"),
        ] {
            assert_eq!(differ(|| by(|_| {}), || by(change)), (false, true));
        }
        let to = |recipient: &str| {
            payment(&PaymentRequest::new("A", money(1)).with_recipient(recipient))
        };
        assert_eq!(differ(|| to("0414"), || to("0415")), (false, true));
    }

    #[test]
    fn a_refund_of_another_payment_or_amount_is_another_request() {
        let full = |id: &str| refund(&RefundRequest::full(id, "R-1"));
        let part = |minor| refund(&RefundRequest::partial("P-1", "R-1", money(minor)));
        assert_eq!(differ(|| full("P-1"), || full("P-1")), (false, false));
        assert_eq!(differ(|| full("P-1"), || full("P-2")), (true, false));
        assert_eq!(differ(|| full("P-1"), || part(500)), (true, false));
        assert_eq!(differ(|| part(500), || part(501)), (true, false));
    }

    #[test]
    fn a_subscription_of_another_amount_schedule_or_payer_is_another_request() {
        let request = |minor, schedule, customer: Customer| {
            let card = payments_core::Card::new("4", payments_core::CardExpiry::new(9, 39));
            SubscriptionRequest::new(money(minor), card, customer, schedule)
        };
        let monthly = Schedule::monthly(5, date!(2030 - 01 - 05));
        let base = || subscription(&request(1, monthly, samples::customer()));
        for other in [
            request(2, monthly, samples::customer()),
            request(
                1,
                Schedule::monthly(6, date!(2030 - 01 - 05)),
                samples::customer(),
            ),
            request(
                1,
                Schedule::monthly(5, date!(2030 - 02 - 05)),
                samples::customer(),
            ),
            request(
                1,
                monthly.with_end(date!(2031 - 01 - 05)),
                samples::customer(),
            ),
            request(1, monthly, samples::customer()).with_charge_now(),
        ] {
            assert_eq!(
                differ(base, || subscription(&other)),
                (true, false),
                "{other:?}"
            );
        }
        let mut customer = samples::customer();
        customer.last_name = Personal::new("Other");
        let other = request(1, monthly, customer);
        assert_eq!(differ(base, || subscription(&other)), (false, true));
    }

    #[test]
    fn a_payout_of_another_speed_or_person_is_another_request() {
        let wage = || {
            let amount = Money::from_minor(100, Currency::VES);
            PayoutRequest::new("WAGE-1", amount, "Ana", "V1", "0102")
        };
        let instant = || payout(&wage().with_speed(PayoutSpeed::Instant));
        assert_eq!(differ(|| payout(&wage()), instant), (true, false));
        let amount = Money::from_minor(100, Currency::VES);
        for other in [
            PayoutRequest::new("WAGE-1", amount, "Eva", "V1", "0102"),
            PayoutRequest::new("WAGE-1", amount, "Ana", "V2", "0102"),
            PayoutRequest::new("WAGE-1", amount, "Ana", "V1", "0103"),
            wage().with_phone("0414"),
            wage().with_email("ana@shop.example"),
        ] {
            let found = differ(|| payout(&wage()), || payout(&other));
            assert_eq!(found, (false, true), "{other:?}");
        }
    }

    #[test]
    fn another_account_is_noticed_with_a_key_only() {
        let digest = |account, key: Option<&FingerprintKey>| payout(&wage(account)).digest(key);
        assert!(same(&digest("0102", None), &digest("0103", None)));
        assert!(!same(
            &digest("0102", Some(&key(1))),
            &digest("0103", Some(&key(1)))
        ));
        assert!(same(
            &digest("0102", Some(&key(1))),
            &digest("0102", Some(&key(1)))
        ));
        // Another key cannot tell, and one without a key neither.
        assert!(same(
            &digest("0102", Some(&key(1))),
            &digest("0103", Some(&key(2)))
        ));
        assert!(same(&digest("0102", Some(&key(1))), &digest("0103", None)));
    }

    #[test]
    fn fields_do_not_run_into_each_other() {
        let mut one = Fields::default();
        one.public("ab", "c");
        let mut other = Fields::default();
        other.public("a", "bc");
        assert!(!same(&one.digest(None), &other.digest(None)));
    }

    #[test]
    fn the_key_is_not_printed() {
        assert_eq!(format!("{:?}", key(7)), "FingerprintKey([secret])");
    }
}
