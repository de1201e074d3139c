//! Outcomes of each kind of response to a call that moves money.

use http::{Method, StatusCode};
use payments_core::{
    Confirmation, Currency, Error, ErrorKind, Expected, Money, Outcome, PayToken, PaymentId,
    PaymentProvider, PayoutProvider, PayoutRequest, Pin, Webhook,
};
use payments_kit::http::{Delivery, HttpRequest, HttpResponse, TransportError, TransportFailure};
use payments_testkit::{Canned, Fixture, SentRequest};
use provider_mpandco::Mpandco;

use crate::support::{ID, PAYER, client_at, clock, order};

fn json(status: u16, body: &str) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap();
    Canned::response(status, "application/json", body)
}

/// Every call that moves money, or changes what will move.
#[derive(Clone, Copy, Debug)]
enum Call {
    Create,
    CreateTransactions,
    Confirm,
    ConfirmRequest,
    Void,
    Payout,
    Settle,
}

const CALLS: [Call; 7] = [
    Call::Create,
    Call::CreateTransactions,
    Call::Confirm,
    Call::ConfirmRequest,
    Call::Void,
    Call::Payout,
    Call::Settle,
];

async fn make(call: Call, mpandco: &Mpandco) -> Error {
    let confirmation = Confirmation::by_payer(ID, PAYER);
    let token = PayToken::new("token", None);
    let at_the_till = Confirmation::by_pay_token(ID, token, Pin::new("0000"));
    let bolivars = |amount| Money::parse(amount, Currency::VES);
    let failed = match call {
        Call::Create => mpandco.create_payment(&order()).await.err(),
        Call::CreateTransactions => mpandco.create_transactions(&[order()]).await.err(),
        Call::Confirm => mpandco.confirm_payment(&confirmation).await.err(),
        Call::ConfirmRequest => mpandco.confirm_payment(&at_the_till).await.err(),
        Call::Void => mpandco.void_payment(&PaymentId::new(ID)).await.err(),
        Call::Payout => {
            let row = PayoutRequest::new("1", bolivars("20"), "Ana", "V1", "0134");
            mpandco.send_payout(&row).await.err()
        }
        Call::Settle => {
            let expected = Expected::new(ID, "ORDER-1", bolivars("20").unwrap());
            let call = Webhook::new("").with_query(format!("id={ID}"));
            mpandco.settle(&expected, Some(&call.into())).await.err()
        }
    };
    failed.unwrap()
}

/// Makes the call. The token is granted, an intent that is fetched is approved, and each request
/// that moves money gets `response`. Returns the error, and how many such requests were sent.
async fn failing(
    call: Call,
    response: impl Fn() -> Result<HttpResponse, TransportError> + Send + 'static,
) -> (Error, usize) {
    let canned = Canned::with(move |request: &HttpRequest| {
        if request.url().path().ends_with("oauth/v2/token") {
            Ok(json(200, r#"{"access_token":"t","expires_in":3600}"#))
        } else if request.method() == Method::GET {
            let approved = match call {
                Call::ConfirmRequest => "mpandco/settle_payment/authorized_request",
                _ => "mpandco/settle_payment/authorized",
            };
            Ok(Fixture::load(approved).unwrap().response())
        } else {
            response()
        }
    });
    let mpandco = client_at(canned.clone(), clock());
    let error = make(call, &mpandco).await;
    let moves_money = |sent: &&SentRequest| {
        let request = sent.request();
        request.method() == Method::POST && !request.url().path().ends_with("oauth/v2/token")
    };
    let sent = canned.sent();
    (error, sent.iter().filter(moves_money).count())
}

async fn confirm(
    response: impl Fn() -> Result<HttpResponse, TransportError> + Send + 'static,
) -> (Error, usize) {
    failing(Call::Confirm, response).await
}

/// Statuses, and what they mean where the service itself responses them.
const STATUSES: [(u16, ErrorKind, Outcome); 12] = [
    (400, ErrorKind::Refused, Outcome::Rejected),
    (403, ErrorKind::Forbidden, Outcome::Rejected),
    (404, ErrorKind::NotFound, Outcome::Rejected),
    (405, ErrorKind::Refused, Outcome::Rejected),
    (429, ErrorKind::RateLimited, Outcome::Rejected),
    (302, ErrorKind::UnreadableResponse, Outcome::Unknown),
    (408, ErrorKind::UnreadableResponse, Outcome::Unknown),
    (418, ErrorKind::UnreadableResponse, Outcome::Unknown),
    (500, ErrorKind::Unavailable, Outcome::Unknown),
    (502, ErrorKind::Unavailable, Outcome::Unknown),
    (503, ErrorKind::Unavailable, Outcome::Unknown),
    (504, ErrorKind::Unavailable, Outcome::Unknown),
];

#[tokio::test]
async fn every_status_has_its_meaning_and_none_is_repeated() {
    for (status, kind, outcome) in STATUSES {
        for call in CALLS {
            let body = format!(r#"{{"code":{status},"message":"No."}}"#);
            let (error, sent) = failing(call, move || Ok(json(status, &body))).await;
            let told = (error.kind(), error.outcome());
            assert_eq!(told, (kind, outcome), "{call:?} {status}");
            assert_eq!(sent, 1, "{call:?} {status}");
            assert!(error.recourse().is_some(), "{call:?} {status}");
        }
    }
}

#[tokio::test]
async fn a_code_of_oauth_says_more_than_its_400_and_no_other_status() {
    for (status, code, kind) in [
        (400, "invalid_client", ErrorKind::Credentials),
        (400, "invalid_grant", ErrorKind::Credentials),
        (400, "unauthorized_client", ErrorKind::Credentials),
        (400, "invalid_request", ErrorKind::Refused),
        (403, "invalid_client", ErrorKind::Forbidden),
        (404, "invalid_request", ErrorKind::NotFound),
        (500, "invalid_grant", ErrorKind::Unavailable),
    ] {
        // With a field to mend, only the code can tell.
        let body = format!(
            r#"{{"error":"{code}","errors":{{"children":{{"payer":{{"errors":["No."]}}}}}}}}"#
        );
        let (error, _) = confirm(move || Ok(json(status, &body))).await;
        assert_eq!(error.kind(), kind, "{status} {code}");
    }
}

#[tokio::test]
async fn a_gateway_may_write_any_status_after_the_service_did_its_work() {
    for (status, kind, _) in STATUSES {
        let pages = ["<html>", "", "No.", "[]", r#"["No."]"#, "null", "0", "{"];
        for (call, page) in CALLS.into_iter().cycle().zip(pages) {
            let (error, sent) = failing(call, move || Ok(json(status, page))).await;
            assert_eq!(error.kind(), kind, "{call:?} {status}");
            let outcome = match status {
                429 => Outcome::Rejected,
                _ => Outcome::Unknown,
            };
            assert_eq!(error.outcome(), outcome, "{call:?} {status}");
            assert_eq!(sent, 1, "{call:?} {status}");
        }
    }
}

#[tokio::test]
async fn a_401_is_a_reason_to_try_again_only_where_the_service_says_it() {
    let own = r#"{"error":"invalid_grant","error_description":"expired"}"#;
    for call in CALLS {
        let (error, sent) = failing(call, || Ok(json(401, own))).await;
        let told = (error.kind(), error.outcome(), sent);
        let refused = (ErrorKind::Credentials, Outcome::Rejected, 2);
        assert_eq!(
            told, refused,
            "{call:?}: with the old token and with a new one"
        );

        let (error, sent) = failing(call, || Ok(json(401, "<html>"))).await;
        let told = (error.kind(), error.outcome(), sent);
        let unknown = (ErrorKind::Credentials, Outcome::Unknown, 1);
        assert_eq!(told, unknown, "{call:?}");
    }
}

#[tokio::test]
async fn a_response_that_cannot_be_read_is_unknown() {
    let intent = |members: &str| {
        format!(
            r#"{{"id":"{ID}","state":"executed","transactions":[{{"amount":{{"currency":{{"id":"VES"}},{members}}}}}]}}"#
        )
    };
    for body in [
        String::new(),
        "<html>ok</html>".to_owned(),
        "{}".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        intent(r#""total":20"#).replace("}]}", "}]"),
        intent(r#""total":20"#).replace("executed", "created"),
        intent(r#""total":20"#).replace("executed", "pending"),
        intent(r#""total":20"#).replace("}]}", r#"}],"state":"created"}"#),
        intent(r#""total":20"#).replace("}]}", r#"}],"message":"Error"}"#),
    ] {
        let response = json(200, &body);
        let (error, sent) = confirm(move || Ok(response.clone())).await;
        assert_eq!(error.kind(), ErrorKind::UnreadableResponse, "{body}");
        assert_eq!(error.outcome(), Outcome::Unknown, "{body}");
        assert_eq!(sent, 1, "{body}");
    }
}

#[tokio::test]
async fn no_call_takes_a_response_that_says_nothing_for_a_success() {
    for body in [
        "",
        "<html>ok</html>",
        "{}",
        "null",
        "[]",
        r#"{"id":"another"}"#,
    ] {
        for call in CALLS {
            let response = json(200, body);
            let (error, sent) = failing(call, move || Ok(response.clone())).await;
            assert_eq!(
                error.kind(),
                ErrorKind::UnreadableResponse,
                "{call:?} {body}"
            );
            assert_eq!(error.outcome(), Outcome::Unknown, "{call:?} {body}");
            assert_eq!(sent, 1, "{call:?} {body}");
        }
    }
}

#[tokio::test]
async fn a_lost_response_is_unknown_and_only_an_unmade_connection_is_not() {
    for (failure, delivery, kind, outcome, attempts) in [
        (
            TransportFailure::Connect,
            Delivery::NotSent,
            ErrorKind::Network,
            Outcome::NotSent,
            3,
        ),
        (
            TransportFailure::Broken,
            Delivery::Possible,
            ErrorKind::Network,
            Outcome::Unknown,
            1,
        ),
        (
            TransportFailure::Timeout,
            Delivery::Possible,
            ErrorKind::Timeout,
            Outcome::Unknown,
            1,
        ),
        (
            TransportFailure::TooLarge,
            Delivery::Possible,
            ErrorKind::UnreadableResponse,
            Outcome::Unknown,
            1,
        ),
    ] {
        for call in CALLS {
            let lost = move || Err(TransportError::new(failure, delivery));
            let (error, sent) = failing(call, lost).await;
            assert_eq!((error.kind(), error.outcome()), (kind, outcome), "{call:?}");
            assert_eq!(sent, attempts, "{call:?} {failure:?}");
        }
    }
}
