//! The operations of mPandco.

use payments_core::{
    Callback, Confirmation, Currency, Expected, Item, Money, PageRequest, PaymentId,
    PaymentProvider, PaymentRequest, PayoutRequest, RefundRequest, Result, ReturnUrls,
};
use payments_kit::http::ClientConfig;
use payments_sim::SimClock;
use payments_testkit::Replay;
use provider_mpandco::{Credentials, Mpandco};
use secrecy::SecretString;
use time::macros::datetime;

use super::{Evidence, evidence, shown};

/// The evidence of each operation.
pub const EVIDENCE: &[Evidence] = &[
    Evidence {
        before: &[],
        ..evidence("affiliation_codes", ["granted", "refused", "half"])
    },
    Evidence {
        before: &[],
        ..evidence(
            "authorize_intent",
            ["authorized", "not_found", "payer_in_an_object"],
        )
    },
    evidence("check_credentials", ["accepted", "forbidden", "page"]),
    evidence(
        "confirm_payment",
        ["executed", "insufficient_funds", "not_executed"],
    ),
    evidence("create_payment", ["button", "invalid", "foreign_links"]),
    evidence(
        "create_transactions",
        ["two", "invalid", "amounts_as_texts"],
    ),
    Evidence {
        after: &["find_payment/last"],
        before_odd: &["find_payment/first", "find_payment/second"],
        ..evidence("find_payment", ["first", "forbidden", "back_to_the_second"])
    },
    evidence("find_refund", ["annulled", "not_found", "unknown_state"]),
    evidence("get_intent", ["sale", "not_found", "odd"]),
    evidence("get_payment", ["authorized", "not_found", "unknown_state"]),
    evidence(
        "get_wallet_payment",
        ["awaiting_receiver", "not_found", "bare"],
    ),
    evidence("list_payments", ["first", "forbidden", "foreign_next"]),
    evidence(
        "list_wallet_payments",
        ["first", "forbidden", "empty_objects"],
    ),
    Evidence {
        before: &["token/granted", "get_payment/executed"],
        ..evidence(
            "refund_payment",
            ["annulled_by_link", "too_late", "still_executed"],
        )
    },
    evidence("send_payout", ["approved", "no_bank", "without_status"]),
    Evidence {
        after: &["confirm_payment/executed"],
        ..evidence(
            "settle_payment",
            ["authorized", "not_found", "unknown_state"],
        )
    },
    Evidence {
        before: &[],
        after: &["check_credentials/accepted"],
        ..evidence("token", ["granted", "invalid_client", "without_refresh"])
    },
    Evidence {
        before: &["token/granted", "get_payment/executed"],
        ..evidence(
            "void_payment",
            ["annulled_by_link", "too_late", "still_executed"],
        )
    },
];

const ID: &str = "f5d6a0ee-4a3c-11ee-8a1b-0242ac120002";
const PAYER: &str = "8f14e45f-4a3c-11ee-8a1b-0242ac120002";
const WALLET_ID: &str = "44a741ea-b8f1-11eb-924a-a3c0d8f958cb";

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
pub async fn call(operation: &str, query: &str, replay: Replay) -> Result<String> {
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
        "find_refund" => shown(client.find_refund(&ID.into()).await),
        "refund_payment" => {
            let request = RefundRequest::full(ID, ID);
            shown(client.refund_payment(&request).await)
        }
        "send_payout" => shown(client.payouts().unwrap().send_payout(&payout()).await),
        "settle_payment" => {
            let expected = Expected::new(ID, "ORDER-1", bolivars("20"));
            let returned = format!("https://shop.example/?paymentIntent={ID}&payerId={PAYER}");
            let returned = Callback::browser_return(returned.parse().unwrap());
            shown(client.settle(&expected, Some(&returned)).await)
        }
        "void_payment" => shown(client.void_payment(&id).await),
        other => panic!("no call for {other}"),
    }
}
