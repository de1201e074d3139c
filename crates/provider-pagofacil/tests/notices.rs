//! Unexpected output around a response body, and its charset.

use http::StatusCode;
use payments_core::{
    Error, ErrorKind, MerchantReference, Outcome, Payment, PaymentProvider, RecurringProvider,
    Result, SubscriptionId,
};
use payments_testkit::{Canned, samples};
use provider_pagofacil::Encoding;

use crate::support::{api_secret, payment, sandbox};

const APPROVED: &str = r#"{"WebServices_Transacciones":{"transaccion":
    {"autorizado":"1","transaccion":"S-1","status":"success"}}}"#;

async fn charge(encoding: Encoding, body: impl Into<Vec<u8>>) -> Result<Payment> {
    let canned = Canned::returning(StatusCode::OK, "text/html", body);
    sandbox(canned, encoding).create_payment(&payment()).await
}

fn assert_unknown(error: &Error) {
    assert_eq!(error.kind(), ErrorKind::UnreadableResponse);
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn a_notice_before_one_complete_document_is_a_warning() {
    let number = samples::card_number();
    let notice =
        format!("<br />\n<b>Notice</b>: {{closure}} of {number} in x.php on line 7<br />\n");
    for encoding in [Encoding::QueryJson, Encoding::FormJson] {
        let paid = charge(encoding, format!("{notice}{APPROVED}"))
            .await
            .unwrap();
        insta::allow_duplicates! {
            insta::assert_debug_snapshot!(paid.warnings(), @r#"
            [
                "unexpected output around the response body: <br /> <b>Notice</b>: {closure} of [secret] in x.php on line 7<br />",
            ]
            "#);
        }
    }
    let rpc = r#"{"result":{"autorizado":true,"transaccion":"S-1"},"id":"1397151272"}"#;
    let paid = charge(Encoding::JsonRpc, format!("{}{rpc}", "x ".repeat(400))).await;
    let warnings = paid.unwrap().warnings().to_vec();
    assert!(
        warnings[0].ends_with('…') && warnings[0].chars().count() < 260,
        "{warnings:?}"
    );
}

#[tokio::test]
async fn subscriptions_and_what_is_found_carry_the_warning_too() {
    let with_notice = |method: &str, members: &str| {
        let body = format!(r#"Warning: x {{"r":{{"{method}":{{{members}}}}}}}"#);
        let canned = Canned::returning(StatusCode::OK, "text/html", body);
        sandbox(canned, Encoding::FormJson)
    };
    let id = SubscriptionId::new("T-1");
    let client = with_notice("vercargo", r#""idRecurrente":"T-1""#);
    let got = client.get_subscription(&id).await.unwrap();
    let client = with_notice("cancel", r#""exito":"1""#);
    let cancelled = client.cancel_subscription(&id).await.unwrap();
    let client = with_notice("transaccion", r#""idRecurrente":"T-1""#);
    let registered = client.register_subscription(&samples::subscription()).await;
    let registered = registered.unwrap().subscription;
    for subscription in [got, cancelled, registered] {
        assert_eq!(
            subscription.warnings(),
            ["unexpected output around the response body: Warning: x"]
        );
    }
    let client = with_notice("verificar", r#""transaccion":"S-1","monto":"1""#);
    let found = client
        .find_payment(&MerchantReference::new("1"))
        .await
        .unwrap();
    assert_eq!(found.matches()[0].warnings().len(), 1);
}

#[tokio::test]
async fn anything_but_one_whole_document_is_unknown() {
    for body in [
        format!("Notice {APPROVED}{APPROVED}"),
        format!("Notice {APPROVED}<br />{APPROVED}"),
        format!("Notice {}", APPROVED.strip_suffix('}').unwrap()),
        "<b>Notice</b>".to_owned(),
    ] {
        for encoding in [Encoding::QueryJson, Encoding::FormJson, Encoding::JsonRpc] {
            assert_unknown(&charge(encoding, body.clone()).await.unwrap_err());
        }
    }
}

#[tokio::test]
async fn output_around_a_document_and_latin_1_mean_the_same_over_every_encoding() {
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<WebServices_Transacciones \
        generator=\"zend\"><transaccion><autorizado>1</autorizado><transaccion>S-1</transaccion>\
        <texto>Jos\u{e9}</texto></transaccion></WebServices_Transacciones>";
    let json = r#"{"WebServices_Transacciones":{"transaccion":
        {"autorizado":"1","transaccion":"S-1","texto":"José"}}}"#;
    let rpc =
        r#"{"result":{"autorizado":"1","transaccion":"S-1","texto":"José"},"id":"1397151272"}"#;
    for (encoding, document) in [
        (Encoding::FormXml, xml),
        (Encoding::QueryXml, xml),
        (Encoding::FormJson, json),
        (Encoding::QueryJson, json),
        (Encoding::JsonRpc, rpc),
    ] {
        for (before, after, warnings) in [
            ("", "", 0),
            ("<b>Notice</b>: x\n", "", 1),
            ("", "\n<!-- 0.2 s --><br />", 1),
            ("Warning: y ", "<br />", 1),
        ] {
            let body = format!("{before}{document}{after}");
            let latin_1: Vec<u8> = body.chars().map(|c| u8::try_from(c).unwrap()).collect();
            for body in [body.into_bytes(), latin_1] {
                let paid = charge(encoding, body).await.unwrap();
                assert_eq!(
                    paid.warnings().len(),
                    warnings,
                    "{encoding} {before} {after}"
                );
                assert_eq!(paid.message(), Some("José"), "{encoding}");
            }
        }
    }
}

/// The service's server lets control characters through, and such a document is not XML.
#[tokio::test]
async fn control_characters_in_xml_are_unknown() {
    for text in ["a\u{7}b", "a\u{1f}b"] {
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<WebServices_Transacciones \
             generator=\"zend\" version=\"1.0\"><transaccion><autorizado>1</autorizado>\
             <transaccion>S-1</transaccion><bel>{text}</bel><status>success</status>\
             </transaccion></WebServices_Transacciones>\n"
        );
        assert_unknown(&charge(Encoding::QueryXml, body).await.unwrap_err());
    }
}

#[tokio::test]
async fn a_notice_that_quotes_the_api_secret_is_masked() {
    let secret = api_secret();
    let body = format!(r#"Undefined {secret} {{"r":{{"cancel":{{"exito":"1"}}}}}}"#);
    let canned = Canned::returning(StatusCode::OK, "text/html", body);
    let client = sandbox(canned, Encoding::FormJson);
    let cancelled = client
        .cancel_subscription(&SubscriptionId::new("T-1"))
        .await;
    let warnings = cancelled.unwrap().warnings().to_vec();
    assert_eq!(
        warnings,
        ["unexpected output around the response body: Undefined [secret]"]
    );
}
