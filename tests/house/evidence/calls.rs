//! The calls that the fixtures are about.

use std::fmt::Debug;

use payments_core::{
    Card, CardExpiry, Confirmation, Currency, Item, Money, PageRequest, PageToken, PaymentId,
    PaymentProvider, PaymentRequest, PayoutRequest, RecurringProvider, Result, ReturnUrls,
    SubscriptionId,
};
use payments_kit::http::ClientConfig;
use payments_sim::SimClock;
use payments_testkit::{FixedRandomness, Replay, samples};
use provider_mpandco::{Credentials, Expected, Mpandco, PayerReturn};
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys, TransactionFilter};
use secrecy::SecretString;
use time::macros::datetime;

const ID: &str = "f5d6a0ee-4a3c-11ee-8a1b-0242ac120002";
const PAYER: &str = "8f14e45f-4a3c-11ee-8a1b-0242ac120002";
const WALLET_ID: &str = "44a741ea-b8f1-11eb-924a-a3c0d8f958cb";

fn shown<T: Debug>(result: Result<T>) -> Result<String> {
    result.map(|value| format!("{value:?}"))
}

fn bolivars(amount: &str) -> Money {
    Money::parse(amount, Currency::VES).unwrap()
}

fn order() -> PaymentRequest {
    PaymentRequest::new("ORDER-1", bolivars("20"))
        .with_description("Two coffees")
        .with_item(
            Item::new("Coffee", bolivars("10"))
                .with_quantity(2)
                .with_sku("COFFEE-1"),
        )
        .with_return_urls(ReturnUrls::new(
            "https://shop.example/paid".parse().unwrap(),
            "https://shop.example/cart".parse().unwrap(),
        ))
}

fn second_order() -> PaymentRequest {
    PaymentRequest::new("ORDER-2", bolivars("5.25"))
        .with_description("Two coffees")
        .with_return_urls(order().return_urls().unwrap().clone())
}

fn payout() -> PayoutRequest {
    let account = format!("0134{}", "0".repeat(16));
    PayoutRequest::new("0001", bolivars("20"), "Witty Growth", "j54637469", account)
        .with_phone("4244569686")
        .with_email("developer@mpandco.com")
}

/// Calls the wallet. The examples of its manual are about many payments, each with the id of its
/// query.
pub(super) async fn mpandco(operation: &str, query: &str, replay: Replay) -> Result<String> {
    let clock = SimClock::fixed(datetime!(2021-05-19 22:26:34 UTC));
    let config = ClientConfig::new().with_transport(replay).with_clock(clock);
    let credentials = Credentials::new("fixture-client-id", "fixture-client-secret");
    let client = Mpandco::sandbox(credentials).with_client(config).build()?;
    let id = PaymentId::new(ID);
    let token = SecretString::from("fixture-sandbox-token");
    let tools = client.sandbox_tools().unwrap();
    let first = PageRequest::first();
    match operation {
        "affiliation_codes" => shown(tools.affiliation_codes(&token).await),
        "authorize_intent" => shown(tools.authorize_intent(&token, &id).await),
        "check_credentials" | "token" => shown(client.check_credentials().await),
        "confirm_payment" => {
            let confirmation = Confirmation::by_payer(ID, PAYER);
            shown(client.confirm_payment(&confirmation).await)
        }
        "create_payment" => shown(client.create_payment(&order()).await),
        "create_transactions" => {
            shown(client.create_transactions(&[order(), second_order()]).await)
        }
        "find_payment" => shown(client.find_payment(&"ORDER-1".into()).await),
        "get_intent" => {
            let id = query.strip_prefix("id=").unwrap();
            shown(client.get_intent(&PaymentId::new(id)).await)
        }
        "get_payment" => shown(client.get_payment(&id).await),
        "get_wallet_payment" => shown(client.get_wallet_payment(&WALLET_ID.into()).await),
        "list_payments" => shown(client.list_payments(&first).await),
        "list_wallet_payments" => shown(client.list_wallet_payments(&first).await),
        "send_payout" => shown(client.payouts().unwrap().send_payout(&payout()).await),
        "settle_payment" => {
            let expected = Expected::new(ID, "ORDER-1", bolivars("20"));
            let returned = format!("paymentIntent={ID}&payerId={PAYER}");
            let returned = PayerReturn::from_query(&returned).unwrap();
            shown(client.settle(&expected, returned).await)
        }
        "void_payment" => shown(client.void_payment(&id).await),
        other => panic!("nobody knows how to call {other}"),
    }
}

fn charge() -> PaymentRequest {
    let card = Card::new(samples::card_number(), CardExpiry::new(9, 16)).with_security_code("222");
    let amount = Money::from_minor(100, Currency::MXN);
    PaymentRequest::new("1", amount).with_card(card, samples::customer())
}

/// Charges cards and searches, the page that the query names if any.
pub(super) async fn pagofacil(operation: &str, query: &str, replay: Replay) -> Result<String> {
    let config = ClientConfig::new()
        .with_transport(replay)
        .with_clock(samples::subscription_clock())
        .with_randomness(FixedRandomness(0));
    let keys = SandboxKeys::new(samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID)
        .with_api_secret("c0ffee15".repeat(8));
    let client = PagoFacil::sandbox(keys)
        .with_encoding(Encoding::QueryJson)
        .with_client(config)
        .build()?;
    let id = SubscriptionId::new("T-RAPFE1S1I368");
    let first = PageRequest::first();
    match operation {
        "cancel_subscription" => shown(client.cancel_subscription(&id).await),
        "create_payment" => shown(client.create_payment(&charge()).await),
        "find_payment" => shown(client.find_payment(&"1".into()).await),
        "find_subscription" => {
            let contract = "Contrato789232".into();
            shown(client.find_subscription(&contract).await)
        }
        "get_subscription" => shown(client.get_subscription(&id).await),
        "list_charges" => shown(client.list_charges(&id, &first).await),
        "register_subscription" => {
            let contract = samples::subscription();
            shown(client.register_subscription(&contract).await)
        }
        "search_transactions" => {
            let page = match query.rsplit_once("&p=") {
                Some((_, number)) => PageRequest::after(PageToken::new(number)),
                None => first,
            };
            let everything = TransactionFilter::new();
            shown(client.search_transactions(&everything, &page).await)
        }
        other => panic!("nobody knows how to call {other}"),
    }
}
