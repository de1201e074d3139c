use http::StatusCode;
use payments_core::{ErrorKind, FirstCharge, Outcome, RecurringProvider, Registration};
use payments_testkit::{Canned, samples};
use provider_pagofacil::Encoding;

use crate::support::{replaying, sandbox};

async fn registered(exchange: &str, encoding: Encoding) -> (Registration, String) {
    let (pagofacil, replay) = replaying(exchange, encoding);
    let registration = pagofacil
        .register_subscription(&samples::subscription())
        .await
        .unwrap();
    let request = replay.sent()[0].exposed();
    replay.finish().unwrap();
    (registration, request)
}

// Its fixture is the guide's example, and the replay compares it member by member.
#[tokio::test]
async fn the_guides_example_goes_over_json_rpc_as_the_guide_has_it() {
    let (registration, request) = registered(
        "pagofacil/register_subscription/registered_json_rpc",
        Encoding::JsonRpc,
    )
    .await;
    insta::assert_snapshot!("register_subscription_json_rpc", request);
    insta::assert_debug_snapshot!("register_subscription_registered", registration);
    assert_eq!(registration.subscription.id().as_str(), "T-RAPFE1S1I368");
    assert_eq!(registration.first_charge, FirstCharge::NotRequested);
}

#[tokio::test]
async fn the_same_registration_over_the_other_endpoints_has_the_same_result() {
    let (by_json_rpc, _) = registered(
        "pagofacil/register_subscription/registered_json_rpc",
        Encoding::JsonRpc,
    )
    .await;
    let (by_json, request) = registered(
        "pagofacil/register_subscription/registered_query_json",
        Encoding::QueryJson,
    )
    .await;
    insta::assert_snapshot!("register_subscription_query_json", request);
    assert_eq!(by_json, by_json_rpc);
    let (by_xml, request) = registered(
        "pagofacil/register_subscription/registered_query_xml",
        Encoding::QueryXml,
    )
    .await;
    insta::assert_snapshot!("register_subscription_query_xml", request);
    assert_eq!(by_xml, by_json_rpc);
}

#[tokio::test]
async fn keys_that_are_not_known_are_told_from_other_mistakes() {
    for (exchange, encoding) in [
        ("invalid_user_json", Encoding::QueryJson),
        ("invalid_user_xml", Encoding::QueryXml),
    ] {
        let exchange = format!("pagofacil/register_subscription/{exchange}");
        let (pagofacil, replay) = replaying(&exchange, encoding);
        let error = pagofacil
            .register_subscription(&samples::subscription())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.outcome(), Outcome::Rejected);
        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @r#"pagofacil register_subscription: the provider does not accept the credentials (the provider responded "Errores en los datos de entrada Validaciones"); keys.user_id: idUsuario XXX no encontrado. The provider did not do it: no money moved"#);
        }
        replay.finish().unwrap();
    }
}

#[tokio::test]
async fn a_form_body_holds_what_the_url_would() {
    let ok = r#"{"WebServices_Recurrentes":{"transaccion":{"idRecurrente":"T-1"}}}"#;
    let canned = Canned::returning(StatusCode::OK, "application/json", ok);
    for encoding in [Encoding::QueryJson, Encoding::FormJson] {
        sandbox(canned.clone(), encoding)
            .register_subscription(&samples::subscription())
            .await
            .unwrap();
    }
    let sent = canned.sent();
    let (get, post) = (sent[0].request(), sent[1].request());
    assert_eq!(get.query(), post.body());
    assert!(get.body().is_empty() && post.query().is_empty());
}

#[tokio::test]
async fn a_declined_first_charge_does_not_hide_the_subscription() {
    let declined = r#","error":"Declined_(General).""#;
    for (authorized, error, expected) in [
        (r#""autorizado":"1","#, "", Some(true)),
        (r#""autorizado":true,"#, r#","error":"""#, Some(true)),
        (r#""autorizado":"0","#, declined, Some(false)),
        // Nothing is clear about a charge whose response contradicts itself.
        (r#""autorizado":"1","#, declined, None),
        (r#""autorizado":["1","0"],"#, "", None),
        (r#""autorizado":"quizas","#, declined, None),
        ("", declined, None),
    ] {
        let body = format!(
            r#"{{"WebServices_Recurrentes":{{"transaccion":{{"status":"1","idRecurrente":"T-1",
                {authorized}"transaccion":"S-1","autorizacion":"n/a"{error}}}}}}}"#
        );
        let canned = Canned::returning(StatusCode::OK, "application/json", body);
        let request = samples::subscription().with_charge_now();
        let registration = sandbox(canned, Encoding::FormJson)
            .register_subscription(&request)
            .await
            .unwrap();
        assert_eq!(registration.subscription.id().as_str(), "T-1");
        let charged = match registration.first_charge {
            FirstCharge::Made(charge) => {
                Some(charge.outcome == payments_core::ChargeOutcome::Approved)
            }
            FirstCharge::Unknown => None,
            other => panic!("a first charge was requested: {other:?}"),
        };
        assert_eq!(charged, expected, "{authorized}");
    }
}
