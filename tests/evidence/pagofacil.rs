//! The operations of PagoFácil.

use payments_core::{
    Card, CardExpiry, CardToken, CardVault, Currency, MaskedCard, Money, Operation, PageRequest,
    PageToken, PaymentProvider, PaymentRequest, RecurringProvider, Result, StoredCard,
    SubscriptionId,
};
use payments_kit::http::ClientConfig;
use payments_testkit::{FixedRandomness, Replay, samples};
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys, TransactionFilter};

use super::{Evidence, evidence, shown};

const fn query_json(operation: &'static str, cases: [&'static str; 3]) -> Evidence {
    Evidence {
        before: &[],
        ..evidence(operation, cases)
    }
}

/// The evidence of each operation.
pub const EVIDENCE: &[Evidence] = &[
    query_json(
        "cancel_subscription",
        [
            "cancelled_query_json",
            "not_found_query_json",
            "scalar_empty_query_json",
        ],
    ),
    query_json(
        "create_payment",
        [
            "approved_query_json",
            "declined_query_json",
            "scalar_empty_query_json",
        ],
    ),
    query_json("delete_card", ["deleted", "refused", "in_an_object"]),
    query_json(
        "find_payment",
        [
            "found_query_json",
            "invalid_user_query_json",
            "scalar_empty_query_json",
        ],
    ),
    Evidence {
        after: &["find_subscription/subscription"],
        ..query_json("find_subscription", ["charges", "refused", "nothing"])
    },
    query_json("get_payment", ["cash_paid", "not_found", "cash_in_words"]),
    query_json(
        "get_subscription",
        [
            "found_query_json",
            "not_found_query_json",
            "eleven_operations_query_json",
        ],
    ),
    Evidence {
        before: &["list_charges/subscription"],
        ..query_json("list_charges", ["first_page", "refused", "nothing"])
    },
    query_json("list_stores", ["stores", "refused", "none"]),
    query_json(
        "register_subscription",
        [
            "registered_query_json",
            "invalid_user_json",
            "fault_exception_query_json",
        ],
    ),
    query_json("search_transactions", ["last_page", "refused", "nothing"]),
    query_json("store_card", ["stored", "refused", "in_an_object"]),
];

fn charge() -> PaymentRequest {
    let card = Card::new(samples::card_number(), CardExpiry::new(9, 16)).with_security_code("222");
    let amount = Money::from_minor(100, Currency::MXN);
    PaymentRequest::new("1", amount).with_card(card, samples::customer())
}

/// Charges cards and searches, the page that the query names if any.
pub async fn call(operation: &str, query: &str, replay: Replay) -> Result<String> {
    let config = ClientConfig::new()
        .with_transport(replay)
        .with_clock(samples::subscription_clock())
        .with_randomness(FixedRandomness(0));
    let keys = SandboxKeys::new(samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
    // With the secret, a look-up by reference reads the reports too.
    let keys = match operation {
        "find_payment" => keys,
        _ => keys.with_api_secret("c0ffee15".repeat(8)),
    };
    let is_of_cash = ["get_payment", "list_stores"].contains(&operation);
    let client = PagoFacil::sandbox(keys);
    let client = match operation {
        _ if is_of_cash => client.with_cash_orders(),
        "store_card" | "delete_card" => client.with_card_tokens("0123456789abcdef"),
        _ => client,
    };
    let client = client
        .with_encoding(Encoding::QueryJson)
        // As in the guide's examples.
        .with_service_id(Operation::REGISTER_SUBSCRIPTION, 2)
        .with_client(config)
        .build()?;
    // One document is about this subscription.
    let id = SubscriptionId::new(if query.contains("=XXX&") {
        "XXX"
    } else {
        "T-RAPFE1S1I368"
    });
    let first = PageRequest::first();
    match operation {
        "cancel_subscription" => shown(client.cancel_subscription(&id).await),
        "create_payment" => shown(client.create_payment(&charge()).await),
        "delete_card" => {
            let key = Some(CardToken::new("1234567890123456789012"));
            let card = StoredCard::new(CardToken::new("PFTE0000S0000I000"), MaskedCard::default());
            shown(client.delete_card(&card.with_deletion_key(key)).await)
        }
        "store_card" => {
            let card = Card::new(samples::card_number(), CardExpiry::new(9, 16));
            let card = card.with_security_code("738");
            shown(client.store_card(&card, &samples::customer()).await)
        }
        "find_payment" => shown(client.find_payment(&"1".into()).await),
        "find_subscription" => {
            let contract = "Contrato789232".into();
            shown(client.find_subscription(&contract).await)
        }
        "get_payment" => shown(client.get_payment(&"CASH0000000001".into()).await),
        "list_stores" => shown(client.list_stores().await),
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
        other => panic!("no call for {other}"),
    }
}
