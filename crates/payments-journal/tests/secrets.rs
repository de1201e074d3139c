//! Nothing secret is in the database.

use std::process::Command;
use std::sync::Arc;

use payments_core::{
    Card, CardExpiry, Confirmation, Currency, Money, PayToken, PaymentProvider, PayoutProvider,
    PayoutRequest, Pin, RecurringProvider, SubscriptionRequest,
};
use payments_journal::{FingerprintKey, Journal};
use payments_testkit::samples;

use crate::support::{Stage, on_both, sale};

on_both!(no_card_number_code_pin_key_or_token_is_in_the_database);

/// A card number that no other part of the database holds by chance.
fn card_number() -> String {
    format!("4{}7{}", "9".repeat(7), "3".repeat(7))
}

const CODE: &str = "8642";
const PIN: &str = "9753";
const TOKEN: &str = "canary-pay-token-5d1f";
const KEY: [u8; 32] = *b"canary-key-of-the-fingerprints!!";
const ACCOUNT: &str = "canary-account-0102";
const NAME: &str = "Canaria Nombre";

/// Everything in the database, as bytes: the files of SQLite, and a dump.
async fn contents(stage: &Stage) -> Vec<u8> {
    if stage.place.starts_with("postgres://") {
        let bin = Command::new("sh")
            .args(["-c", "ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1"])
            .output()
            .unwrap();
        let bin = String::from_utf8(bin.stdout).unwrap();
        let dump = Command::new(format!("{}/pg_dump", bin.trim()))
            .args(["--inserts", &stage.place])
            .output()
            .unwrap();
        assert!(dump.status.success());
        return dump.stdout;
    }
    let mut bytes = Vec::new();
    for suffix in ["", "-wal"] {
        bytes.extend(std::fs::read(format!("{}{suffix}", stage.place)).unwrap());
    }
    bytes
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}

async fn no_card_number_code_pin_key_or_token_is_in_the_database(stage: Stage) {
    stage.clock.set(samples::subscription_clock().now());
    let journal = Journal::of(Arc::clone(&stage.store)).with_clock(stage.clock.clone());
    let journal = journal.with_fingerprint_key(FingerprintKey::new(KEY));
    let provider = journal.with(stage.provider.clone());

    let card = || Card::new(card_number(), CardExpiry::new(9, 2041)).with_security_code(CODE);
    let customer = || payments_core::Customer {
        first_name: NAME.into(),
        ..samples::customer()
    };
    let charge = sale("CARD-1", 2_000).with_card(card(), customer());
    provider.create_payment(&charge).await.unwrap();
    let sample = samples::subscription();
    let amount = sample.amount().clone();
    let subscription = SubscriptionRequest::new(amount, card(), customer(), sample.schedule())
        .with_reference("SUBSCRIPTION-1");
    provider.register_subscription(&subscription).await.unwrap();
    let payment = provider
        .create_payment(&sale("TILL-1", 2_000))
        .await
        .unwrap();
    let token = PayToken::new(TOKEN, Some(NAME.to_owned()));
    let confirmation = Confirmation::by_pay_token(payment.id().as_str(), token, Pin::new(PIN));
    provider.confirm_payment(&confirmation).await.unwrap_err();
    let amount = Money::from_minor(100, Currency::VES);
    let wage = PayoutRequest::new("WAGE-1", amount, NAME, "V-canary-document", ACCOUNT);
    provider.send_payout(&wage).await.unwrap();
    provider
        .journal()
        .shutdown(std::time::Duration::from_secs(20))
        .await;

    let bytes = contents(&stage).await;
    for written in ["CARD-1", "SUBSCRIPTION-1", "TILL-1", "WAGE-1"] {
        assert!(holds(&bytes, written), "{written} was journaled");
    }
    let key = String::from_utf8(KEY.to_vec()).unwrap();
    let hex: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    let number = card_number();
    for secret in [
        number.as_str(),
        TOKEN,
        &key,
        &hex,
        ACCOUNT,
        NAME,
        "canary-document",
    ] {
        assert!(!holds(&bytes, secret), "{secret} is in the database");
    }
    for digits in [CODE, PIN] {
        // Four digits are somewhere by chance; as a value they would be quoted or separate.
        for form in [
            format!("\"{digits}\""),
            format!("'{digits}'"),
            format!(":{digits}"),
        ] {
            assert!(!holds(&bytes, &form), "{form} is in the database");
        }
    }
}
