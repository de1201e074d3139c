//! Everything sent arrives: the simulator parses forms with a separate parser.

use payments_core::{
    Currency, Item, Money, PaymentRequest, Personal, ReturnUrls, Split, Violations,
};
use payments_kit::http::ClientConfig;
use payments_sim::Simulator;
use payments_sim::mpandco::{CLIENT_ID, CLIENT_SECRET};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use provider_mpandco::model::{Intent, IntentKind};
use provider_mpandco::{Credentials, Mpandco};
use tokio::runtime::Runtime;

fn bolivars(cents: i64) -> Money {
    Money::from_minor(cents, Currency::VES)
}

/// A text of any characters that a form has to escape, or not.
fn text() -> impl Strategy<Value = String> {
    let any_text = proptest::string::string_regex(r"[^\s\p{C}]([^\p{C}]{0,20}[^\s\p{C}])?");
    prop_oneof![
        any_text.unwrap(),
        Just("a&b=c%5D[d]+e #?/'\"".to_owned()),
        Just("Ñandú €".to_owned()),
    ]
}

fn item() -> impl Strategy<Value = Item> {
    let parts = (
        text(),
        0_i64..1_000_000,
        1_u32..500,
        prop::option::of(text()),
    );
    parts.prop_map(|(name, price, quantity, sku)| {
        let item = Item::new(name, bolivars(price)).with_quantity(quantity);
        match sku {
            Some(sku) => item.with_sku(sku),
            None => item,
        }
    })
}

prop_compose! {
    fn request()(
        reference in text(),
        description in text(),
        items in prop::collection::vec(item(), 0..4),
        shipping in prop::option::of(0_i64..10_000),
        tax in prop::option::of(0_i64..10_000),
        other in 1_i64..100_000_000,
        shares in prop::collection::vec((1..=3_u8, 1_i64..100, prop::option::of(text())), 0..3),
        destination in prop::option::of(1..=3_u8),
        recipient in prop::option::of(1..=3_u8),
        query in text(),
    ) -> PaymentRequest {
        let items_total: Option<Money> = items.iter().try_fold(bolivars(0), |sum, item| {
            sum.checked_add(item.total()?).ok()
        });
        // Where all parts are given they must add up, and all splits must fit in.
        let amount = match (shipping, tax, items_total.filter(|_| !items.is_empty())) {
            (Some(shipping), Some(tax), Some(items)) => items
                .checked_add(bolivars(shipping + tax))
                .unwrap(),
            _ => bolivars(other + 300),
        };
        let mut urls: Vec<url::Url> = ["paid", "cart"]
            .map(|page| format!("https://shop.example/{page}").parse().unwrap())
            .into();
        for url in &mut urls {
            url.query_pairs_mut().append_pair("order", &query);
        }
        let mut request = PaymentRequest::new(reference.as_str(), amount)
            .with_description(description)
            .with_return_urls(ReturnUrls::new(urls[0].clone(), urls[1].clone()));
        for item in items {
            request = request.with_item(item);
        }
        if let Some(shipping) = shipping {
            request = request.with_shipping(bolivars(shipping));
        }
        if let Some(tax) = tax {
            request = request.with_tax(bolivars(tax));
        }
        for (account, amount, description) in shares {
            let split = Split::new(format!("demo0{account}"), bolivars(amount));
            request = request.with_split(match description {
                Some(description) => split.with_description(description),
                None => split,
            });
        }
        if let Some(account) = destination {
            request = request.with_destination(format!("demo0{account}"));
        }
        if let Some(recipient) = recipient {
            request = request.with_recipient(format!("demo0{recipient}"));
        }
        request
    }
}

/// The order as lines, as the merchant gave it.
fn given(request: &PaymentRequest) -> Vec<String> {
    let money = |amount: &payments_core::AmountInput| amount.money().unwrap();
    let mut lines = vec![
        format!("{:?} {}", request.reference(), money(request.amount())),
        format!("{:?}", request.description()),
        format!("{:?}", request.recipient().map(Personal::expose)),
        format!("{:?}", request.shipping().map(money)),
        format!("{:?}", request.tax().map(money)),
        request.return_urls().unwrap().approved().to_string(),
        request.return_urls().unwrap().cancelled().to_string(),
    ];
    for item in request.items() {
        let (price, sku) = (money(item.price()), item.sku());
        lines.push(format!(
            "{:?} {} {price} {sku:?}",
            item.name(),
            item.quantity()
        ));
    }
    for split in request.splits() {
        let amount = money(split.amount());
        lines.push(format!(
            "{} {amount} {:?}",
            split.account(),
            split.description()
        ));
    }
    lines
}

/// The order as lines, as the service holds it.
fn held(intent: &Intent) -> Vec<String> {
    let [transaction] = &*intent.transactions else {
        panic!("{intent:?}");
    };
    let mut lines = vec![
        format!(
            "{:?} {}",
            intent.reference().unwrap(),
            intent.amount.unwrap()
        ),
        format!("{:?}", transaction.description.as_deref()),
        format!("{:?}", intent.recipient.as_ref().map(Personal::expose)),
        format!("{:?}", transaction.shipping),
        format!("{:?}", transaction.tax),
        intent.return_url.clone().unwrap(),
        intent.cancel_url.clone().unwrap(),
    ];
    for item in &transaction.items {
        let (name, price) = (item.name.as_deref().unwrap(), item.price.unwrap());
        let (quantity, sku) = (item.quantity.unwrap(), item.sku.as_deref());
        lines.push(format!("{name:?} {quantity} {price} {sku:?}"));
    }
    for part in &transaction.distributions {
        let account = part.account.username.as_ref().unwrap().expose();
        lines.push(format!(
            "{account} {} {:?}",
            part.amount.unwrap(),
            part.description.as_deref()
        ));
    }
    lines
}

#[test]
fn every_valid_request_comes_back_from_the_service_as_it_was() {
    let runtime = Runtime::new().unwrap();
    let simulator = runtime.block_on(Simulator::start()).unwrap();
    let mpandco = Mpandco::sandbox(Credentials::new(CLIENT_ID, CLIENT_SECRET))
        .with_base_url(simulator.mpandco_base_url())
        .with_client(ClientConfig::new().with_clock(simulator.clock().clone()))
        .build()
        .unwrap();
    let mut runner = TestRunner::new(Config {
        cases: 128,
        failure_persistence: None,
        ..Config::default()
    });
    let result = runner.run(&request(), |request| {
        let mut violations = Violations::new();
        request.check(&mut violations);
        prop_assume!(violations.is_empty());
        let requests = std::slice::from_ref(&request);
        let created = runtime.block_on(mpandco.create_transactions(requests));
        let created = created.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let fetched = runtime.block_on(mpandco.get_intent(&created.id)).unwrap();
        prop_assert_eq!(held(&fetched), given(&request));
        let is_bill = fetched.kind == IntentKind::Request;
        prop_assert_eq!(is_bill, request.recipient().is_some());
        Ok(())
    });
    result.unwrap();
}
