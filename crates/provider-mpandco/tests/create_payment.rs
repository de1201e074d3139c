use http::StatusCode;
use payments_core::{
    Card, CardExpiry, CardToken, Currency, ErrorKind, Item, Money, NextAction, Operation, Outcome,
    PaymentMethod, PaymentProvider, PaymentRequest, Recourse, ReturnUrls, Split,
};
use payments_kit::http::{Delivery, TransportError, TransportFailure};
use payments_testkit::{Canned, Replay, samples};

use crate::support::{client_at, clock, order, replaying};

#[tokio::test]
async fn a_sale_waits_for_its_payer_at_the_approval_page() {
    let (mpandco, replay) = replaying(&["mpandco/create_payment/button"]);
    let payment = mpandco.create_payment(&order()).await.unwrap();
    insta::assert_snapshot!("create_payment_request", replay.sent()[1].exposed());
    insta::assert_debug_snapshot!("create_payment_button", payment);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_payer_is_not_sent_to_a_host_that_a_response_named() {
    let (mpandco, replay) = replaying(&["mpandco/create_payment/foreign_links"]);
    let payment = mpandco.create_payment(&order()).await.unwrap();
    assert_eq!(payment.next_action(), None);
    let warning = "the approval page is not that of this payment, and is left out";
    assert_eq!(payment.warnings(), [warning]);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_sale_takes_every_field_that_the_manual_has() {
    let (mpandco, replay) = replaying(&["mpandco/create_payment/whole"]);
    let bolivars = |amount: &str| Money::parse(amount, Currency::VES);
    let order = order();
    let request = PaymentRequest::new("ORDER-1", bolivars("25.50"))
        .with_description("Two coffees")
        .with_item(order.items()[0].clone())
        .with_shipping(bolivars("3"))
        .with_tax(bolivars("2.50"))
        .with_destination("demo01")
        .with_split(Split::new("demo01", bolivars("5.50")).with_description("Comisión"))
        .with_split(Split::new("demo02", bolivars("1")))
        .with_return_urls(order.return_urls().unwrap().clone());
    let payment = mpandco.create_payment(&request).await.unwrap();
    insta::assert_snapshot!("create_payment_whole_request", replay.sent()[1].exposed());
    insta::assert_debug_snapshot!("create_payment_whole", payment);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_bill_asks_its_recipient_wherever_the_tokens_are() {
    for fixture in ["billing", "billing_tokens_on_transactions"] {
        let fixture = format!("mpandco/create_payment/{fixture}");
        let (mpandco, replay) = replaying(&[&fixture]);
        let request = order().with_recipient("demo03");
        let payment = mpandco.create_payment(&request).await.unwrap();
        insta::assert_snapshot!("create_payment_billing_request", replay.sent()[1].exposed());
        let Some(NextAction::AskPayer { tokens }) = payment.next_action() else {
            panic!("{payment:?}");
        };
        assert_eq!(tokens.len(), 1);
        assert_eq!(tokens[0].name(), Some("J255500006-Pepitos House"));
        assert!(!format!("{payment:?}").contains(tokens[0].expose()));
        replay.finish().unwrap();
    }
}

#[tokio::test]
async fn a_lost_response_leads_to_a_search_by_reference() {
    let canned = Canned::with(|request| {
        if request.url().path().ends_with("oauth/v2/token") {
            let token = r#"{"access_token":"t","expires_in":3600}"#;
            Ok(Canned::response(StatusCode::OK, "application/json", token))
        } else {
            let failure = TransportFailure::Timeout;
            Err(TransportError::new(failure, Delivery::Possible))
        }
    });
    let mpandco = client_at(canned.clone(), clock());
    let error = mpandco.create_payment(&order()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    let recourse = Recourse::call(Operation::FIND_PAYMENT, "ORDER-1");
    assert_eq!(error.recourse(), Some(&recourse));
    assert_eq!(canned.sent().len(), 2);
}

#[tokio::test]
async fn what_the_wallet_cannot_do_is_said_before_anything_is_sent() {
    let replay = Replay::new(Vec::new());
    let mpandco = client_at(replay.clone(), clock());
    let card = Card::new(samples::card_number(), CardExpiry::new(9, 30));
    let request = order().with_installments(6).with_destination(" ");
    let token = PaymentMethod::CardToken {
        token: CardToken::new("t"),
        customer: None,
    };
    let customer = Box::new(samples::customer());
    let requests = [
        request.clone().with_recipient(" "),
        request.clone().with_card(card, samples::customer()),
        request.clone().with_method(token),
        request.with_method(PaymentMethod::BankTransfer { customer }),
    ];
    let mut listed = Vec::new();
    for request in requests {
        let error = mpandco.create_payment(&request).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent);
        listed.extend(error.violations().iter().map(ToString::to_string));
    }
    listed.dedup();
    insta::assert_snapshot!(listed.join("\n"), @"
    destination: must not be empty
    recipient: must not be empty
    installments: must not be given: mPandco has no installments
    destination: must not be empty
    card: must not be given: mPandco charges no cards
    installments: must not be given: mPandco has no installments
    destination: must not be empty
    card: must not be given: mPandco charges no cards
    installments: must not be given: mPandco has no installments
    destination: must not be empty
    method: must be the provider's page or a wallet: mPandco has no other
    installments: must not be given: mPandco has no installments
    ");
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_refused_form_names_every_field() {
    let (mpandco, replay) = replaying(&["mpandco/create_payment/invalid"]);
    let error = mpandco.create_payment(&order()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    insta::assert_snapshot!(error, @r#"mpandco create_payment: the request is invalid (the provider responded 400 "La URI de retorno es obligatoria."); transactions[0].amount.total: Este valor debe ser mayor que 0. The provider did not do it: no money moved"#);
    insta::assert_debug_snapshot!("create_payment_invalid", error);
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_the_call_repeated() {
    let (mpandco, replay) = replaying(&[
        "mpandco/create_payment/expired_token",
        "mpandco/token/renewed",
        "mpandco/create_payment/button",
    ]);
    assert!(mpandco.create_payment(&order()).await.is_ok());
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_second_401_is_the_response() {
    let (mpandco, replay) = replaying(&[
        "mpandco/create_payment/expired_token",
        "mpandco/token/renewed",
        "mpandco/create_payment/expired_token",
    ]);
    let error = mpandco.create_payment(&order()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert_eq!(error.outcome(), Outcome::Rejected);
    replay.finish().unwrap();
}

#[tokio::test]
async fn bad_input_is_listed_whole_and_sends_nothing() {
    let replay = Replay::new(Vec::new());
    let mpandco = client_at(replay.clone(), clock());
    let request = PaymentRequest::new("", Money::parse("20.005", Currency::VES))
        .with_item(Item::new(" ", Money::parse("1", Currency::USD)).with_quantity(0));
    let error = mpandco.create_payment(&request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.outcome(), Outcome::NotSent);
    let listed: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(listed.join("\n"), @"
    reference: must not be empty
    amount: 20.005 has more than the 2 decimals of VES
    items[0].name: must not be empty
    items[0].quantity: must be at least 1
    return_urls: is required
    description: is required
    ");
    assert!(replay.sent().is_empty());
    replay.finish().unwrap();
}

#[tokio::test]
async fn only_bolivars_are_taken_and_only_web_pages_are_returned_to() {
    let replay = Replay::new(Vec::new());
    let mpandco = client_at(replay.clone(), clock());
    let request = PaymentRequest::new("ORDER-1", Money::parse("20", Currency::MXN))
        .with_description("x")
        .with_return_urls(ReturnUrls::new(
            "https://shop.example/".parse().unwrap(),
            "shop:cart".parse().unwrap(),
        ));
    let error = mpandco.create_payment(&request).await.unwrap_err();
    let listed: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(listed.join("\n"), @"
    return_urls.cancelled: must be an http or https URL
    amount: must be in VES, not in MXN
    ");
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_discount_is_spread_over_the_items_of_a_wire_that_has_none() {
    let response = crate::service::after(crate::service::Call::Create);
    let response = response
        .to_string()
        .replace(r#""total":20"#, r#""total":90"#);
    let canned = Canned::with(move |request| {
        Ok(if request.url().path().ends_with("oauth/v2/token") {
            crate::service::json(200, r#"{"access_token":"t"}"#)
        } else {
            crate::service::json(200, &response)
        })
    });
    let mpandco = client_at(canned.clone(), clock());
    let bolivars = |amount: &str| Money::parse(amount, Currency::VES);
    let discounted = |discount: &str| {
        PaymentRequest::new("ORDER-1", bolivars("90"))
            .with_description("Coffee")
            .with_item(Item::new("Coffee", bolivars("40")).with_quantity(2))
            .with_item(Item::new("Cake", bolivars("20")))
            .with_discount(bolivars(discount))
            .with_shipping(bolivars("0"))
            .with_tax(bolivars("0"))
            .with_return_urls(order().return_urls().unwrap().clone())
    };
    let payment = mpandco.create_payment(&discounted("10")).await.unwrap();
    assert_eq!(payment.amount(), bolivars("90").ok());
    let sent = canned.sent();
    let form: Vec<(String, String)> =
        url::form_urlencoded::parse(sent[1].request().body().expose())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .filter(|(name, _)| name.contains("price") || name.contains("subTotal"))
            .collect();
    let values: Vec<_> = form.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(values, ["90", "36", "18"]);
    let error = mpandco
        .create_payment(&discounted("101"))
        .await
        .unwrap_err();
    let fields: Vec<_> = error.violations().iter().map(|one| one.field()).collect();
    assert!(fields.contains(&"discount"), "{error}");
    assert_eq!(error.outcome(), Outcome::NotSent);
}
