use http::StatusCode;
use payments_core::{
    Currency, ErrorKind, Lookup, MerchantReference, Money, Outcome, Payment, PaymentProvider,
    PaymentStatus, Result,
};
use payments_testkit::Canned;
use provider_pagofacil::Encoding;

use crate::support::{offline, replaying_without_secret, without_secret};

async fn found_in(case: &str, encoding: Encoding) -> Lookup<Payment> {
    let (client, replay) =
        replaying_without_secret(&format!("pagofacil/find_payment/{case}"), encoding);
    let found = client.find_payment(&MerchantReference::new("1")).await;
    replay.finish().unwrap();
    found.unwrap()
}

async fn received(members: &str) -> Result<Lookup<Payment>> {
    let body = format!(r#"{{"WebServices_Transacciones":{{"verificar":{{{members}}}}}}}"#);
    let canned = Canned::returning(StatusCode::OK, "application/json", body);
    let client = without_secret(canned, Encoding::FormJson);
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
    let clear =
        r#""error":{"idPedido":"idPedido 1 no encontrado."},"transaccion":"n/a","autorizado":"0""#;
    assert_eq!(received(clear).await.unwrap(), Lookup::complete(Vec::new()));
    // Words that are in no document, and the documented ones beside anything that says otherwise.
    for doubtful in [
        r#""texto":"Transaccion no encontrada""#,
        r#""texto":"No se encontró la transacción","error":"""#,
        r#""error":"El pedido no existe","transaccion":"n/a""#,
        r#""error":"El usuario no existe""#,
        r#""error":{"idPedido":"El usuario no existe"},"data":{"idPedido":"2"}"#,
        r#""error":{"idPedido":"idPedido 2 no encontrado"},"data":{"idPedido":"2"}"#,
        r#""error":{"idPedido":"idPedido 1 no encontrado"},"data":{"idPedido":"2"}"#,
        r#""error":{"idPedido":"idPedido 1 no encontrado"},"autorizado":"1""#,
        r#""error":{"idPedido":"idPedido 1 no encontrado"},"autorizacion":"305638""#,
        r#""error":["idPedido 1 no encontrado"],"transaccion":"n/a""#,
        r#""transaccion":"n/a","autorizado":"0","error":"""#,
        r#""error":null"#,
    ] {
        let found = received(doubtful).await;
        assert!(
            !found.as_ref().is_ok_and(Lookup::is_complete),
            "{doubtful}: {found:?}"
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
        r#""autorizado":"0","transaccion":"S-1","monto":"10.50","divisa":"USD","idPedido":"1",
        "dataVal":{"monto":"10.51"},"data":{"monto":"10.52"}"#,
    )
    .await
    .unwrap();
    let payment = &found.matches()[0];
    assert_eq!(*payment.status(), PaymentStatus::Declined);
    assert_eq!(
        payment.amount(),
        Some(Money::from_minor(1_050, Currency::USD))
    );

    assert_eq!(payment.warnings(), ["the response has several amounts"]);

    // The state decides where the amount cannot be read.
    for (amount, said) in [
        ("", "the response has no amount"),
        (
            r#","monto":"1,200.00""#,
            "the amount cannot be read: the amount is not a decimal number",
        ),
        (
            r#","monto":"1","divisa":"pesos""#,
            "the currency of the amount is unclear: pesos",
        ),
    ] {
        let members = format!(r#""autorizado":"1","transaccion":"S-1"{amount}"#);
        let found = received(&members).await.unwrap();
        let payment = &found.matches()[0];
        assert_eq!(*payment.status(), PaymentStatus::Paid, "{members}");
        assert_eq!(payment.amount(), None, "{members}");
        assert_eq!(payment.warnings(), [said], "{members}");
    }
    for (members, said) in [
        (
            r#""autorizado":"1","transaccion":"S-1","monto":"1","idPedido":"2""#,
            "the response is about another order",
        ),
        (
            r#""autorizado":"1","transaccion":"S-1","monto":"1","data":{"idPedido":"2"}"#,
            "the response is about another order",
        ),
        (
            r#""autorizado":"1","transaccion":["S-1","S-2"],"monto":"1""#,
            "the response shows several charges of the reference: S-1, S-2",
        ),
        (
            r#""autorizado":"1","transaccion":"S-1","mode":"PRD""#,
            "the response is of the other environment",
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
