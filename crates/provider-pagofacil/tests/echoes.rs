//! Texts of the service that echo parts of a card: a security code, eight digits of a number, the
//! first six digits beside the last four.

use http::StatusCode;
use payments_core::PaymentProvider;
use payments_testkit::Canned;
use provider_pagofacil::Encoding;

use crate::support::{payment, sandbox};

/// The result of a charge, printed in every way.
async fn printed(members: &str) -> String {
    let body = format!(r#"{{"WebServices_Transacciones":{{"transaccion":{{{members}}}}}}}"#);
    let canned = Canned::returning(StatusCode::OK, "application/json", body);
    let client = sandbox(canned, Encoding::FormJson);
    match client.create_payment(&payment()).await {
        Ok(payment) => format!(
            "{payment:?} {}",
            serde_json::to_string(&payment).unwrap_or_default()
        ),
        Err(error) => format!("{error} {error:?}"),
    }
}

#[tokio::test]
async fn what_an_error_text_quotes_of_a_card_is_dropped_however_short() {
    // Not the values of the request: the service may have them from elsewhere, or cut them.
    for error in [
        r#"{"cvt":"'987654' tiene más de '4' caracteres"}"#,
        r#"{"numeroTarjeta":"'40128888' el numero de digitos no es valido"}"#,
        r#"{"numeroTarjeta":{"key_0":"'40128888' tiene menos de '7' caracteres"}}"#,
        r#"{"mesExpiracion":"'987654' no es un mes"}"#,
        r#"{"anyoExpiracion":"`987654` no es un anyo"}"#,
        r#"["numeroTarjeta: '40128888' no es valido"]"#,
        r#""cvt '987654' tiene mas de '4' caracteres""#,
        r#""cvt+%27987654%27+tiene+mas+de+%274%27+caracteres""#,
    ] {
        let members = format!(r#""transaccion":"n/a","autorizado":"0","error":{error}"#);
        let all = printed(&members).await;
        assert!(!all.contains("987654"), "{error}: {all}");
        assert!(!all.contains("4012"), "{error}: {all}");
        // The message is still about its field.
        let is_told = ["security_code", "card.", "cvt", "numeroTarjeta"]
            .iter()
            .any(|word| all.contains(word));
        assert!(is_told, "{error}: {all}");
    }
}

#[tokio::test]
async fn the_first_digits_of_a_card_never_appear_with_its_last_four() {
    for members in [
        r#""autorizado":"1","transaccion":"S-1","data":{"bin":"511198","numeroTarjeta":"(16) **** **** **** 1111"}"#,
        r#""autorizado":"1","transaccion":"S-1","dataVal":{"bin":"51 1198","numeroTarjeta":"****1111"}"#,
        r#""autorizado":"1","transaccion":"S-1","bin":"511198","texto":"5111 98** **** 1111""#,
        r#""autorizado":"0","transaccion":"S-1","texto":"Declined 511198******1111""#,
        r#""autorizado":"0","transaccion":"S-1","error":"511198xxxxxx1111 denied""#,
    ] {
        let all = printed(members).await;
        for shown in ["511198", "5111 98", "51 1198"] {
            assert!(!all.contains(shown), "{members}: {all}");
        }
    }
}
