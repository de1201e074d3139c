//! A service of one response, for forms of responses that no fixture has.

use http::{Method, StatusCode};
use payments_core::{
    Confirmation, Currency, Error, Expected, Money, PayToken, Payment, PaymentId, PaymentProvider,
    PayoutProvider, PayoutRequest, Pin, Webhook,
};
use payments_kit::http::{HttpRequest, HttpResponse};
use payments_testkit::{Canned, Fixture, SentRequest};
use provider_mpandco::Mpandco;
use serde_json::{Value, json};

use crate::support::{ID, PAYER, client_at, clock, order};

/// Every call that moves money, or creates what will.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Create,
    CreateTransactions,
    Confirm,
    ConfirmRequest,
    Void,
    Payout,
    Settle,
}

pub(crate) const CALLS: [Call; 7] = [
    Call::Create,
    Call::CreateTransactions,
    Call::Confirm,
    Call::ConfirmRequest,
    Call::Void,
    Call::Payout,
    Call::Settle,
];

/// What a call came to: the payment, or for a payout nothing.
pub(crate) type Outcome = Result<Option<Payment>, Error>;

pub(crate) fn json(status: u16, body: &str) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap();
    Canned::response(status, "application/json", body)
}

fn bolivars(amount: &str) -> Money {
    Money::parse(amount, Currency::VES).unwrap()
}

/// The row of the manual's example of a payout.
pub(crate) fn row() -> PayoutRequest {
    let account = format!("0134{}", "0".repeat(16));
    PayoutRequest::new("0001", bolivars("20"), "Witty Growth", "j54637469", account)
}

async fn make(call: Call, mpandco: &Mpandco) -> Outcome {
    let id = PaymentId::new(ID);
    match call {
        Call::Create => mpandco.create_payment(&order()).await.map(Some),
        Call::CreateTransactions => {
            let intent = mpandco.create_transactions(&[order()]).await?;
            Ok(Some(intent.into_payment()))
        }
        Call::Confirm => {
            let confirmation = Confirmation::by_payer(ID, PAYER);
            mpandco.confirm_payment(&confirmation).await.map(Some)
        }
        Call::ConfirmRequest => {
            let token = PayToken::new("token", None);
            let confirmation = Confirmation::by_pay_token(ID, token, Pin::new("0000"));
            mpandco.confirm_payment(&confirmation).await.map(Some)
        }
        Call::Void => mpandco.void_payment(&id).await.map(Some),
        Call::Payout => mpandco.send_payout(&row()).await.map(|_| None),
        Call::Settle => {
            let expected = Expected::new(ID, "ORDER-1", bolivars("20"));
            let callback = Webhook::new("").with_query(format!("id={ID}")).into();
            let settled = mpandco.settle(&expected, Some(&callback)).await?;
            Ok(Some(settled.payment().clone()))
        }
    }
}

/// The intent before the call, for those that fetch it.
pub(crate) fn before(call: Call) -> Value {
    let mut before = after(call);
    before["state"] = match call {
        Call::Void => json!("executed"),
        _ => json!("authorized"),
    };
    before
}

/// The response to the call that proves what was requested.
pub(crate) fn after(call: Call) -> Value {
    let fixture = match call {
        Call::Create | Call::CreateTransactions => "mpandco/create_payment/button",
        Call::Confirm | Call::Settle => "mpandco/confirm_payment/executed",
        Call::ConfirmRequest => "mpandco/confirm_payment/by_token",
        Call::Void => "mpandco/void_payment/annulled",
        Call::Payout => "mpandco/send_payout/approved",
    };
    let response = Fixture::load(fixture).unwrap().response();
    serde_json::from_slice(response.body()).unwrap()
}

/// Makes the call. The token is granted, an intent that is fetched is as [`before`], and each
/// request that moves money gets `response`. Returns the outcome, and how many such requests were
/// sent.
pub(crate) async fn calling(
    call: Call,
    response: impl Fn() -> HttpResponse + Send + 'static,
) -> (Outcome, usize) {
    let canned = Canned::with(move |request: &HttpRequest| {
        Ok(if request.url().path().ends_with("oauth/v2/token") {
            json(200, r#"{"access_token":"t","expires_in":3600}"#)
        } else if request.method() == Method::GET {
            json(200, &before(call).to_string())
        } else {
            response()
        })
    });
    let mpandco = client_at(canned.clone(), clock());
    let outcome = make(call, &mpandco).await;
    let moves_money = |sent: &&SentRequest| {
        let request = sent.request();
        request.method() == Method::POST && !request.url().path().ends_with("oauth/v2/token")
    };
    let sent = canned.sent();
    (outcome, sent.iter().filter(moves_money).count())
}

/// The same with a body of status 200.
pub(crate) async fn calling_with(call: Call, body: &str) -> (Outcome, usize) {
    let body = body.to_owned();
    calling(call, move || json(200, &body)).await
}

/// A client of a service that grants a token and returns these pages, the last
/// one again and again.
pub(crate) fn listing(pages: Vec<String>) -> (Mpandco, Canned) {
    let mut pages = pages.into_iter();
    let mut last = String::new();
    let canned = Canned::with(move |request: &HttpRequest| {
        if request.url().path().ends_with("oauth/v2/token") {
            return Ok(json(200, r#"{"access_token":"t","expires_in":3600}"#));
        }
        last = pages.next().unwrap_or_else(|| last.clone());
        Ok(json(200, &last))
    });
    (client_at(canned.clone(), clock()), canned)
}

/// An intent of one transaction.
pub(crate) fn intent(id: &str, reference: &str) -> Value {
    json!({
        "id": id,
        "intent": "sale",
        "state": "executed",
        "transactions": [{
            "id": "t",
            "amount": {"currency": {"id": "VES"}, "total": 20},
            "invoice_number": reference,
        }],
    })
}

/// The only page of a history.
pub(crate) fn only_page(data: &Value, total: u64) -> Value {
    page(data, 1, 1, total)
}

/// A page of a history.
pub(crate) fn page(data: &Value, number: u64, pages: u64, total: u64) -> Value {
    let href = |number: u64| json!({"href": format!("/api/payment-intent/.json?page={number}")});
    let mut links = json!({"first": href(1), "self": href(number), "last": href(pages)});
    if number < pages {
        links["next"] = href(number + 1);
    }
    json!({
        "links": links,
        "meta": {
            "currentPage": number,
            "maxPerPage": 10,
            "totalPages": pages,
            "totalResults": total,
        },
        "data": data,
    })
}
