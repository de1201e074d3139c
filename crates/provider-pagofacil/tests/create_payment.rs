use http::StatusCode;
use payments_core::{
    Currency, Environment, Error, ErrorKind, Money, Outcome, PaymentProvider, PaymentRequest,
    Provider, Recourse, ReturnUrls, Split,
};
use payments_testkit::{Canned, samples};
use provider_pagofacil::{ChargeOptions, Encoding};

use crate::support::{self, offline, payment, payment_of, replaying, sandbox};

fn returning(members: &str) -> Canned {
    let body = format!(r#"{{"WebServices_Transacciones":{{"transaccion":{{{members}}}}}}}"#);
    Canned::returning(StatusCode::OK, "application/json", body)
}

async fn refused(members: &str) -> Error {
    let client = sandbox(returning(members), Encoding::FormJson);
    client.create_payment(&payment()).await.unwrap_err()
}

#[tokio::test]
async fn an_approved_charge_is_paid_whatever_the_endpoint() {
    let mut payments = Vec::new();
    for (case, encoding) in [
        ("approved_json_rpc", Encoding::JsonRpc),
        ("approved_query_json", Encoding::QueryJson),
        ("approved_query_xml", Encoding::QueryXml),
    ] {
        let (client, replay) = replaying(&format!("pagofacil/create_payment/{case}"), encoding);
        payments.push(client.create_payment(&payment()).await.unwrap());
        replay.finish().unwrap();
    }
    insta::assert_debug_snapshot!("create_payment_approved", payments[0]);
    assert_eq!(payments[0], payments[1]);
    assert_eq!(payments[1], payments[2]);
}

#[tokio::test]
async fn a_decline_is_told_from_a_refused_field_and_both_moved_no_money() {
    for (case, kind) in [
        ("declined_query_json", ErrorKind::Declined),
        ("validation_query_json", ErrorKind::InvalidRequest),
    ] {
        let exchange = format!("pagofacil/create_payment/{case}");
        let (client, replay) = replaying(&exchange, Encoding::QueryJson);
        let error = client.create_payment(&payment()).await.unwrap_err();
        replay.finish().unwrap();
        assert_eq!(error.kind(), kind);
        assert_eq!(error.outcome(), Outcome::Rejected);
        insta::assert_snapshot!(format!("create_payment_{case}"), error);
    }
}

#[tokio::test]
async fn only_autorizado_decides() {
    for (members, kind, outcome) in [
        // Declines, whatever else the response has.
        (
            r#""autorizado":"0","transaccion":"S-1","status":"success""#,
            ErrorKind::Declined,
            Outcome::Rejected,
        ),
        (
            r#""autorizado":false,"error":["Declined"]"#,
            ErrorKind::Declined,
            Outcome::Rejected,
        ),
        (
            r#""autorizado":0,"transaccion":"n/a","error":"Declined_%28General%29.""#,
            ErrorKind::Declined,
            Outcome::Rejected,
        ),
        (
            r#""autorizado":"0""#,
            ErrorKind::Declined,
            Outcome::Rejected,
        ),
        // Refusals before any bank was asked.
        (
            r#""autorizado":"0","transaccion":"n/a","error":"""#,
            ErrorKind::InvalidRequest,
            Outcome::Rejected,
        ),
        (
            r#""autorizado":"0","transaccion":"n/a","error":{"monto":"Falta el campo: 'monto'"}"#,
            ErrorKind::InvalidRequest,
            Outcome::Rejected,
        ),
        (
            r#""autorizado":"0","transaccion":"n/a","error":{"idUsuario":"no encontrado"}"#,
            ErrorKind::Credentials,
            Outcome::Rejected,
        ),
        // Unknown.
        (
            r#""autorizado":"1""#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            r#""autorizado":"1","transaccion":"n/a""#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            r#""autorizado":["1","0"],"transaccion":"S-1""#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            r#""status":"success","transaccion":"S-1","texto":"Approved""#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            r#""autorizado":"quizas","transaccion":"S-1""#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
    ] {
        let error = refused(members).await;
        assert_eq!(
            (error.kind(), error.outcome()),
            (kind, outcome),
            "{members}"
        );
        let way_out = Recourse::call(payments_core::Operation::FIND_PAYMENT, "1");
        let is_open = error.outcome() == Outcome::Unknown;
        assert_eq!(error.recourse(), is_open.then_some(&way_out), "{members}");
    }
    for approved in [
        r#""autorizado":true,"transaccion":"S-1","error":"""#,
        r#""autorizado":"1","transaccion":"S-1","status":["","success"]"#,
    ] {
        let client = sandbox(returning(approved), Encoding::FormJson);
        let paid = client.create_payment(&payment()).await.unwrap();
        assert!(paid.status().is_paid(), "{approved}");
    }
}

#[tokio::test]
async fn an_encoded_message_is_decoded_before_it_is_scrubbed() {
    let hidden: String = samples::card_number()
        .bytes()
        .map(|byte| format!("%{byte:02x}"))
        .collect();
    let error = refused(&format!(
        r#""autorizado":"0","transaccion":"S-1","error":"Declined_%28General%29%2E+{hidden}""#
    ))
    .await;
    insta::assert_snapshot!(error, @"pagofacil create_payment: the payment was declined: no reason stated; ask for another payment method: transaction S-1: Declined_(General). [secret]. The provider did not do it: no money moved");
}

#[tokio::test]
async fn a_response_to_another_charge_is_a_mismatch_whatever_it_says() {
    for authorized in ["0", "1"] {
        let error = refused(&format!(
            r#""autorizado":"{authorized}","transaccion":"S-1","mode":"P",
            "data":{{"idPedido":"2","monto":"1.01"}}"#
        ))
        .await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @r#"pagofacil create_payment: the response does not match the request: the response is about another call (it names S-1); environment: mode P is of the other environment; reference: is 2, not 1; amount: is 1.01 MXN, not 1.00 MXN. Money may have moved: do not repeat the call before it is resolved; resolve it with resolve_payment, which calls find_payment("1")"#);
        }
    }
}

#[tokio::test]
async fn dollars_instalments_and_options_go_as_their_fields() {
    let canned = returning(r#""autorizado":"1","transaccion":"S-1""#);
    let client = support::with_dollars(canned.clone(), Encoding::FormJson);
    let request = payment_of(Money::from_minor(9_999_999, Currency::USD)).with_installments(3);
    let params = ["mesa 4", "", "ñandú", "", ""];
    let params = params.map(|param| Some(param.to_owned()).filter(|param| !param.is_empty()));
    let options = ChargeOptions::new().with_params(params).without_mail();
    let paid = client.charge_card(&request, &options).await.unwrap();
    assert_eq!(
        paid.amount(),
        Some(Money::from_minor(9_999_999, Currency::USD))
    );
    assert!(!format!("{options:?}").contains("mesa"));
    let sent = canned.sent()[0].exposed();
    let special: Vec<&str> = sent
        .split('&')
        .filter(|field| {
            [
                "monto",
                "divisa",
                "plan",
                "mensualidades",
                "param",
                "noMail",
                "idServicio",
            ]
            .iter()
            .any(|name| field.starts_with(&format!("data%5B{name}")))
        })
        .collect();
    insta::assert_snapshot!(special.join("\n"), @"
    data%5Bmonto%5D=99999.99
    data%5BidServicio%5D=3
    data%5Bdivisa%5D=USD
    data%5Bplan%5D=MSI
    data%5Bmensualidades%5D=03
    data%5Bparam1%5D=mesa+4
    data%5Bparam3%5D=%C3%B1and%C3%BA
    data%5BnoMail%5D=1
    ");
}

/// What is wrong with a request, by a client that may send nothing.
async fn violations(request: &PaymentRequest, options: &ChargeOptions) -> String {
    let error = offline().charge_card(request, options).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(error.outcome(), Outcome::NotSent);
    let listed: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
    listed.join("\n")
}

#[tokio::test]
async fn everything_wrong_with_a_charge_is_listed_at_once() {
    let page: url::Url = "https://shop.example/".parse().unwrap();
    let bolivares = Money::from_minor(100, Currency::VES);
    let card = payments_core::Card::new("12", payments_core::CardExpiry::new(8, 13));
    let request = PaymentRequest::new("ORDER 1", bolivares)
        .with_card(card, samples::customer())
        .with_installments(4)
        .with_split(Split::new("branch", bolivares))
        .with_destination("account")
        .with_return_urls(ReturnUrls::new(page.clone(), page));
    let params = [
        Some("x".repeat(61)),
        Some(" ".to_owned()),
        None,
        Some("a\nb".to_owned()),
        None,
    ];
    let options = ChargeOptions::new().with_params(params);
    insta::assert_snapshot!(violations(&request, &options).await, @"
    reference: must hold no spaces
    amount: must be in MXN, not in VES
    splits: PagoFácil does not have it
    destination: PagoFácil does not have it
    return_urls: PagoFácil does not have it
    card.number: must have 13 to 19 digits
    card.expiry: the card has expired
    card.security_code: is required to charge the card now
    installments: must be 3, 6, 9 or 12 months
    options.param1: must not be longer than 60 characters
    options.param2: must not be empty
    options.param4: must hold no control characters
    ");

    let none = ChargeOptions::new();
    let bare = PaymentRequest::new(
        &*"x".repeat(61),
        Money::from_minor(10_000_000, Currency::MXN),
    );
    insta::assert_snapshot!(violations(&bare, &none).await, @"
    reference: must not be longer than 60 characters
    amount: must not be more than 99999.99 MXN
    card: is required
    ");
}

#[tokio::test]
async fn a_mistyped_card_is_refused_in_production_only() {
    let client = support::production(payments_testkit::Replay::new(Vec::new()));
    assert_eq!(client.environment(), Environment::Production);
    let error = client.create_payment(&payment()).await.unwrap_err();
    insta::assert_snapshot!(error, @"pagofacil create_payment: the request is invalid; card.number: is mistyped: its check digit does not fit. Nothing was sent");
}
