//! Every stored type is loaded again, also by a version that knows other members.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::{Debug, Display};
use std::str::FromStr;

use payments_core::{
    Charge, ChargeOutcome, CivilTime, Currency, Decline, DeclineReason, Effect, Environment, Error,
    ErrorKind, Expected, FirstCharge, Lookup, MaskedCard, Money, NextAction, Operation, Outcome,
    Page, Payment, PaymentStatus, Payout, PayoutStatus, ProviderName, ProviderReply, Recourse,
    Refund, RefundStatus, Registration, Schedule, Settlement, Subscription, SubscriptionStatus,
    TransferInstructions, Unreadable, Violation, Voucher,
};
use proptest::prelude::*;
use proptest::sample::select;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use time::macros::{date, datetime, offset};

/// Loads what was stored, once as it is and once with members that this version does not know.
fn round_trip<T: Serialize + DeserializeOwned>(value: &T) -> (T, Value) {
    let stored = serde_json::to_value(value).unwrap();
    let mut later = stored.clone();
    if let Value::Object(members) = &mut later
        && members.len() > 1
    {
        members.insert("member_of_a_later_version".to_owned(), Value::Null);
    }
    serde_json::from_value::<T>(later).unwrap();
    (serde_json::from_value(stored.clone()).unwrap(), stored)
}

#[track_caller]
fn comes_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let (loaded, stored) = round_trip(value);
    assert_eq!(loaded, *value, "{stored}");
}

#[track_caller]
fn text_comes_back<T: FromStr<Err: Debug> + Display + PartialEq + Debug>(value: &T) {
    assert_eq!(value.to_string().parse::<T>().unwrap(), *value);
}

fn text() -> impl Strategy<Value = String> {
    "[ -~áñ]{0,12}"
}

fn money() -> impl Strategy<Value = Money> {
    let currencies = [Currency::MXN, Currency::VES, Currency::CLP, Currency::KWD];
    (any::<i64>(), select(currencies.to_vec()))
        .prop_map(|(units, currency)| Money::from_minor(units, currency))
}

fn civil_time() -> impl Strategy<Value = CivilTime> {
    let seconds = -62_000_000_000_i64..250_000_000_000;
    (seconds, 0..1_000_000_000_i64, any::<bool>()).prop_map(|(seconds, nanos, has_offset)| {
        let start = datetime!(2000-01-01 0:00);
        let at = start
            .checked_add(time::Duration::seconds(seconds) + time::Duration::nanoseconds(nanos))
            .unwrap_or(start);
        let time = CivilTime::new(at, "America/Caracas");
        if has_offset {
            time.with_offset(offset!(-4:30))
        } else {
            time
        }
    })
}

fn payment_status() -> impl Strategy<Value = PaymentStatus> {
    let known = [
        PaymentStatus::AwaitingApproval,
        PaymentStatus::Approved,
        PaymentStatus::Processing,
        PaymentStatus::Paid,
        PaymentStatus::Cancelled,
        PaymentStatus::Expired,
        PaymentStatus::Voided,
        PaymentStatus::Refunded,
        PaymentStatus::PartiallyRefunded,
        PaymentStatus::Disputed,
        PaymentStatus::Declined,
    ];
    prop_oneof![
        select(known.to_vec()),
        text().prop_map(PaymentStatus::Other)
    ]
}

fn next_action() -> impl Strategy<Value = NextAction> {
    let mut voucher = Voucher::new("123");
    voucher.store = Some("OXXO".to_owned());
    voucher.amount = Some(Money::from_minor(100, Currency::MXN));
    let actions = [
        NextAction::RedirectPayer("https://pay.example/a?b=c".parse().unwrap()),
        NextAction::ShowVoucher(voucher),
        NextAction::Transfer(TransferInstructions::new("0123")),
    ];
    select(actions.to_vec())
}

prop_compose! {
    fn payment()(
        status in payment_status(),
        amount in proptest::option::of(money()),
        refunded in proptest::option::of(money()),
        at in proptest::option::of(civil_time()),
        action in proptest::option::of(next_action()),
        words in proptest::option::of(text()),
        declined in any::<bool>(),
        warnings in proptest::collection::vec(text(), 0..3),
    ) -> Payment {
        let card = MaskedCard::from_echo(words.clone(), "**** 1111");
        Payment::new("P-1".into(), status, amount)
            .with_refunded(refunded)
            .with_reference(words.clone().map(Into::into))
            .with_description(words.clone())
            .with_payer(words.clone().map(Into::into))
            .with_receipt(words.clone())
            .with_created_at(at)
            .with_expires_at(at)
            .with_next_action(action)
            .with_card(words.is_some().then_some(card))
            .with_decline(declined.then(|| Decline::new(DeclineReason::InsufficientFunds)))
            .with_message(words)
            .with_warnings(warnings)
    }
}

prop_compose! {
    fn subscription()(
        amount in proptest::option::of(money()),
        at in proptest::option::of(civil_time()),
        words in text(),
        ends in any::<bool>(),
    ) -> Subscription {
        let schedule = Schedule::monthly(31, date!(2030 - 01 - 31));
        let schedule = if ends { schedule.with_end(date!(2031 - 12 - 31)) } else { schedule };
        let charge = Charge::new(ChargeOutcome::Other(words.clone())).with_amount(amount).with_at(at);
        Subscription::new("S-1".into(), SubscriptionStatus::Other(words.clone()))
            .with_reference(Some(words.clone().into()))
            .with_amount(amount)
            .with_schedule(Some(schedule))
            .with_registered_at(at)
            .with_charges(vec![charge])
            .with_details([("empresa".to_owned(), words.clone())].into())
            .with_warnings(vec![words])
    }
}

fn error() -> impl Strategy<Value = Error> {
    let kinds = [
        ErrorKind::Declined,
        ErrorKind::DuplicateReference,
        ErrorKind::Mismatch,
        ErrorKind::Timeout,
    ];
    let outcomes = [Outcome::NotSent, Outcome::Rejected, Outcome::Unknown];
    (
        select(kinds.to_vec()),
        select(outcomes.to_vec()),
        any::<bool>(),
    )
        .prop_map(|(kind, outcome, full)| {
            let name = ProviderName::new("example");
            let error = Error::new(name, Operation::CREATE_PAYMENT, kind, outcome);
            if !full {
                return error;
            }
            error
                .with_payment("P-1".into())
                .with_decline(Decline::new(DeclineReason::CallBank))
                .with_detail("the gateway closed the connection")
                .with_reply(ProviderReply::of_status(502).with_message("Bad Gateway"))
                .with_violations(vec![Violation::new("amount", "is 2, not 1")])
                .with_recourse(Recourse::call(Operation::FIND_PAYMENT, "ORDER-1"))
                .with_source(&std::io::Error::other("broken pipe"))
        })
}

proptest! {
    #[test]
    fn money_and_times_come_back(money in money(), time in civil_time()) {
        comes_back(&money);
        text_comes_back(&money);
        comes_back(&time);
        text_comes_back(&time);
    }

    #[test]
    fn payments_come_back(payment in payment()) {
        comes_back(&payment);
        comes_back(&Settlement::Pending(payment.clone()));
        let unreadable = vec![Unreadable::new("the amount is null").with_id(Some("P-2".to_owned()))];
        comes_back(&Page::new(vec![payment.clone()]).with_unreadable(unreadable));
        comes_back(&Lookup::partial(vec![payment], "older payments"));
    }

    #[test]
    fn subscriptions_payouts_and_refunds_come_back(subscription in subscription(), amount in money()) {
        comes_back(&subscription);
        let charge = Charge::new(ChargeOutcome::Approved).with_amount(Some(amount));
        comes_back(&Registration::new(subscription, FirstCharge::Made(charge)));
        comes_back(&Payout::new("O-1".into(), PayoutStatus::Registered).with_amount(Some(amount)));
        let refund = Refund::new("R-1".into(), "P-1".into(), RefundStatus::Processing);
        comes_back(&refund.with_amount(Some(amount)));
        comes_back(&Expected::new("P-1", "ORDER-1", amount));
    }

    #[test]
    fn errors_come_back_with_the_same_text(error in error()) {
        let (loaded, stored) = round_trip(&error);
        prop_assert_eq!(loaded.to_string(), error.to_string(), "{}", stored);
        prop_assert_eq!(format!("{loaded:?}"), format!("{error:?}"));
        prop_assert_eq!(loaded.is_safe_to_repeat(), error.is_safe_to_repeat());
    }
}

#[test]
fn names_come_back() {
    for operation in Operation::ALL {
        comes_back(operation);
        text_comes_back(operation);
    }
    for effect in [Effect::Read, Effect::Write, Effect::MovesMoney] {
        comes_back(&effect);
    }
    comes_back(&ProviderName::new("mpandco"));
    text_comes_back(&ProviderName::new("mpandco"));
    text_comes_back(&Currency::ARS);
    for environment in [Environment::Sandbox, Environment::Production] {
        comes_back(&environment);
        text_comes_back(&environment);
    }
}

#[test]
fn a_payment_of_the_first_version_is_loaded() {
    let stored = r#"{"id":"P-1","status":"paid"}"#;
    let payment: Payment = serde_json::from_str(stored).unwrap();
    assert_eq!(
        payment,
        Payment::new("P-1".into(), PaymentStatus::Paid, None)
    );
}

#[test]
fn a_stored_pay_token_keeps_its_name_and_cannot_pay() {
    let tokens = vec![payments_core::PayToken::new(
        "token-canary",
        Some("V1 Ana".to_owned()),
    )];
    let stored = serde_json::to_string(&NextAction::AskPayer { tokens }).unwrap();
    assert!(
        !stored.contains("canary") && !stored.contains("Ana"),
        "{stored}"
    );
    let loaded: NextAction = serde_json::from_str(&stored).unwrap();
    assert!(
        matches!(loaded, NextAction::AskPayer { tokens } if tokens[..].iter().all(|token| token.expose().is_empty()))
    );
}
