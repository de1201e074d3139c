//! PagoFácil's secrets are in no text that anything prints: in every operation, over every
//! encoding, for any response.

use http::StatusCode;
use payments_core::{
    Card, CardExpiry, CardToken, CardVault, Currency, MaskedCard, MerchantReference, Money,
    PageRequest, PageToken, PaymentProvider, PaymentRequest, RecurringProvider, Schedule,
    StoredCard, SubscriptionId, SubscriptionRequest,
};
use payments_kit::http::{
    ClientConfig, Delivery, HttpRequest, HttpResponse, TransportError, TransportFailure,
};
use payments_testkit::{Canned, FixedRandomness, samples};
use payments_tests::matrix::clients;
use provider_pagofacil::{ChargeOptions, Encoding, PagoFacil, SandboxKeys, TransactionFilter};
use time::macros::date;

use crate::canaries::{
    BRANCH, CIPHER_KEY, CODE, DELETION_KEY, TOKEN, USER, api_secret, number, percent_encoded,
    personal,
};
use crate::watch;

pub(crate) fn client(transport: Canned, encoding: Encoding) -> PagoFacil {
    PagoFacil::sandbox(SandboxKeys::new(BRANCH, USER).with_api_secret(api_secret()))
        .with_encoding(encoding)
        .with_cash_orders()
        .with_card_tokens(CIPHER_KEY)
        .with_client(
            ClientConfig::new()
                .with_transport(transport)
                .with_clock(samples::subscription_clock())
                // The id of a request must not happen to hold the code.
                .with_randomness(FixedRandomness(0)),
        )
        .build()
        .unwrap()
}

fn card() -> Card {
    Card::new(number(), CardExpiry::new(9, 16)).with_security_code(CODE)
}

/// Every operation, with what each came to.
pub(crate) async fn call_everything(client: &PagoFacil) -> String {
    let amount = Money::parse("800", Currency::MXN).unwrap();
    let payment = PaymentRequest::new("T-1", amount).with_card(card(), clients::cardholder());
    let schedule = Schedule::monthly(5, date!(2013 - 09 - 16));
    let subscription = SubscriptionRequest::new(amount, card(), clients::cardholder(), schedule)
        .with_reference("T-1")
        .with_charge_now();
    let options = ChargeOptions::new().without_mail();
    let (id, reference) = (SubscriptionId::new("T-1"), MerchantReference::new("T-1"));
    let filter = TransactionFilter::new();
    let key = Some(CardToken::new(DELETION_KEY));
    let stored = StoredCard::new(CardToken::new(TOKEN), MaskedCard::default());
    let stored = stored.with_deletion_key(key);
    let stored_again = client.store_card(&card(), &clients::cardholder()).await;
    let by_token = clients::token_charge("T-1", stored.token.clone());
    let first = PageRequest::first();
    let second = PageRequest::after(PageToken::new("2:T-1"));
    [
        watch::result(&client.create_payment(&payment).await),
        watch::result(&client.charge_card(&payment, &options).await),
        watch::result(&client.find_payment(&reference).await),
        watch::result(&client.register_subscription(&subscription).await),
        watch::result(&client.get_subscription(&id).await),
        watch::result(&client.find_subscription(&reference).await),
        watch::result(&client.cancel_subscription(&id).await),
        watch::result(&client.list_charges(&id, &first).await),
        watch::result(&client.list_charges(&id, &second).await),
        watch::result(&client.search_transactions(&filter, &first).await),
        watch::result(&client.create_payment(&clients::cash_order("T-1")).await),
        watch::result(&client.get_payment(&"CASH-1".into()).await),
        watch::result(&client.get_payment(&"S-PFE1".into()).await),
        watch::result(&client.list_stores().await),
        watch::result(&stored_again.map(|card| card.card)),
        watch::result(&client.delete_card(&stored).await),
        watch::result(&client.create_payment(&by_token).await),
    ]
    .join("\n")
}

async fn call_over_all_encodings(
    response: impl Fn(&HttpRequest) -> Result<HttpResponse, TransportError> + Copy + Send + 'static,
) -> String {
    watch::watch();
    let mut all = String::new();
    for encoding in Encoding::ALL {
        all.push_str(&call_everything(&client(Canned::with(response), encoding)).await);
    }
    watch::check();
    all
}

/// Everything that was sent, in one text without the characters that JSON and XML escape.
pub(crate) fn sent(request: &HttpRequest) -> String {
    let query = String::from_utf8_lossy(request.query().expose()).into_owned();
    let body = String::from_utf8_lossy(request.body().expose()).into_owned();
    format!("{query} {body}").replace(['"', '\\', '&', '<'], " ")
}

/// The secrets of the request, one text each, and the number percent-encoded as well. Of what was
/// not sent the client knows only that a number is long.
fn secrets(request: &HttpRequest) -> Vec<String> {
    let sent = sent(request);
    let mut secrets = vec![number(), percent_encoded(&number())];
    let known = [CODE, BRANCH, USER].map(str::to_owned).into_iter();
    for secret in known.chain([api_secret()]).chain(personal()) {
        // The service returns unescaped what a form escapes.
        let escaped = secret.replace(' ', "+").replace('@', "%40");
        if sent.contains(&secret) || sent.contains(&escaped) {
            secrets.push(secret);
        }
    }
    secrets.push(sent);
    secrets
}

/// A response with `members`, in the envelope of the request.
fn response(request: &HttpRequest, members: &[(String, String)]) -> HttpResponse {
    let path = request.url().path();
    let sent = sent(request);
    let method = ["transaccion", "vercargo", "verificar", "cancel"]
        .into_iter()
        .find(|method| {
            sent.contains(&format!("method={method} ")) || sent.contains(&format!(" {method} "))
        })
        .unwrap_or("transaccion");
    if path.contains("Wsr") && !path.contains("json") {
        let members: String = members
            .iter()
            .map(|(name, text)| format!("<{name}>{text}</{name}>"))
            .collect();
        let body = format!("<r><{method}>{members}</{method}></r>");
        return Canned::response(StatusCode::OK, "text/xml", body);
    }
    let members: Vec<String> = members
        .iter()
        .map(|(name, text)| format!(r#""{name}":"{text}""#))
        .collect();
    let members = format!("{{{}}}", members.join(","));
    let id = sent.rsplit("id :").next().unwrap_or_default();
    let id: String = id.chars().take_while(char::is_ascii_digit).collect();
    // A notice comes first.
    let body = match path.contains("Wsj") {
        true => format!(r#"{sent} {{"result":{members},"id":"{id}"}}"#),
        false => format!(r#"{sent} {{"r":{{"{method}":{members}}}}}"#),
    };
    Canned::response(StatusCode::OK, "application/json", body)
}

/// Members that decide the call, and every other one with a secret in it. A call that was given
/// no card cannot tell a card number from a number of the merchant's own, so there these hold
/// none.
fn members(request: &HttpRequest, decision: &str, secret: &str) -> Vec<(String, String)> {
    let is_told = sent(request).contains(&number());
    // Identifiers of payments stay, even if they equal a person's name.
    let is_personal = personal().iter().any(|text| text == secret);
    let own = if is_told && !is_personal {
        secret
    } else {
        "T-1"
    };
    let id = if decision == "1" { "T-1" } else { "" };
    let members = [
        ("autorizado", decision),
        ("exito", decision),
        ("registrado", decision),
        ("idRecurrente", id),
        ("monto", "800"),
        ("transaccion", own),
        ("autorizacion", own),
        ("idCliente", own),
        ("texto", secret),
        ("error", secret),
        ("TipoTC", secret),
        ("activo", secret),
        ("empresa", secret),
        ("zz", secret),
        ("data", secret),
    ];
    // An error beside an approval, or an authorization number beside a refusal, decides nothing.
    // A charge that is not recurring has no id of a subscription.
    let is_recurring = request.url().path().contains("recurrentes");
    let contradicts = |name: &str| match (decision, name) {
        ("1", "error") | ("0", "autorizacion") => true,
        (_, "idRecurrente") => !is_recurring,
        _ => false,
    };
    members
        .into_iter()
        .filter(|(name, _)| !contradicts(name))
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

#[tokio::test]
async fn responses_that_echo_a_secret_in_every_member_print_none() {
    for (decision, reached) in [
        (
            "1",
            &["status: Paid", "status: Cancelled", "Registration {"][..],
        ),
        ("0", &["kind: Declined", "kind: InvalidRequest"][..]),
        ("x", &["kind: UnreadableResponse"][..]),
    ] {
        let mut all = String::new();
        // So many that each comes up in the request that holds most.
        for place in 0..6 + personal().len() {
            let echoing = move |request: &HttpRequest| {
                let secrets = secrets(request);
                let secret = &secrets[place % secrets.len()];
                Ok(response(request, &members(request, decision, secret)))
            };
            all.push_str(&call_over_all_encodings(echoing).await);
        }
        for result in reached {
            assert!(all.contains(result), "{decision} never came to {result}");
        }
    }
}

/// A report whose every text holds a secret. A card number is not used in the merchant's own texts,
/// where the client cannot distinguish it from an order number; the API secret is.
fn report(request: &HttpRequest) -> HttpResponse {
    if !request.url().path().contains("reports") {
        return response(request, &members(request, "1", "x"));
    }
    let (secret, number) = (api_secret(), number());
    let mut transactions = Vec::new();
    for (index, words) in [&secret, &number, &sent(request)].into_iter().enumerate() {
        transactions.push(format!(
            r#""S-{index}-1":{{"transaction_id":"{secret}","order_id":"{secret}",
            "branch_id":"{words}","branch_name":"{words}","param_1":"{words}","amount":"1",
            "authorized":"{words}","authorization_number":"{secret}","status":"{words}",
            "processor_message":"{words}","transaction_type":"{words}",
            "transaction_via":"{words}",
            "card_info":{{"brand":"{words}","country":"{words}","last_4_digits":"{words}",
            "bank":"{words}"}},"cardholder":{{"email":"{words}","name":"{words}"}}}}"#
        ));
    }
    let body = format!(
        r#"Notice {secret} {{"status":{{"result":"ok"}},"transactions":{{"{secret}":{{}},{}}}}}"#,
        transactions.join(",")
    );
    Canned::response(StatusCode::OK, "application/json", body)
}

#[tokio::test]
async fn reports_that_echo_secrets_print_none() {
    let printed = call_over_all_encodings(|request| Ok(report(request))).await;
    assert!(printed.contains("Transaction {"), "reports were read");
    let refusing = |request: &HttpRequest| {
        let secret = format!("{} {}", api_secret(), number());
        let body = format!(
            r#"{{"status":{{"result":"{secret}","message":"{secret}"}},"transactions":[]}}"#
        );
        let body = match request.url().path().contains("reports") {
            true => body,
            false => format!(
                r#"{{"error":{{"code":"{secret}","message":"{secret}"}},"id":"1","r":"{secret}"}}"#
            ),
        };
        Ok(Canned::response(StatusCode::OK, "application/json", body))
    };
    call_over_all_encodings(refusing).await;
}

#[tokio::test]
async fn unreadable_responses_print_no_secret() {
    for status in [200, 302, 400, 401, 404, 429, 500] {
        let unreadable = move |request: &HttpRequest| {
            let body = format!("<b>{}</b> {}", sent(request), number());
            let status = StatusCode::from_u16(status).unwrap();
            Ok(Canned::response(status, "text/html", body))
        };
        call_over_all_encodings(unreadable).await;
    }
    let fault = |request: &HttpRequest| {
        let sent = sent(request);
        let json = request.url().path().contains("json") || request.url().path().contains("Wsj");
        let body = match json {
            true => format!(r#"{{"r":{{"response":{{"message":"{sent}"}},"status":"failed"}}}}"#),
            false => format!(
                "<r><response><message>{sent}</message></response><status>failed</status></r>"
            ),
        };
        Ok(Canned::response(StatusCode::OK, "text/plain", body))
    };
    call_over_all_encodings(fault).await;
}

#[tokio::test]
async fn a_transport_that_quotes_its_urls_prints_no_secret() {
    for (failure, delivery) in [
        (TransportFailure::Broken, Delivery::Possible),
        (TransportFailure::Timeout, Delivery::Possible),
        (TransportFailure::Unsendable, Delivery::NotSent),
    ] {
        let indiscreet = move |request: &HttpRequest| {
            let query = String::from_utf8_lossy(request.query().expose()).into_owned();
            let cause = format!("error sending request for url ({}?{query})", request.url());
            Err(TransportError::new(failure, delivery).with_source(cause))
        };
        call_over_all_encodings(indiscreet).await;
    }
}
