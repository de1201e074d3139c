//! The outcome of each kind of response to a registration.

use http::StatusCode;
use payments_core::{
    Error, ErrorKind, MerchantReference, Outcome, PaymentProvider, RecurringProvider,
    SubscriptionId,
};
use payments_kit::http::{Delivery, HttpResponse, TransportError, TransportFailure};
use payments_testkit::{Canned, samples};
use provider_pagofacil::Encoding;

use crate::support::{payment, sandbox};

async fn register(
    encoding: Encoding,
    respond: impl Fn() -> Result<HttpResponse, TransportError> + Send + 'static,
) -> (Error, usize) {
    let canned = Canned::with(move |_| respond());
    let error = sandbox(canned.clone(), encoding)
        .register_subscription(&samples::subscription())
        .await
        .unwrap_err();
    (error, canned.sent().len())
}

async fn received(encoding: Encoding, status: u16, body: &str) -> Error {
    let status = StatusCode::from_u16(status).unwrap();
    let response = Canned::response(status, "text/plain", body);
    let (error, sent) = register(encoding, move || Ok(response.clone())).await;
    assert_eq!(sent, 1, "a registration is sent once");
    error
}

#[tokio::test]
async fn every_status_has_its_meaning_and_none_is_repeated() {
    for encoding in Encoding::ALL {
        for (status, kind, outcome) in [
            (200, ErrorKind::UnreadableResponse, Outcome::Unknown),
            (302, ErrorKind::UnreadableResponse, Outcome::Unknown),
            (400, ErrorKind::UnreadableResponse, Outcome::Unknown),
            (401, ErrorKind::Forbidden, Outcome::Unknown),
            (403, ErrorKind::Forbidden, Outcome::Unknown),
            (404, ErrorKind::NotFound, Outcome::Unknown),
            (405, ErrorKind::UnreadableResponse, Outcome::Unknown),
            (413, ErrorKind::Refused, Outcome::Rejected),
            (414, ErrorKind::Refused, Outcome::Rejected),
            (429, ErrorKind::RateLimited, Outcome::Rejected),
            (500, ErrorKind::Unavailable, Outcome::Unknown),
            (503, ErrorKind::Unavailable, Outcome::Unknown),
        ] {
            let error = received(encoding, status, "<html>").await;
            let seen = (error.kind(), error.outcome());
            assert_eq!(seen, (kind, outcome), "{encoding} {status}");
        }
    }
}

#[tokio::test]
async fn a_response_that_cannot_be_read_is_unknown() {
    for encoding in Encoding::ALL {
        for body in [
            "",
            "  \n",
            "<b>Notice</b>: Undefined index",
            "{",
            "[]",
            "null",
            "1",
            "{}",
            "<a>",
            "<?xml version=\"1.0\"?>",
            "<WebServices_Recurrentes/>",
            "<WebServices_Recurrentes><cancel/></WebServices_Recurrentes>",
            r#"{"WebServices_Recurrentes":""}"#,
            r#"{"WebServices_Recurrentes":{"transaccion":""}}"#,
            r#"{"WebServices_Recurrentes":{"transaccion":{"status":"success"}}}"#,
            r#"{"WebServices_Recurrentes":{"transaccion":{"status":"1"}}}"#,
            r#"{"WebServices_Recurrentes":{"transaccion":{"registrado":"0","idRecurrente":"T-1"}}}"#,
            r#"{"result":{"status":1,"idRecurrente":"T-1"},"id":"7","jsonrpc":"2.0"}"#,
            r#"{"result":{"status":1,"idRecurrente":"T-1"},"jsonrpc":"2.0"}"#,
            r#"{"result":null,"error":null,"id":"1397151272"}"#,
            r#"{"result":{"idRecurrente":"T-1"},"error":{"code":-32601},"id":"1397151272"}"#,
        ] {
            let error = received(encoding, 200, body).await;
            assert_eq!(
                error.kind(),
                ErrorKind::UnreadableResponse,
                "{encoding} {body}"
            );
            assert_eq!(error.outcome(), Outcome::Unknown, "{encoding} {body}");
        }
    }
}

#[tokio::test]
async fn a_response_is_ours_only_with_the_very_digits_of_our_id() {
    for (id, is_ours) in [
        ("1397151272", true),
        ("7", false),
        ("+1397151272", false),
        ("01397151272", false),
    ] {
        let body = format!(r#"{{"result":{{}},"id":"{id}"}}"#);
        let error = received(Encoding::JsonRpc, 200, &body).await;
        let denied = error.to_string().contains("belongs to another request");
        assert_eq!(denied, !is_ours, "{id}: {error}");
    }
}

#[tokio::test]
async fn a_fault_of_the_dispatcher_is_a_rejection_and_any_other_fault_is_unknown() {
    for (message, outcome) in [
        ("Unknown Method 'modificar'.", Outcome::Rejected),
        ("No Method Specified.", Outcome::Rejected),
        (
            "Invalid Method Call to transaccion. Missing argument(s): data.",
            Outcome::Rejected,
        ),
        (
            "SQLSTATE[HY000] [2002] Connection refused",
            Outcome::Unknown,
        ),
        ("", Outcome::Unknown),
    ] {
        let json = |root: &str| {
            format!(r#"{{"{root}":{{"response":{{"message":"{message}"}},"status":"failed"}}}}"#)
        };
        let under_the_method = format!(r#"{{"WebServices_Recurrentes":{}}}"#, json("transaccion"));
        for body in [json("rest"), json("modificar"), under_the_method] {
            let error = received(Encoding::QueryJson, 200, &body).await;
            assert_eq!(error.outcome(), outcome, "{body}");
        }
        let xml = format!(
            "<rest generator=\"zend\" version=\"1.0\"><response><message>{message}</message>\
             </response><status>failed</status></rest>"
        );
        let error = received(Encoding::QueryXml, 400, &xml).await;
        assert_eq!(error.outcome(), outcome, "{xml}");
    }
}

#[tokio::test]
async fn a_json_rpc_error_before_the_method_is_a_rejection_and_any_other_is_not() {
    for (code, outcome) in [
        (-32700, Outcome::Rejected),
        (-32600, Outcome::Rejected),
        (-32601, Outcome::Rejected),
        (-32602, Outcome::Rejected),
        (-32603, Outcome::Unknown),
        (-32000, Outcome::Unknown),
        (0, Outcome::Unknown),
    ] {
        let body = format!(
            r#"{{"error":{{"code":{code},"message":"x","data":null}},"id":"1397151272","jsonrpc":"2.0"}}"#
        );
        let error = received(Encoding::JsonRpc, 200, &body).await;
        assert_eq!(error.outcome(), outcome, "{code}");
    }
}

#[tokio::test]
async fn a_lost_response_is_unknown_and_only_a_failed_connection_is_retried() {
    for encoding in Encoding::ALL {
        for (failure, delivery, outcome, attempts) in [
            (
                TransportFailure::Connect,
                Delivery::NotSent,
                Outcome::NotSent,
                3,
            ),
            (
                TransportFailure::Broken,
                Delivery::Possible,
                Outcome::Unknown,
                1,
            ),
            (
                TransportFailure::Timeout,
                Delivery::Possible,
                Outcome::Unknown,
                1,
            ),
        ] {
            let lost = move || Err(TransportError::new(failure, delivery));
            let (error, sent) = register(encoding, lost).await;
            assert_eq!(error.outcome(), outcome, "{encoding} {failure:?}");
            assert_eq!(sent, attempts, "{encoding} {failure:?}");
        }
    }
}

#[tokio::test]
async fn calls_that_move_money_are_sent_once_and_reads_are_retried() {
    for encoding in Encoding::ALL {
        for status in [429, 500, 503] {
            let status = StatusCode::from_u16(status).unwrap();
            let id = SubscriptionId::new("T-1");
            let canned = Canned::returning(status, "text/plain", "");
            let client = sandbox(canned.clone(), encoding);
            assert!(client.create_payment(&payment()).await.is_err());
            assert_eq!(canned.sent().len(), 1, "{encoding} {status}");
            assert!(client.cancel_subscription(&id).await.is_err());
            assert_eq!(canned.sent().len(), 2, "{encoding} {status}");
            let reference = MerchantReference::new("1");
            assert!(client.find_payment(&reference).await.is_err());
            assert_eq!(canned.sent().len(), 2 + 3, "{encoding} {status}");
            assert!(client.find_subscription(&reference).await.is_err());
            assert_eq!(canned.sent().len(), 2 + 3 + 3, "{encoding} {status}");
        }
    }
}

#[tokio::test]
async fn an_echoed_card_number_or_key_stays_out_of_the_error() {
    let number = samples::card_number();
    let body = format!(
        r#"{{"WebServices_Recurrentes":{{"transaccion":{{"registrado":"0",
            "texto":"tarjeta {number} rechazada, cvt 222, {key}",
            "error":{{"numeroTarjeta":"'{number}' no es de una institucion permitida",
                     "cvt":"'222' no sirve"}},
            "data":{{"numeroTarjeta":"{number}","cvt":"222"}}}}}}}}"#,
        key = samples::PAGOFACIL_USER_ID,
    );
    let error = received(Encoding::FormJson, 200, &body).await;
    insta::assert_snapshot!(error, @r#"pagofacil register_subscription: the request is invalid (the provider responded "tarjeta [secret] rechazada, cvt [secret], [secret]"); card.number: '[secret]' no es de una institucion permitida; card.security_code: '[secret]' no sirve. The provider did not do it: no money moved"#);
    for secret in [number.as_str(), "222", samples::PAGOFACIL_USER_ID] {
        assert!(!format!("{error} {error:?}").contains(secret), "{error:?}");
    }
}
