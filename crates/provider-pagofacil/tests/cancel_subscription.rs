use http::StatusCode;
use payments_core::{
    ErrorKind, Operation, Outcome, Recourse, RecurringProvider, Result, Subscription,
    SubscriptionId, SubscriptionStatus,
};
use payments_testkit::Canned;
use provider_pagofacil::Encoding;

use crate::support::{api_secret, offline, replaying, sandbox};

fn id() -> SubscriptionId {
    SubscriptionId::new("T-RAPFE1S1I368")
}

async fn received(members: &str) -> Result<Subscription> {
    let body = format!(r#"{{"WebServices_Recurrentes":{{"cancel":{{{members}}}}}}}"#);
    let canned = Canned::returning(StatusCode::OK, "application/json", body);
    let client = sandbox(canned, Encoding::FormJson);
    client.cancel_subscription(&id()).await
}

#[tokio::test]
async fn a_cancelled_subscription_is_cancelled_and_its_response_keeps_no_secret() {
    for (case, encoding) in [
        ("cancelled_json_rpc", Encoding::JsonRpc),
        ("cancelled_query_json", Encoding::QueryJson),
        ("cancelled_query_xml", Encoding::QueryXml),
    ] {
        let exchange = format!("pagofacil/cancel_subscription/{case}");
        let (client, replay) = replaying(&exchange, encoding);
        let cancelled = client.cancel_subscription(&id()).await.unwrap();
        replay.finish().unwrap();
        assert_eq!(*cancelled.status(), SubscriptionStatus::Cancelled);
        assert!(!format!("{cancelled:?}").contains(&api_secret()));
        insta::allow_duplicates! {
            insta::assert_debug_snapshot!("cancel_subscription_cancelled", cancelled);
        }
    }
}

#[tokio::test]
async fn only_exito_decides() {
    for (members, kind, outcome) in [
        (
            r#""exito":"0","status":"0","error":{"idRecurrente":"idRecurrente T-RAPFE1S1I368 no encontrado"}"#,
            ErrorKind::NotFound,
            Outcome::Rejected,
        ),
        (
            r#""exito":"0","error":{"idRecurrente":"ya fue cancelado"}"#,
            ErrorKind::InvalidRequest,
            Outcome::Rejected,
        ),
        (
            r#""exito":"0","error":{"apiSecret":"no valido"}"#,
            ErrorKind::Credentials,
            Outcome::Rejected,
        ),
        (
            r#""exito":0,"error":"","texto":"Servicio no habilitado""#,
            ErrorKind::Refused,
            Outcome::Rejected,
        ),
        (
            r#""exito":"0","status":"ok","texto":"""#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            r#""exito":"0","texto":"Pago recurrente modificado""#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            r#""exito":"1","exito":"0","status":"ok""#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            r#""exito":"1","status":"ok","data":{"noTransaccion":"T-RAPFE1S1I999"}"#,
            ErrorKind::Mismatch,
            Outcome::Unknown,
        ),
        (
            r#""status":"ok","texto":"Pago recurrente modificado""#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
    ] {
        let error = received(members).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (kind, outcome),
            "{members}"
        );
        let way_out = Recourse::call(Operation::GET_SUBSCRIPTION, id());
        let is_open = error.outcome() == Outcome::Unknown;
        assert_eq!(error.recourse(), is_open.then_some(&way_out));
    }
}

#[tokio::test]
async fn without_the_api_secret_nothing_is_sent() {
    let error = offline().cancel_subscription(&id()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    insta::assert_snapshot!(error, @"pagofacil cancel_subscription: the request is invalid; keys.api_secret: is required: the service's support issues it; add it to the keys with with_api_secret(). Nothing was sent");
}
