//! Stored cards: what is sent, encrypted, and how the responses that no document shows are read.

use aes::Aes128;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use http::StatusCode;
use payments_core::{
    Card, CardExpiry, CardToken, Currency, ErrorKind, MaskedCard, MethodKind, Money, Operation,
    Outcome, Payment, PaymentMethod, PaymentProvider, PaymentRequest, PaymentStatus, Provider,
    Recourse, Result, StoredCard,
};
use payments_kit::http::{Delivery, HttpRequest, HttpTransport, TransportError, TransportFailure};
use payments_testkit::{Canned, Replay, samples};
use provider_pagofacil::{Hosts, PagoFacil, SandboxKeys};
use url::form_urlencoded;

use crate::support::{config, offline};

/// A key that opens nothing.
const KEY: &str = "0123456789abcdef";
const TOKEN: &str = "PFTE0000S0000I000";
/// 22 digits, as in the documents' sample.
const AUTHORIZATION: &str = "1234567890123456789012";

fn client(transport: impl HttpTransport) -> PagoFacil {
    let keys = SandboxKeys::new(samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
    PagoFacil::sandbox(keys)
        .with_card_tokens(KEY)
        .with_client(config(transport))
        .build()
        .unwrap()
}

fn card() -> Card {
    Card::new(samples::card_number(), CardExpiry::new(9, 16)).with_security_code("738")
}

fn stored() -> StoredCard {
    let key = Some(CardToken::new(AUTHORIZATION));
    StoredCard::new(CardToken::new(TOKEN), MaskedCard::default()).with_deletion_key(key)
}

fn order() -> PaymentRequest {
    let method = PaymentMethod::CardToken {
        token: CardToken::new(TOKEN),
        customer: None,
    };
    PaymentRequest::new("ORDER-1", Money::from_minor(15_050, Currency::MXN)).with_method(method)
}

fn encrypted(plain: &str) -> String {
    let mut buffer = plain.as_bytes().to_vec();
    buffer.resize((plain.len() / 16 + 1) * 16, 0);
    let cipher = cbc::Encryptor::<Aes128>::new_from_slices(KEY.as_bytes(), KEY.as_bytes());
    let bytes = cipher
        .unwrap()
        .encrypt_padded::<Pkcs7>(&mut buffer, plain.len())
        .unwrap();
    STANDARD.encode(bytes)
}

fn decrypted(request: &HttpRequest) -> String {
    let mut form = form_urlencoded::parse(request.body().expose());
    let (_, data) = form.find(|(name, _)| name == "data").unwrap();
    let mut buffer = STANDARD.decode(&*data).unwrap();
    let cipher = cbc::Decryptor::<Aes128>::new_from_slices(KEY.as_bytes(), KEY.as_bytes());
    let plain = cipher
        .unwrap()
        .decrypt_padded::<Pkcs7>(&mut buffer)
        .unwrap();
    String::from_utf8(plain.to_vec()).unwrap()
}

/// A client to which the service responds with this object, encrypted.
fn responding(plain: &str) -> PagoFacil {
    let body = format!("\"{}\"", encrypted(plain).replace('/', r"\/"));
    client(Canned::returning(StatusCode::OK, "application/json", body))
}

async fn store(client: &PagoFacil) -> Result<StoredCard> {
    let vault = client.vault().unwrap();
    vault.store_card(&card(), &samples::customer()).await
}

async fn charged(plain: &str) -> Result<Payment> {
    responding(plain).create_payment(&order()).await
}

#[tokio::test]
async fn the_bytes_and_the_fields_of_each_request() {
    let canned = Canned::returning(StatusCode::OK, "text/plain", "");
    let client = client(canned.clone());
    let vault = client.vault().unwrap();
    store(&client).await.unwrap_err();
    client.create_payment(&order()).await.unwrap_err();
    vault.delete_card(&stored()).await.unwrap_err();
    let sent = canned.sent();
    let sent: Vec<String> = sent
        .iter()
        .map(|sent| {
            let url = sent.request().url();
            let plain = decrypted(sent.request());
            format!(
                "# {}\n{url}\n{}\n\n{plain}",
                sent.operation(),
                sent.exposed()
            )
        })
        .collect();
    insta::assert_snapshot!("token_requests", sent.join("\n\n"));
}

#[tokio::test]
async fn a_card_is_stored_under_a_token_that_nothing_prints() {
    for response in [
        format!(
            r#"{{"token":"{TOKEN}","autorizado":1,"autorizacion":{AUTHORIZATION},"texto":"Token generado","data":{{"numeroTarjeta":"x"}}}}"#
        ),
        format!(
            r#"{{"r":{{"Token":"{TOKEN}","Autorizado":"1","AUTORIZACION":"{AUTHORIZATION}"}}}}"#
        ),
    ] {
        let stored = store(&responding(&response)).await.unwrap();
        assert_eq!(stored.token.expose(), TOKEN);
        let key = stored.deletion_key.as_ref().unwrap();
        assert_eq!(key.expose(), AUTHORIZATION, "no number holds 22 digits");
        assert_eq!(stored.card.last_four(), Some("1111"));
        let printed = format!("{stored:?} {stored:#?}");
        assert!(
            !printed.contains(TOKEN) && !printed.contains(AUTHORIZATION),
            "{printed}"
        );
    }
}

#[tokio::test]
async fn a_response_that_is_no_clear_success_stores_nothing_that_is_known() {
    for (response, kind, outcome) in [
        (
            r#"{"autorizado":0,"error":{"cvt":"'738' no sirve"},"texto":"Error en generacion de Token"}"#,
            ErrorKind::InvalidRequest,
            Outcome::Rejected,
        ),
        (
            r#"{"autorizado":"0"}"#,
            ErrorKind::Refused,
            Outcome::Rejected,
        ),
        (
            r#"{"autorizado":1}"#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            r#"{"token":"A","autorizado":0}"#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            r#"{"token":["A","B"],"autorizado":1}"#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            r#"{"token":"A"}"#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            r#"{"token":"A","autorizado":2}"#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            r#"{"token":"A","autorizado":1,"error":{"cvt":"x"}}"#,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
        ),
        (
            r#"{"token":"A","autorizado":1,"mode":"P"}"#,
            ErrorKind::Mismatch,
            Outcome::Unknown,
        ),
        ("{}", ErrorKind::UnreadableResponse, Outcome::Unknown),
        ("[]", ErrorKind::UnreadableResponse, Outcome::Unknown),
    ] {
        let error = store(&responding(response)).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (kind, outcome),
            "{response}: {error}"
        );
        let printed = format!("{error} {error:?}");
        assert!(!printed.contains("738"), "{printed}");
    }
}

#[tokio::test]
async fn every_body_that_cannot_be_decrypted_is_the_same_unknown() {
    let other = encrypted(r#"{"token":"A","autorizado":1}"#).replace('A', "B");
    let mut told = Vec::new();
    for body in [
        "",
        "x",
        "<html>",
        r#"{"autorizado":"0","error":{"idUsuario":"no encontrado"}}"#,
        "AAAAAAAAAAAAAAAAAAAAAA==",
        &other,
        &encrypted("no object"),
    ] {
        let client = client(Canned::returning(StatusCode::OK, "text/html", body));
        for error in [
            store(&client).await.unwrap_err(),
            client.create_payment(&order()).await.unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::UnreadableResponse, "{body}");
            assert_eq!(error.outcome(), Outcome::Unknown, "{body}");
            told.push(error.detail().map(str::to_owned));
        }
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
}

#[tokio::test]
async fn a_lost_response_is_never_repeated_and_never_a_failure() {
    let lost = |_: &HttpRequest| {
        let (failure, delivery) = (TransportFailure::Broken, Delivery::Possible);
        Err(TransportError::new(failure, delivery))
    };
    let canned = Canned::with(lost);
    let client = client(canned.clone());
    let vault = client.vault().unwrap();
    for error in [
        store(&client).await.unwrap_err(),
        vault.delete_card(&stored()).await.unwrap_err(),
        client.create_payment(&order()).await.unwrap_err(),
    ] {
        assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    }
    assert_eq!(canned.sent().len(), 3);
}

#[tokio::test]
async fn a_stored_card_is_charged_and_what_contradicts_the_request_is_no_success() {
    let whole = format!(r#""Token":"{TOKEN}","autorizado":"1","Transaccion":"S-PFE1","mode":"R""#);
    let paid = charged(&format!("{{{whole}}}")).await.unwrap();
    assert_eq!(*paid.status(), PaymentStatus::Paid);
    assert_eq!(
        paid.amount(),
        Some(Money::from_minor(15_050, Currency::MXN))
    );
    for (response, kind, outcome) in [
        (r#"{"autorizado":"0","Transaccion":"S-PFE1","texto":"Transaction has been denied!","error":"Fondos insuficientes"}"#.to_owned(), ErrorKind::Declined, Outcome::Rejected),
        (r#"{"autorizado":"0","Transaccion":"n/a","error":{"token":"token no encontrado"}}"#.to_owned(), ErrorKind::InvalidRequest, Outcome::Rejected),
        (whole.replace("S-PFE1", "n/a"), ErrorKind::UnreadableResponse, Outcome::Unknown),
        (whole.replace(TOKEN, "ANOTHER"), ErrorKind::Mismatch, Outcome::Unknown),
        (whole.replace(r#""R""#, r#""P""#), ErrorKind::Mismatch, Outcome::Unknown),
        (format!(r#"{whole},"error":"x""#), ErrorKind::UnreadableResponse, Outcome::Unknown),
        (format!(r#"{whole},"texto":"Transaction has been denied!""#), ErrorKind::UnreadableResponse, Outcome::Unknown),
    ] {
        let response = if response.starts_with('{') { response } else { format!("{{{response}}}") };
        let error = charged(&response).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (kind, outcome), "{response}: {error}");
        let recourse = Recourse::call(Operation::FIND_PAYMENT, "ORDER-1");
        let names_it = error.recourse() == Some(&recourse);
        assert_eq!(names_it, outcome == Outcome::Unknown, "{response}");
        assert!(!format!("{error:?}").contains(TOKEN), "{error:?}");
    }
}

#[tokio::test]
async fn a_stored_card_is_deleted_with_the_authorization_of_its_storing() {
    let deleted = async |response: &str| {
        let client = responding(response);
        client.vault().unwrap().delete_card(&stored()).await
    };
    let whole =
        format!(r#"{{"token":"{TOKEN}","autorizado":1,"texto":"Token generado eliminado"}}"#);
    deleted(&whole).await.unwrap();
    let other = deleted(r#"{"token":"OTHER","autorizado":1}"#)
        .await
        .unwrap_err();
    assert_eq!(other.kind(), ErrorKind::Mismatch);
    let refused = deleted(r#"{"autorizado":0}"#).await.unwrap_err();
    assert_eq!(refused.outcome(), Outcome::Rejected);
    // Without it, the card cannot be deleted.
    let without = StoredCard::new(CardToken::new(TOKEN), MaskedCard::default());
    let client = client(Canned::returning(StatusCode::OK, "text/plain", ""));
    let error = client
        .vault()
        .unwrap()
        .delete_card(&without)
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(error.violations()[0].field(), "deletion_key");
}

#[tokio::test]
async fn a_look_up_of_a_client_with_stored_cards_rules_nothing_out() {
    let body =
        r#"{"result":{"error":{"idPedido":"idPedido ORDER-1 no encontrado"}},"id":"1397151272"}"#;
    let client = client(Canned::returning(StatusCode::OK, "application/json", body));
    let found = client.find_payment(&"ORDER-1".into()).await.unwrap();
    assert!(
        found.matches().is_empty() && !found.is_complete(),
        "{found:?}"
    );
}

#[test]
fn a_key_of_another_length_is_refused_with_the_reason() {
    for (key, is_good) in [
        ("", false),
        ("0123456789ab", false),
        ("0123456789abcdefg", false),
        ("0123456789abcdé", true),
        (KEY, true),
    ] {
        let keys = SandboxKeys::new("b", "u");
        let built = PagoFacil::sandbox(keys).with_card_tokens(key).build();
        assert_eq!(built.is_ok(), is_good, "{key}");
        if let Err(error) = built {
            assert_eq!(error.violations()[0].field(), "keys.cipher_key");
            assert!(error.to_string().contains("exactly 16 bytes"), "{error}");
        }
    }
}

#[tokio::test]
async fn stored_cards_are_a_capability_of_a_client_with_a_key() {
    let (with, without) = (responding("{}"), offline());
    assert!(with.capabilities().method(MethodKind::CardToken).is_some());
    assert!(with.capabilities().supports(Operation::STORE_CARD));
    assert!(without.vault().is_none());
    assert!(
        without
            .capabilities()
            .method(MethodKind::CardToken)
            .is_none()
    );
    let error = without.create_payment(&order()).await.unwrap_err();
    assert_eq!(error.violations()[0].field(), "method");
    assert!(!format!("{with:?}").contains(KEY));
    // Nothing documents them on the later hosts.
    let called = async |hosts: Option<Hosts>| {
        let canned = Canned::returning(StatusCode::OK, "text/plain", "");
        let builder = PagoFacil::sandbox(SandboxKeys::new("b", "u"))
            .with_card_tokens(KEY)
            .with_client(config(canned.clone()));
        let builder = match hosts {
            Some(hosts) => builder.with_card_token_hosts(hosts),
            None => builder,
        };
        store(&builder.build().unwrap()).await.unwrap_err();
        canned.sent()[0].request().url().to_string()
    };
    assert_eq!(
        called(None).await,
        "https://www.pagofacil.net/st/public/CobroToken/Altatoken"
    );
    assert_eq!(
        called(Some(Hosts::Tech)).await,
        "https://sandbox.pagofacil.tech/CobroToken/Altatoken"
    );
}

#[tokio::test]
async fn the_fixtures_of_a_charge_are_read() {
    for (case, expected) in [
        ("token_charged", Ok(PaymentStatus::Paid)),
        ("token_declined", Err(Outcome::Rejected)),
        ("token_in_clear", Err(Outcome::Unknown)),
    ] {
        let replay = Replay::of(&[&format!("pagofacil/create_payment/{case}")]).unwrap();
        let result = client(replay.clone()).create_payment(&order()).await;
        replay.finish().unwrap();
        let found = result
            .map(|payment| payment.status().clone())
            .map_err(|error| error.outcome());
        assert_eq!(found, expected, "{case}");
    }
}

#[tokio::test]
async fn a_stored_card_is_charged_in_pesos_up_to_the_largest_amount_of_the_service() {
    for amount in [
        Money::from_minor(15_050, Currency::USD),
        Money::from_minor(100_000_000_000, Currency::MXN),
    ] {
        let request = PaymentRequest::new("ORDER-1", amount).with_method(order().method().clone());
        let canned = Canned::returning(StatusCode::OK, "text/plain", "");
        let error = client(canned.clone()).create_payment(&request).await;
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{amount}");
        assert_eq!(error.violations()[0].field(), "amount");
        assert!(canned.sent().is_empty(), "{amount}");
    }
}
