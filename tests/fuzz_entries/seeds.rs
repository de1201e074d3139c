//! Inputs to begin with: every body of the fixtures, as the response to every call that it could be
//! a response to.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use payments_core::{
    Currency, Error, ErrorKind, Money, Operation, Outcome, Payment, PaymentStatus, ProviderName,
};
use payments_testkit::Fixture;

use super::calls::{Input, SEPARATOR};
use super::{cash, files, mpandco, pagofacil, refunds, signed, tokens, vault};

pub(super) fn pagofacil_json_rpc() -> Vec<Vec<u8>> {
    of_paths("pagofacil", pagofacil::CALLS, |path| {
        path.starts_with("Wsj")
    })
}

pub(super) fn pagofacil_query_json() -> Vec<Vec<u8>> {
    of_paths("pagofacil", pagofacil::CALLS, |path| {
        path.starts_with("Wsr") && path.ends_with("json")
    })
}

pub(super) fn pagofacil_xml() -> Vec<Vec<u8>> {
    of_paths("pagofacil", pagofacil::CALLS, |path| {
        path.starts_with("Wsr") && !path.ends_with("json")
    })
}

pub(super) fn pagofacil_reports() -> Vec<Vec<u8>> {
    of_paths("pagofacil", pagofacil::REPORTS, |path| {
        path.starts_with("reports/")
    })
}

pub(super) fn pagofacil_cash() -> Vec<Vec<u8>> {
    of_paths("pagofacil", cash::CALLS, |path| path.starts_with("cash/"))
}

/// Bodies and queries of webhooks, in both forms that the clients of the service read.
pub(super) fn pagofacil_webhooks() -> Vec<Vec<u8>> {
    let shapes = [
        "customer_order=ORDER-1&status=4",
        r#"{"customer_order":"ORDER-1","status":4}"#,
        r#"{"customer_order":["ORDER-1","ORDER-1"],"status":"9"}"#,
        "status=3&customer_order=ORDER%2D1&amount=150.50",
    ];
    let shapes = shapes.map(|body| body.as_bytes().to_vec());
    distinct(shapes.into_iter())
}

/// Responses about stored cards, of the documents' members: no response is published.
pub(super) fn pagofacil_card_tokens() -> Vec<Vec<u8>> {
    let bodies = [
        r#"{"token":"PFTE1","autorizado":1,"autorizacion":1234567890123456789012,"texto":"x"}"#,
        r#"{"r":{"Token":"PFTE0000S0000I000","Autorizado":"1"}}"#,
        r#"{"autorizado":"0","error":{"cvt":"no"},"texto":"Error","data":{"cvt":"1"}}"#,
        r#"{"Token":"PFTE0000S0000I000","autorizado":"1","Transaccion":"S-PFE1","texto":"Approved",
            "error":"","mode":"T"}"#,
    ];
    let bodies = bodies.map(str::as_bytes);
    let response = |body: &[u8], call| Input::write(call, http::StatusCode::OK, &[body]);
    let calls = |body| (0..vault::CALLS).map(move |call| response(body, call));
    bodies.into_iter().flat_map(calls).collect()
}

/// Webhooks with and without the right signature.
pub(super) fn template_webhooks() -> Vec<Vec<u8>> {
    let body = format!(r#"{{"payment":"{}"}}"#, signed::PAYMENT);
    let other = r#"{"payment":"pay-2","status":"paid"}"#;
    let webhook = |signs: u8, sent_at: i64, body: &str| {
        let sent_at = sent_at.to_string();
        let signature = signed::signature(&sent_at, body.as_bytes());
        let parts = [sent_at.as_bytes(), signature.as_bytes(), body.as_bytes()];
        [&[signs], &*parts.join(&SEPARATOR)].concat()
    };
    vec![
        webhook(0, signed::NOW, &body),
        webhook(1, signed::NOW - 300, &body),
        webhook(1, signed::NOW + 301, &body),
        webhook(1, signed::NOW, other),
    ]
}

/// What is read before an annulment, and what the annulment returns.
pub(super) fn mpandco_refunds() -> Vec<Vec<u8>> {
    let fixture = |name: &str| Fixture::load(&format!("mpandco/{name}")).expect("it is there");
    let mut found = Vec::new();
    for (looked, acted) in [
        ("get_payment/executed", "refund_payment/annulled_by_link"),
        ("get_payment/executed", "refund_payment/still_executed"),
        ("get_payment/executed", "refund_payment/too_late"),
        ("find_refund/annulled", "find_refund/unknown_state"),
    ] {
        let (looked, acted) = (fixture(looked), fixture(acted));
        let bodies = [looked.response_body(), acted.response_body()];
        let seeds = (0..refunds::CALLS).map(|call| Input::write(call, looked.status(), &bodies));
        found.extend(seeds);
    }
    found
}

/// Values as they are stored.
pub(super) fn stored_values() -> Vec<Vec<u8>> {
    let price = Money::from_minor(15_050, Currency::MXN);
    let payment = Payment::new("P-1".into(), PaymentStatus::Paid, Some(price));
    let error = Error::new(
        ProviderName::new("pagofacil"),
        Operation::CREATE_PAYMENT,
        ErrorKind::Timeout,
        Outcome::Unknown,
    );
    let stored = [
        serde_json::to_vec(&price),
        serde_json::to_vec(&payment),
        serde_json::to_vec(&error),
    ];
    stored
        .into_iter()
        .map(|value| value.expect("a value is data"))
        .collect()
}

pub(super) fn mpandco_intents() -> Vec<Vec<u8>> {
    let intents = of_paths("mpandco", mpandco::INTENTS, |path| path.contains("intent"));
    // A call that reads before it acts gets two responses.
    let mut pairs = Vec::new();
    for (looked, acted) in [
        ("settle_payment/authorized", "confirm_payment/executed"),
        ("get_payment/billed", "confirm_payment/by_token"),
        ("get_payment/executed", "void_payment/annulled"),
    ] {
        let fixture = |name| Fixture::load(&format!("mpandco/{name}")).expect("it is there");
        let (looked, acted) = (fixture(looked), fixture(acted));
        let bodies = [looked.response_body(), acted.response_body()];
        pairs.extend((0..mpandco::INTENTS).map(|call| Input::write(call, acted.status(), &bodies)));
    }
    [intents, pairs].concat()
}

pub(super) fn mpandco_listings() -> Vec<Vec<u8>> {
    of_paths("mpandco", mpandco::LISTINGS, |path| {
        path.ends_with("payment-intent/.json") || path.contains("payment/")
    })
}

pub(super) fn mpandco_payouts() -> Vec<Vec<u8>> {
    of_paths("mpandco", 1, |path| path.contains("multipayment"))
}

pub(super) fn mpandco_refusals() -> Vec<Vec<u8>> {
    let refused = fixtures_of("mpandco").into_iter();
    let refused = refused.filter(|fixture| !fixture.status().is_success());
    as_responses(refused, mpandco::INTENTS + 1)
}

pub(super) fn mpandco_tokens() -> Vec<Vec<u8>> {
    of_paths("mpandco", tokens::WAYS, |path| path.contains("oauth"))
}

/// Queries of callbacks: of the manual's shapes, and the forms that the fixtures send.
pub(super) fn mpandco_callbacks() -> Vec<Vec<u8>> {
    let shapes = [
        "paymentIntent=i-1&payerId=p-1",
        "success=true&id=i-1&payer=p%201",
    ];
    let forms = fixtures_of("mpandco").into_iter();
    let forms = forms.map(|fixture| fixture.request_body().to_vec());
    let shapes = shapes.map(|query| query.as_bytes().to_vec());
    distinct(shapes.into_iter().chain(forms))
}

/// Whatever in the fixtures begins like a number.
pub(super) fn numbers() -> Vec<Vec<u8>> {
    let is_number = |word: &&[u8]| {
        let first = word.first();
        word.len() <= 40 && first.is_some_and(|first| first.is_ascii_digit() || *first == b'-')
    };
    let mut found = BTreeSet::new();
    for fixture in all() {
        let words = fixture
            .response_body()
            .split(|byte| b"\"<>,:".contains(byte));
        found.extend(words.filter(is_number).map(<[u8]>::to_vec));
        // Times have colons in them.
        let texts = fixture
            .response_body()
            .split(|byte| b"\"<>,".contains(byte));
        found.extend(texts.filter(is_number).map(<[u8]>::to_vec));
    }
    found.into_iter().collect()
}

/// Every response as a text.
pub(super) fn texts() -> Vec<Vec<u8>> {
    distinct(all().iter().map(|fixture| fixture.response_body().to_vec()))
}

/// The files of every fixture.
pub(super) fn fixtures() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let folder = |fixture: &Fixture| -> PathBuf { root.join(fixture.name()) };
    let input = |fixture: Fixture| {
        let manifest = fs::read_to_string(folder(&fixture).join("fixture.json"));
        let mut manifest = manifest.expect("every fixture has one");
        for (stem, name) in [("response.", files::RESPONSE), ("request.", files::REQUEST)] {
            for kind in ["json", "xml", "html", "form", "query"] {
                let quoted = |file: &str| format!("\"{file}\"");
                manifest = manifest.replace(&quoted(&format!("{stem}{kind}")), &quoted(name));
            }
        }
        let sent = [fixture.query(), fixture.request_body()].concat();
        [manifest.as_bytes(), fixture.response_body(), &sent].join(&SEPARATOR)
    };
    all().into_iter().map(input).collect()
}

/// Every exchange, under the content types of its kind.
pub(super) fn exchanges() -> Vec<Vec<u8>> {
    let input = |fixture: Fixture| {
        let response = fixture.response_body();
        let kind = u8::from(!response.starts_with(b"{"));
        let bodies = [fixture.request_body(), response].join(&SEPARATOR);
        [&[kind], &*bodies].concat()
    };
    all().into_iter().map(input).collect()
}

fn of_paths(provider: &str, calls: usize, is_of: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    let found = fixtures_of(provider).into_iter();
    as_responses(found.filter(|fixture| is_of(fixture.path())), calls)
}

fn as_responses(found: impl Iterator<Item = Fixture>, calls: usize) -> Vec<Vec<u8>> {
    let responses = |fixture: Fixture| {
        let bodies = [fixture.response_body()];
        let response = |call| Input::write(call, fixture.status(), &bodies);
        (0..calls).map(response).collect::<Vec<_>>()
    };
    found.flat_map(responses).collect()
}

fn fixtures_of(provider: &str) -> Vec<Fixture> {
    let mut fixtures = all();
    fixtures.retain(|fixture| fixture.name().split('/').next() == Some(provider));
    fixtures
}

fn all() -> Vec<Fixture> {
    Fixture::all().expect("the fixtures are well-formed")
}

fn distinct(found: impl Iterator<Item = Vec<u8>>) -> Vec<Vec<u8>> {
    found.collect::<BTreeSet<_>>().into_iter().collect()
}
