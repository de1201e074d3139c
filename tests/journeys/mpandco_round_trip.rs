//! What is asked for is what the service understands.

use payments_core::{Currency, Item, Money, PaymentProvider, PaymentRequest, ReturnUrls, Split};
use payments_testkit::sim::Simulator;
use payments_testkit::sim::mpandco::{AUTHORISED_ACCOUNTS, SubmittedIntent, SubmittedTransaction};
use proptest::prelude::*;
use tokio::runtime::Runtime;

use crate::support;

/// Texts with everything that an encoding can get wrong. Symfony's forms trim what they read, so
/// they begin and end with something.
fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9&%ñ€][a-zA-Z0-9&=+%\\[\\]#;\"'<>áñÜ€ /?-]{0,20}[a-zA-Z0-9ñ€]"
}

fn reference() -> impl Strategy<Value = String> {
    "[A-Z0-9&=+%\\[\\]-]{1,20}"
}

fn bolivars(range: std::ops::Range<i64>) -> impl Strategy<Value = Money> {
    range.prop_map(|minor| Money::from_minor(minor, Currency::VES))
}

prop_compose! {
    fn item()(name in text(), price in bolivars(0..1_000_000), quantity in 1..1000_u32,
              sku in proptest::option::of(text())) -> Item {
        let item = Item::new(name, price).with_quantity(quantity);
        match sku {
            Some(sku) => item.with_sku(sku),
            None => item,
        }
    }
}

prop_compose! {
    fn request()(
        reference in reference(),
        amount in bolivars(1_000..i64::MAX / 1_000),
        description in text(),
        items in proptest::collection::vec(item(), 0..4),
        splits in proptest::collection::vec((0..3_usize, bolivars(1..300), text()), 0..3),
        recipient in proptest::option::of("[a-z0-9]{3,12}"),
        query in text(),
        shipping in proptest::option::of(bolivars(0..100)),
    ) -> PaymentRequest {
        let mut page: url::Url = "https://shop.example/paid".parse().unwrap();
        page.query_pairs_mut().append_pair("order", &query);
        let urls = ReturnUrls::new(page, "https://shop.example/cart".parse().unwrap());
        let mut request = PaymentRequest::new(reference.as_str(), amount)
            .with_description(description)
            .with_return_urls(urls);
        for item in items {
            request = request.with_item(item);
        }
        for (account, amount, description) in splits {
            let split = Split::new(AUTHORISED_ACCOUNTS[account], amount);
            request = request.with_split(split.with_description(description));
        }
        if let Some(recipient) = recipient {
            request = request.with_recipient(recipient);
        }
        if let Some(shipping) = shipping {
            request = request.with_shipping(shipping);
        }
        request
    }
}

/// Holds a request against what the simulator's own parser made of it.
fn compare(request: &PaymentRequest, submitted: &SubmittedIntent) {
    let urls = request.return_urls().unwrap();
    assert_eq!(submitted.return_url, urls.approved().as_str());
    assert_eq!(submitted.cancel_url, urls.cancelled().as_str());
    let recipient = request.recipient().map(|recipient| recipient.expose());
    assert_eq!(submitted.kind.recipient(), recipient);
    let [transaction] = submitted.transactions.as_slice() else {
        panic!("one transaction, not {}", submitted.transactions.len());
    };
    compare_transaction(request, transaction);
}

fn compare_transaction(request: &PaymentRequest, submitted: &SubmittedTransaction) {
    let amount = request.amount().money().unwrap();
    assert_eq!(submitted.total, amount.amount());
    assert_eq!(submitted.currency, "VES");
    assert_eq!(submitted.description, request.description().unwrap());
    assert_eq!(
        submitted.invoice_number.as_deref(),
        Some(request.reference().as_str())
    );
    let shipping = request
        .shipping()
        .map(|part| part.money().unwrap().amount());
    assert_eq!(submitted.shipping, shipping);
    assert_eq!(submitted.items.len(), request.items().len());
    for (seen, item) in submitted.items.iter().zip(request.items()) {
        assert_eq!(seen.name, item.name());
        assert_eq!(seen.price, item.price().money().unwrap().amount());
        assert_eq!(seen.quantity, Some(item.quantity()));
        assert_eq!(seen.sku.as_deref(), item.sku());
    }
    assert_eq!(submitted.distributions.len(), request.splits().len());
    for (seen, split) in submitted.distributions.iter().zip(request.splits()) {
        assert_eq!(seen.account, split.account());
        assert_eq!(seen.amount, split.amount().money().unwrap().amount());
        assert_eq!(seen.description.as_deref(), split.description());
    }
}

#[test]
fn any_valid_request_arrives_as_it_was_meant() {
    let runtime = Runtime::new().unwrap();
    let simulator = runtime.block_on(Simulator::start()).unwrap();
    let client = support::mpandco(&simulator);
    proptest!(ProptestConfig::with_cases(200), |(request in request())| {
        let payment = runtime.block_on(client.create_payment(&request)).unwrap();
        prop_assert_eq!(payment.amount(), request.amount().money().unwrap());
        prop_assert_eq!(payment.reference(), Some(request.reference()));
        let submitted = simulator.mpandco().submitted_intent(payment.id().as_str()).unwrap();
        compare(&request, &submitted);
    });
}
