//! The values of the API, printed.

use http::StatusCode;
use payments_core::redact::Secrets;
use payments_core::{Approval, Confirmation, Operation, PayToken, Pin};
use payments_kit::http::{Body, HttpRequest, HttpTransport, SecretBytes};
use payments_testkit::{Canned, samples};
use payments_tests::matrix::clients;
use provider_mpandco::{Credentials, InMemoryTokenStore, StoredToken, TokenStore};
use provider_pagofacil::{Encoding, ProductionKeys, SandboxKeys};
use secrecy::SecretString;
use time::OffsetDateTime;

use crate::canaries::{
    ACCESS, BRANCH, ECHOED_PIN, PAY_TOKEN, REFRESH, SECRET, USER, api_secret, number,
};
use crate::{mpandco, pagofacil, watch};

#[tokio::test]
async fn no_value_of_the_api_prints_a_secret() {
    watch::watch();
    let (token, refresh) = (SecretString::from(ACCESS), SecretString::from(REFRESH));
    let stored = StoredToken::new(token.clone(), Some(refresh), OffsetDateTime::UNIX_EPOCH);
    let store = InMemoryTokenStore::default();
    store.save(&stored).await;
    let pay_token = PayToken::new(PAY_TOKEN, Some("Savings".to_owned()));
    let pin = Pin::new(ECHOED_PIN);
    let at_the_till = Confirmation::by_pay_token("P-1", pay_token.clone(), pin.clone());
    let tokens = vec![("T-1".to_owned(), pay_token.clone())];
    let by_transactions = Approval::TransactionTokens {
        tokens,
        pin: pin.clone(),
    };
    let card = clients::good_card();
    let echo = Canned::returning(StatusCode::OK, "text/plain", number());
    let url = format!("https://pay.example/?card={}", number());
    let body = SecretBytes::new(number().into_bytes());
    let request = HttpRequest::post(
        Operation::CREATE_PAYMENT,
        url.parse().unwrap(),
        Body::new("text/plain", body.clone(), Secrets::new()),
    )
    .with_query(SecretBytes::new(SECRET.into()), &Secrets::new())
    .with_bearer(&token);
    let response = echo.send(request.clone()).await.unwrap();
    let held: [&dyn std::fmt::Debug; 26] = [
        &clients::cardholder(),
        &clients::payout("1"),
        &clients::sale("1").with_recipient(clients::PAYER),
        &clients::charge("1", card.clone()),
        &clients::contract("1"),
        card.number(),
        card.security_code().unwrap(),
        &card,
        &samples::subscription(),
        &Credentials::new("id", SECRET),
        &SandboxKeys::new(BRANCH, USER).with_api_secret(api_secret()),
        &ProductionKeys::new(BRANCH, USER).with_api_secret(api_secret()),
        &token,
        &stored,
        &store,
        &pay_token,
        &pin,
        &at_the_till,
        &by_transactions,
        &mpandco::client(echo.clone()),
        &pagofacil::client(echo.clone(), Encoding::QueryXml),
        &body,
        &request,
        &response,
        &echo.sent(),
        &echo,
    ];
    for value in held {
        watch::print(value);
    }
    watch::read(&serde_json::to_string(&(pay_token, &clients::cardholder().email)).unwrap());
    watch::check();
}
