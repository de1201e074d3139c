use payments_core::{
    Card, CardExpiry, Currency, ErrorKind, Item, Money, Outcome, PaymentRequest, ReturnUrls, Split,
};
use payments_testkit::{Replay, samples};

use crate::support::{client_at, clock, order, replaying};

fn second() -> PaymentRequest {
    PaymentRequest::new("ORDER-2", Money::parse("5.25", Currency::VES))
        .with_description("Two coffees")
        .with_return_urls(order().return_urls().unwrap().clone())
}

#[tokio::test]
async fn several_invoices_are_approved_as_one_intent() {
    let (mpandco, replay) = replaying(&["mpandco/create_transactions/two"]);
    let requests = [order(), second()];
    let intent = mpandco.create_transactions(&requests).await.unwrap();
    assert_eq!(intent.amount, Money::parse("25.25", Currency::VES).ok());
    insta::assert_snapshot!("create_transactions_request", replay.sent()[1].exposed());
    insta::assert_debug_snapshot!("create_transactions_two", intent);
    replay.finish().unwrap();
}

#[tokio::test]
async fn everything_wrong_with_any_of_them_is_listed_by_its_path() {
    let replay = Replay::new(Vec::new());
    let mpandco = client_at(replay.clone(), clock());
    let elsewhere = ReturnUrls::new(
        "https://other.example/paid".parse().unwrap(),
        "https://other.example/cart".parse().unwrap(),
    );
    let card = Card::new(samples::card_number(), CardExpiry::new(9, 30));
    let requests = [
        order(),
        PaymentRequest::new("", Money::parse("1", Currency::USD))
            .with_description(" ")
            .with_destination("")
            .with_recipient("")
            .with_item(Item::new("Tea", Money::parse("x", Currency::USD)))
            .with_split(Split::new("", Money::parse("2", Currency::USD)))
            .with_return_urls(elsewhere)
            .with_installments(3),
        order().with_card(card, samples::customer()),
        PaymentRequest::new("ORDER-3", Money::parse("1", Currency::VES)),
    ];
    let error = mpandco.create_transactions(&requests).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.outcome(), Outcome::NotSent);
    let listed: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(listed.join("\n"), @"
    transactions[1].reference: must not be empty
    transactions[1].items[0].price: the amount is not a decimal number
    transactions[1].splits[0].account: must not be empty
    transactions[1].splits: add up to 2.00 USD, which is more than the amount
    transactions[1].amount: must be in VES, not in USD
    transactions[1].description: must not be empty
    transactions[1].destination: must not be empty
    transactions[1].recipient: must not be empty
    transactions[1].installments: must not be given: mPandco has no installments
    transactions[1].return_urls: must be those of the first transaction
    transactions[1].recipient: must be that of the first transaction
    transactions[2].card: must not be given: mPandco charges no cards
    transactions[3].return_urls: is required
    transactions[3].description: is required
    ");

    let error = mpandco.create_transactions(&[]).await.unwrap_err();
    insta::assert_snapshot!(error, @"mpandco create_transactions: the request is invalid; transactions: must not be empty. Nothing was sent");
    replay.finish().unwrap();
}
