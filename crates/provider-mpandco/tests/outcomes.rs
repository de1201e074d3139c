//! What each kind of answer to a call that moves money comes to.

use http::StatusCode;
use payments_core::http::{Delivery, HttpRequest, HttpResponse, TransportError, TransportFailure};
use payments_core::{Confirmation, Error, ErrorKind, Outcome, PaymentProvider};
use payments_testkit::Canned;

use crate::support::{ID, PAYER, client_at, clock};

fn json(status: u16, body: &str) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap();
    Canned::response(status, "application/json", body)
}

/// Confirms a payment; the token is granted, and each confirmation gets `answer`.
async fn confirm(
    answer: impl Fn() -> Result<HttpResponse, TransportError> + Send + 'static,
) -> (Error, usize) {
    let canned = Canned::with(move |request: &HttpRequest| {
        if request.url().path().ends_with("oauth/v2/token") {
            Ok(json(200, r#"{"access_token":"t","expires_in":3600}"#))
        } else {
            answer()
        }
    });
    let mpandco = client_at(canned.clone(), clock());
    let confirmation = Confirmation::by_payer(ID, PAYER);
    let error = mpandco.confirm_payment(&confirmation).await.unwrap_err();
    let is_confirmation = |exposed: String| exposed.contains("payment_execution");
    let sent = canned.sent();
    let confirmations = sent.iter().filter(|sent| is_confirmation(sent.exposed()));
    (error, confirmations.count())
}

#[tokio::test]
async fn every_status_has_its_meaning_and_none_is_repeated() {
    for (status, kind, outcome) in [
        (400, ErrorKind::Refused, Outcome::Rejected),
        (403, ErrorKind::Forbidden, Outcome::Rejected),
        (404, ErrorKind::NotFound, Outcome::Rejected),
        (405, ErrorKind::Refused, Outcome::Rejected),
        (429, ErrorKind::RateLimited, Outcome::Rejected),
        (302, ErrorKind::UnreadableAnswer, Outcome::Unknown),
        (408, ErrorKind::UnreadableAnswer, Outcome::Unknown),
        (418, ErrorKind::UnreadableAnswer, Outcome::Unknown),
        (500, ErrorKind::Unavailable, Outcome::Unknown),
        (502, ErrorKind::Unavailable, Outcome::Unknown),
        (503, ErrorKind::Unavailable, Outcome::Unknown),
        (504, ErrorKind::Unavailable, Outcome::Unknown),
    ] {
        let (error, sent) = confirm(move || Ok(json(status, "<html>"))).await;
        assert_eq!((error.kind(), error.outcome()), (kind, outcome), "{status}");
        assert_eq!(sent, 1, "{status}");
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_unknown() {
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
        intent(r#""total":20"#).replace(ID, "another"),
        intent(r#""total":null"#),
        intent(r#""total":"veinte""#),
        intent(r#""total":20.001"#),
        intent(r#""total":20"#).replace("VES", "Bs."),
        intent(r#""total":20"#).replace("executed", "created"),
        format!(r#"{{"id":"{ID}","state":"executed","transactions":[]}}"#),
    ] {
        let answer = json(200, &body);
        let (error, sent) = confirm(move || Ok(answer.clone())).await;
        assert_eq!(error.kind(), ErrorKind::UnreadableAnswer, "{body}");
        assert_eq!(error.outcome(), Outcome::Unknown, "{body}");
        assert_eq!(sent, 1, "{body}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_only_an_unmade_connection_is_not() {
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
            ErrorKind::UnreadableAnswer,
            Outcome::Unknown,
            1,
        ),
    ] {
        let (error, sent) = confirm(move || Err(TransportError::new(failure, delivery))).await;
        assert_eq!((error.kind(), error.outcome()), (kind, outcome));
        assert_eq!(sent, attempts, "{failure:?}");
    }
}
