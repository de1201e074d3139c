//! Signed webhooks: those of the template provider, which authors of providers copy.

use hmac::{Hmac, KeyInit, Mac};
use http::StatusCode;
use payments_core::{Currency, Expected, Money, Outcome, PaymentProvider, Webhook};
use payments_kit::http::ClientConfig;
use payments_sim::SimClock;
use payments_testkit::Canned;
use sha2::Sha256;
use time::macros::datetime;

use self::template::Template;
use super::calls::{SEPARATOR, run};

#[path = "../../crates/payments-kit/src/guide/template.rs"]
#[allow(
    unreachable_pub,
    dead_code,
    reason = "it is public in the crate that it is copied to"
)]
mod template;

const KEY: &str = "fuzzed-webhook-key";

/// The payment that the webhook must be about.
pub(super) const PAYMENT: &str = "pay-1";

/// The time by the clock of the provider, in seconds since 1970.
pub(super) const NOW: i64 = 1_893_499_200;

/// What the service shows of the payment.
const SHOWN: &str = r#"{"id":"pay-1","reference":"ORDER-1","status":"paid","amount":"20.00",
    "currency":"MXN","refunded":null,"voucher":null}"#;

/// A webhook: its timestamp, its signature, and its body. One byte before them says whether the
/// signature is replaced by the right one.
pub fn template_webhooks(data: &[u8]) {
    let [signs, parts @ ..] = data else { return };
    let mut parts = parts.splitn(3, |byte| *byte == SEPARATOR);
    let mut text = || std::str::from_utf8(parts.next().unwrap_or_default()).unwrap_or_default();
    let (sent_at, given) = (text(), text());
    let body = parts.next().unwrap_or_default();
    let right = signature(sent_at, body);
    let signature = match signs % 2 {
        0 => given,
        _ => &right,
    };
    let transport = Canned::returning(StatusCode::OK, "application/json", SHOWN);
    let config = ClientConfig::new()
        .with_transport(transport.clone())
        .with_clock(SimClock::fixed(datetime!(2030-01-01 12:00 UTC)));
    let provider = Template::sandbox(
        "http://127.0.0.1:1/",
        "fuzzed-api-key".into(),
        KEY.into(),
        config,
    );
    let provider = provider.expect("the client is complete");
    let webhook = Webhook::new(body)
        .with_header("Template-Timestamp", sent_at)
        .with_header("Template-Signature", signature);
    let price = Money::from_minor(2_000, Currency::MXN);
    let expected = Expected::new(PAYMENT, "ORDER-1", price);
    let settled = run(provider.settle(&expected, Some(&webhook.into())));

    let is_signed = signature.eq_ignore_ascii_case(&right);
    let is_recent = sent_at
        .parse()
        .is_ok_and(|sent_at: i64| sent_at.abs_diff(NOW) <= 300);
    match settled {
        Ok(settlement) => {
            assert!(is_signed && is_recent && settlement.is_paid());
            let names = body
                .windows(PAYMENT.len())
                .any(|part| part == PAYMENT.as_bytes());
            assert!(
                names || body.contains(&b'\\'),
                "it is about another payment"
            );
        }
        Err(error) => {
            assert_eq!(error.outcome(), Outcome::NotSent);
            assert!(transport.sent().is_empty(), "nothing is sent");
        }
    }
}

/// The signature of the service.
pub(super) fn signature(sent_at: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).expect("a key of any length");
    mac.update(sent_at.as_bytes());
    mac.update(b".");
    mac.update(body);
    hex::encode(mac.finalize().into_bytes())
}
