use http::StatusCode;
use payments_core::{
    Currency, ErrorKind, Lookup, MerchantReference, Money, Outcome, Payment, PaymentProvider,
    PaymentStatus, Result,
};
use payments_testkit::Canned;
use provider_pagofacil::Encoding;

use crate::support::{offline, replaying, sandbox};

async fn found_in(case: &str, encoding: Encoding) -> Lookup<Payment> {
    let (client, replay) = replaying(&format!("pagofacil/find_payment/{case}"), encoding);
    let found = client.find_payment(&MerchantReference::new("1")).await;
    replay.finish().unwrap();
    found.unwrap()
}

async fn received(members: &str) -> Result<Lookup<Payment>> {
    let body = format!(r#"{{"WebServices_Transacciones":{{"verificar":{{{members}}}}}}}"#);
    let canned = Canned::returning(StatusCode::OK, "application/json", body);
    let client = sandbox(canned, Encoding::FormJson);
    client.find_payment(&MerchantReference::new("1")).await
}

#[tokio::test]
async fn a_charge_is_found_by_its_reference_whatever_the_endpoint() {
    let found = found_in("found_json_rpc", Encoding::JsonRpc).await;
    insta::assert_debug_snapshot!("find_payment_found", found);
    assert_eq!(
        found,
        found_in("found_query_json", Encoding::QueryJson).await
    );
    assert_eq!(found, found_in("found_query_xml", Encoding::QueryXml).await);
}

#[tokio::test]
async fn nothing_is_complete_only_where_the_response_says_so() {
    for (case, encoding) in [
        ("not_found_query_json", Encoding::QueryJson),
        ("not_found_query_xml", Encoding::QueryXml),
    ] {
        assert_eq!(found_in(case, encoding).await, Lookup::complete(Vec::new()));
    }
    for clear in [
        r#""texto":"Transaccion no encontrada""#,
        r#""texto":"No se encontró la transacción","error":"""#,
        r#""error":"El pedido no existe","transaccion":"n/a""#,
    ] {
        assert_eq!(
            received(clear).await.unwrap(),
            Lookup::complete(Vec::new()),
            "{clear}"
        );
    }
    for (members, kind, outcome) in [
        ("", ErrorKind::UnreadableResponse, Outcome::Unknown),
        (
            r#""status":"success","transaccion":"n/a""#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            r#""error":{"idPedido":"Falta el campo: 'idPedido'"}"#,
            ErrorKind::InvalidRequest,
            Outcome::Rejected,
        ),
        (
            r#""error":{"idUsuario":"idUsuario XXX no encontrado"}"#,
            ErrorKind::Credentials,
            Outcome::Rejected,
        ),
        (
            r#""error":{"idPedido":"1 no encontrado","idUsuario":"XXX no encontrado"}"#,
            ErrorKind::InvalidRequest,
            Outcome::Rejected,
        ),
    ] {
        let error = received(members).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (kind, outcome),
            "{members}"
        );
    }
}

#[tokio::test]
async fn what_the_charge_came_to_is_read_and_nothing_is_made_up() {
    let found = received(
        r#""autorizado":"0","transaccion":"S-1","monto":"10.50","divisa":"USD","idPedido":"1""#,
    )
    .await
    .unwrap();
    let payment = &found.matches()[0];
    assert_eq!(*payment.status(), PaymentStatus::Declined);
    assert_eq!(
        payment.amount(),
        Some(Money::from_minor(1_050, Currency::USD))
    );

    for (members, said) in [
        (
            r#""autorizado":"1","transaccion":"S-1""#,
            "the service has charge S-1 (Paid), but the response has no amount",
        ),
        (
            r#""autorizado":"1","transaccion":"S-1","monto":"1,5""#,
            "the service has charge S-1 (Paid), but the amount is not a decimal number",
        ),
        (
            r#""autorizado":"1","transaccion":"S-1","monto":"1","idPedido":"2""#,
            "the response is about another order",
        ),
    ] {
        let error = received(members).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnreadableResponse);
        assert_eq!(error.detail(), Some(said));
    }
    let unclear = r#""autorizado":"2","transaccion":"S-1","monto":"1""#;
    let found = received(unclear).await.unwrap();
    let status = found.matches()[0].status().clone();
    assert_eq!(status, PaymentStatus::Other("2".to_owned()));
}

#[tokio::test]
async fn a_reference_that_no_charge_can_have_is_not_asked_for() {
    for reference in ["", "a b", &"x".repeat(61)] {
        let error = offline()
            .find_payment(&MerchantReference::new(reference))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{reference}");
        assert_eq!(error.outcome(), Outcome::NotSent, "{reference}");
    }
}
