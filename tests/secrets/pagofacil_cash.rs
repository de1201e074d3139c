//! PagoFácil's secrets are in no text that anything prints of cash orders, for any response.

use http::StatusCode;
use payments_core::{Callback, Expected, Money, PaymentProvider, Webhook};
use payments_kit::http::HttpRequest;
use payments_testkit::Canned;
use payments_tests::matrix::clients;
use provider_pagofacil::Encoding;

use crate::canaries::{BRANCH, USER, api_secret};
use crate::pagofacil::{client, sent};
use crate::watch;

/// Everything sensitive that the request holds, one text each, and the request as a whole.
fn secrets(request: &HttpRequest) -> Vec<String> {
    let sent = sent(request);
    let holder = clients::cardholder();
    let name = format!(
        "{} {}",
        holder.first_name.expose(),
        holder.last_name.expose()
    );
    let known = [
        BRANCH.to_owned(),
        USER.to_owned(),
        api_secret(),
        holder.email.expose().to_owned(),
        name,
    ];
    let holds = |secret: &String| {
        let escaped = secret.replace(' ', "+").replace('@', "%40");
        sent.contains(secret) || sent.contains(&escaped)
    };
    let mut secrets: Vec<String> = known.into_iter().filter(holds).collect();
    secrets.push(sent);
    secrets
}

/// A response in which each member is one of the secrets, unless it decides that the call worked.
fn echo(request: &HttpRequest, place: usize, is_done: bool) -> String {
    let secrets = secrets(request);
    let secret = &secrets[place % secrets.len()];
    let (error, id) = if is_done { ("0", "CASH-1") } else { ("1", "") };
    let order = format!(
        r#"{{"reference":"{id}","customer_order":"T-1","amount":"150.50","status":"{secret}",
        "convenience_store":"{secret}","store_fixed_rate":"{secret}","store_schedule":"{secret}",
        "bank":"{secret}","bank_account_number":"{secret}","agreement_number":"{secret}",
        "expiration_date":"{secret}","zz":"{secret}"}}"#
    );
    // The state of a new order is none.
    let order = match request.method() == http::Method::POST {
        true => order.replace(&format!(r#""status":"{secret}","#), ""),
        false => order,
    };
    let charge = if is_done {
        format!(r#""charge":{order},"#)
    } else {
        String::new()
    };
    let message = if is_done { "success" } else { secret.as_str() };
    format!(
        r#"{secret} {{"error":{error},"message":"{message}",{charge}
        "records":[{{"code":"{secret}","name":"{secret}"}}]}}"#
    )
}

#[tokio::test]
async fn cash_responses_that_echo_a_secret_in_every_member_print_none() {
    watch::watch();
    for is_done in [true, false] {
        let mut all = String::new();
        for place in 0..6 {
            let canned = Canned::with(move |request: &HttpRequest| {
                let body = echo(request, place, is_done);
                Ok(Canned::response(StatusCode::OK, "text/html", body))
            });
            let client = client(canned, Encoding::JsonRpc);
            let order = clients::cash_order("T-1");
            let amount: Money = order.amount().money().unwrap();
            let expected = Expected::new("CASH-1", "T-1", amount);
            let webhook = Webhook::new("customer_order=T-1&status=4");
            let callback = Callback::from(webhook);
            all.push_str(&watch::result(&client.create_payment(&order).await));
            all.push_str(&watch::result(&client.get_payment(&"CASH-1".into()).await));
            all.push_str(&watch::result(&client.find_payment(&"T-1".into()).await));
            all.push_str(&watch::result(&client.list_stores().await));
            all.push_str(&watch::result(
                &client.settle(&expected, Some(&callback)).await,
            ));
        }
        let reached = match is_done {
            true => "status: AwaitingApproval",
            false => "kind: Refused",
        };
        assert!(all.contains(reached), "never came to {reached}");
    }
    watch::check();
}
