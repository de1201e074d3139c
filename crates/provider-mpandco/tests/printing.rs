//! Nothing secret or personal is printed, whatever the service echoes.

use std::error::Error;
use std::fmt::{Debug, Write};

use http::StatusCode;
use payments_core::{
    Callback, Confirmation, Currency, Expected, Money, PageRequest, PayToken, PaymentId,
    PaymentProvider, PayoutProvider, PayoutRequest, Pin,
};
use payments_kit::http::{Delivery, HttpRequest, HttpResponse, TransportError, TransportFailure};
use payments_testkit::Canned;
use provider_mpandco::Mpandco;
use secrecy::SecretString;

use crate::support::{ID, client_at, clock, order};

const PIN: &str = "7391";
const SECRETS: [&str; 9] = [
    "fixture-client-secret",
    "canary-access",
    "canary-refresh",
    "canary-pay-token",
    "canary-sandbox-token",
    "canary-code",
    "Canary Name",
    "canary-document",
    "canary-recipient",
];

#[derive(Default)]
struct Printed(String);

impl Printed {
    fn result<T: Debug>(&mut self, result: &payments_core::Result<T>) {
        writeln!(self.0, "{result:?} {result:#?}").unwrap();
        let mut cause = result.as_ref().err().map(|error| error as &dyn Error);
        while let Some(error) = cause {
            writeln!(self.0, "{error} {error:?}").unwrap();
            cause = error.source();
        }
    }
}

fn json(status: u16, body: &str) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap();
    Canned::response(status, "application/json", body)
}

fn token() -> HttpResponse {
    let body =
        r#"{"access_token":"canary-access","expires_in":3600,"refresh_token":"canary-refresh"}"#;
    json(200, body)
}

/// Every response that a call may get, with personal data wherever the service keeps it.
fn knowing(request: &HttpRequest) -> HttpResponse {
    let path = request.url().path();
    if path.ends_with("oauth/v2/token") {
        return token();
    }
    if path.ends_with("autorize.json") {
        return json(200, &format!(r#"{{"payer":"{ID}"}}"#));
    }
    if path.ends_with("codes.json") {
        let body = r#"{"regular":"canary-code","commercial":"canary-code"}"#;
        return json(200, body);
    }
    let person = r#"{"id":"p","_data":{"fullname":"Canary Name","username":"canary-recipient"}}"#;
    let account = r#"{"id":"a","name":"Canary Name","username":"canary-recipient"}"#;
    let tokens = r#"[{"id":"canary-pay-token","_data":{"name":"Canary Name"}}]"#;
    let amount = r#"{"currency":{"id":"VES"},"total":20}"#;
    let intent = format!(
        r#"{{"id":"{ID}","intent":"request","state":"created","payer":{{"payer_info":{person}}},
            "recipient":"canary-recipient","pay_tokens":{tokens},"transactions":[{{"id":"t",
            "amount":{amount},"invoice_number":"ORDER-1","pay_tokens":{tokens},
            "related_resources":{{"sale":{person}}},
            "distributions":[{{"amount":1,"digital_account_destination":{account}}}]}}]}}"#
    );
    let payment = format!(
        r#"{{"id":"{ID}","status":9000,"amount_total":"1","user":{person},"recipient":{person},
            "digital_account_source":{account},"_data":{{"user_from":"Canary Name"}}}}"#
    );
    let one = if path.contains("/payment/") {
        payment
    } else {
        intent
    };
    let is_list = path.ends_with("/.json") && request.body().is_empty();
    let body = if is_list {
        format!(r#"{{"data":[{one}]}}"#)
    } else {
        one
    };
    json(200, &body)
}

async fn call_everything(mpandco: &Mpandco, printed: &mut Printed) {
    let bolivars = |amount| Money::parse(amount, Currency::VES);
    let id = PaymentId::new(ID);
    let bill = order().with_recipient("canary-recipient");
    printed.result(&mpandco.create_payment(&bill).await);
    printed.result(&mpandco.create_transactions(&[bill]).await);
    let pay_token = PayToken::new("canary-pay-token", None);
    let till = Confirmation::by_pay_token(ID, pay_token, Pin::new(PIN));
    printed.result(&mpandco.confirm_payment(&till).await);
    printed.result(&mpandco.get_intent(&id).await);
    printed.result(&mpandco.void_payment(&id).await);
    printed.result(&mpandco.find_payment(&"ORDER-1".into()).await);
    let page = PageRequest::first();
    printed.result(&mpandco.list_payments(&page).await);
    printed.result(&mpandco.list_wallet_payments(&page).await);
    printed.result(&mpandco.get_wallet_payment(&ID.into()).await);
    printed.result(&mpandco.check_credentials().await);
    let name = "Canary Name";
    let row = PayoutRequest::new("1", bolivars("20"), name, "canary-document", "0134");
    printed.result(&mpandco.send_payout(&row).await);
    let expected = Expected::new(ID, "ORDER-1", bolivars("20").unwrap());
    let returned = format!("https://shop.example/?paymentIntent={ID}&payerId=p");
    let returned = Callback::browser_return(returned.parse().unwrap());
    printed.result(&mpandco.settle(&expected, Some(&returned)).await);
    let tools = mpandco.sandbox_tools().unwrap();
    let sandbox_token = SecretString::from("canary-sandbox-token");
    printed.result(&tools.authorize_intent(&sandbox_token, &id).await);
    printed.result(&tools.affiliation_codes(&sandbox_token).await);
    writeln!(printed.0, "{mpandco:?} {tools:?} {row:?} {till:?}").unwrap();
}

async fn printed_with(canned: Canned) -> String {
    let mut printed = Printed::default();
    call_everything(&client_at(canned, clock()), &mut printed).await;
    printed.0
}

fn assert_clean(printed: &str) {
    for secret in SECRETS {
        if let Some((before, _)) = printed.split_once(secret) {
            let shown: String = before.chars().rev().take(300).collect();
            let shown: String = shown.chars().rev().collect();
            panic!("{secret} was printed: …{shown}");
        }
    }
    let mut numbers = printed.split(|c: char| !c.is_ascii_digit());
    assert!(numbers.all(|number| number != PIN), "the PIN was printed");
}

#[tokio::test]
async fn no_result_prints_what_the_service_knows_of_people() {
    let printed = printed_with(Canned::with(|request| Ok(knowing(request)))).await;
    assert!(printed.contains("AskPayer"));
    assert_clean(&printed);
}

#[tokio::test]
async fn no_broken_connection_prints_what_was_sent() {
    let broken = Canned::with(|request: &HttpRequest| {
        if request.url().path().ends_with("oauth/v2/token") {
            return Ok(token());
        }
        let query = String::from_utf8_lossy(request.query().expose()).into_owned();
        let cause = format!("error sending request for url ({}?{query})", request.url());
        let failure = TransportFailure::Broken;
        Err(TransportError::new(failure, Delivery::Possible).with_source(cause))
    });
    let printed = printed_with(broken).await;
    assert!(printed.contains("the connection failed"));
    assert_clean(&printed);
}

/// The values of a form, a query or a JSON body, as the service reads them.
fn values(request: &HttpRequest) -> Vec<String> {
    let bytes = request.body().expose();
    if let Ok(json) = serde_json::from_slice::<serde_json::Value>(bytes) {
        let item = json["multi_payment_item"].as_object().unwrap();
        let texts = item.values().filter_map(|value| value.as_str());
        return texts.map(str::to_owned).collect();
    }
    let pairs = [bytes, request.query().expose()];
    let pairs = pairs.into_iter().flat_map(url::form_urlencoded::parse);
    pairs.map(|(_, value)| value.into_owned()).collect()
}

#[tokio::test]
async fn no_refusal_prints_a_sensitive_value_that_it_echoes() {
    // Each call is refused with one of the values that were sent, wherever an error keeps a text.
    for number in 0..12 {
        let canned = Canned::with(move |request: &HttpRequest| {
            let path = request.url().path();
            if path.ends_with("oauth/v2/token") {
                return Ok(token());
            }
            if path.ends_with("show.json") {
                return Ok(knowing(request));
            }
            let values = values(request);
            let echoed = values.get(number).cloned().unwrap_or_default();
            let body = serde_json::json!({
                "error": format!("not {echoed}"),
                "message": format!("not {echoed}"),
                "errors": {"children": {"a": {"errors": [format!("not {echoed}")]}}},
            });
            Ok(json(400, &body.to_string()))
        });
        let printed = printed_with(canned).await;
        assert!(printed.contains("not "), "nothing was echoed");
        assert_clean(&printed);
    }
}
