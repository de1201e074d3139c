use time::macros::datetime;

use super::super::{Subject, cancellation, confirmation, creation, payout, registration, voiding};
use super::*;
use crate::{
    Currency, Money, Operation, Outcome, Payment, PaymentStatus, Payout, PayoutStatus,
    ProviderName, Subscription, SubscriptionStatus,
};

const EARLY: Settling = Settling {
    over_at: datetime!(2030-01-01 12:30 UTC),
    is_over: false,
    is_first: false,
};
const LATE: Settling = Settling {
    is_over: true,
    ..EARLY
};

fn payment(status: PaymentStatus) -> Payment {
    Payment::new("P-1".into(), status, Money::zero(Currency::VES))
}

fn subscription(status: SubscriptionStatus) -> Subscription {
    Subscription::new("S-1".into(), status)
}

fn other() -> String {
    "reversing".to_owned()
}

/// A resolution in a word, or in what it says.
fn said<T: Subject>(resolution: Resolution<T>) -> String {
    match resolution {
        Resolution::Happened { found, .. } => format!("happened: {}", found.label()),
        Resolution::DidNotHappen => "did not happen".to_owned(),
        Resolution::StillUnknown(why) => why.to_string(),
    }
}

const HAPPENED: &str = "happened";
const IN_BETWEEN: &str = "in a state that decides nothing";
const NOT: &str = "did not happen";
const YOUNG: &str = "nothing shows that it happened, but it may still be in progress";

#[track_caller]
fn check<T: Subject>(settling: Settling, resolution: Resolution<T>, expected: &str) {
    let said = said(resolution);
    // Too early to say that it did not happen.
    let expected = if expected == NOT && !settling.is_over {
        YOUNG
    } else {
        expected
    };
    assert!(said.contains(expected), "{expected}: {said}");
}

#[test]
fn every_status_of_a_payment_decides_as_the_table_says() {
    // The status; was it created, confirmed, voided.
    let table = [
        (PaymentStatus::AwaitingApproval, HAPPENED, NOT, IN_BETWEEN),
        (PaymentStatus::Approved, HAPPENED, NOT, IN_BETWEEN),
        (PaymentStatus::Paid, HAPPENED, HAPPENED, NOT),
        (PaymentStatus::Cancelled, HAPPENED, NOT, IN_BETWEEN),
        (PaymentStatus::Voided, HAPPENED, HAPPENED, HAPPENED),
        (PaymentStatus::Processing, HAPPENED, IN_BETWEEN, IN_BETWEEN),
        (PaymentStatus::Expired, HAPPENED, NOT, IN_BETWEEN),
        (PaymentStatus::Refunded, HAPPENED, HAPPENED, IN_BETWEEN),
        (
            PaymentStatus::PartiallyRefunded,
            HAPPENED,
            HAPPENED,
            IN_BETWEEN,
        ),
        (PaymentStatus::Disputed, HAPPENED, HAPPENED, IN_BETWEEN),
        (PaymentStatus::Declined, NOT, NOT, IN_BETWEEN),
        (
            PaymentStatus::Other(other()),
            IN_BETWEEN,
            IN_BETWEEN,
            IN_BETWEEN,
        ),
    ];
    for (status, created, confirmed, voided) in table {
        for settling in [EARLY, LATE] {
            let payment = payment(status.clone());
            let found = Ok(Lookup::complete(vec![payment.clone()]));
            check(settling, of_lookup(found, settling, creation, ""), created);
            let got = Ok(payment.clone());
            check(
                settling,
                of_state(got, settling, confirmation, ""),
                confirmed,
            );
            let got = Ok(payment);
            check(settling, of_state(got, settling, voiding, ""), voided);
        }
    }
}

#[test]
fn every_status_of_a_subscription_decides_as_the_table_says() {
    // The status; was it registered, cancelled.
    let table = [
        (SubscriptionStatus::Active, HAPPENED, NOT),
        (SubscriptionStatus::Cancelled, HAPPENED, HAPPENED),
        (SubscriptionStatus::Other(other()), HAPPENED, IN_BETWEEN),
    ];
    for (status, registered, cancelled) in table {
        for settling in [EARLY, LATE] {
            let subscription = subscription(status.clone());
            let found = Ok(Lookup::partial(vec![subscription.clone()], "more"));
            check(
                settling,
                of_lookup(found, settling, registration, ""),
                registered,
            );
            let got = Ok(subscription);
            check(
                settling,
                of_state(got, settling, cancellation, ""),
                cancelled,
            );
        }
    }
}

#[test]
fn what_was_found_is_labelled_with_its_id_and_status() {
    let payout = Payout::new("O-1".into(), PayoutStatus::Accepted);
    assert_eq!(
        [
            payment(PaymentStatus::Paid).label(),
            subscription(SubscriptionStatus::Active).label(),
            payout.label(),
        ],
        [
            "payment P-1 (Paid)",
            "subscription S-1 (Active)",
            "payout O-1 (Accepted)"
        ]
    );
}

#[test]
fn a_payout_is_sent_when_it_was_accepted() {
    let table = [
        (PayoutStatus::Registered, HAPPENED),
        (PayoutStatus::Accepted, HAPPENED),
        (PayoutStatus::Other(other()), IN_BETWEEN),
    ];
    for (status, sent) in table {
        let found = Payout::new("O-1".into(), status);
        let found = Ok(Lookup::complete(vec![found]));
        check(LATE, of_lookup(found, LATE, payout, ""), sent);
    }
}

#[test]
fn only_a_complete_search_after_the_settle_time_says_that_it_did_not_happen() {
    let declined = || vec![payment(PaymentStatus::Declined)];
    let partial = |matches| Lookup::partial(matches, "page 2 and on");
    let texts = [
        (EARLY, Lookup::complete(Vec::new())),
        (EARLY, partial(Vec::new())),
        (EARLY, partial(declined())),
        (LATE, partial(Vec::new())),
        (LATE, partial(declined())),
        (LATE, Lookup::complete(Vec::new())),
        (LATE, Lookup::complete(declined())),
    ]
    .map(|(settling, lookup)| said(of_lookup(Ok(lookup), settling, creation, "")));
    insta::assert_snapshot!(texts.join("\n"), @"
    nothing shows that it happened, but it may still be in progress: resolve it again at 2030-01-01 12:30:00.0 UTC, and do not repeat the call before
    nothing shows that it happened, but it may still be in progress: resolve it again at 2030-01-01 12:30:00.0 UTC, and do not repeat the call before
    nothing shows that it happened, but it may still be in progress: resolve it again at 2030-01-01 12:30:00.0 UTC, and do not repeat the call before
    nothing shows that it happened, but not everything was searched: page 2 and on. Look it up on the provider's own pages before you repeat the call
    nothing shows that it happened, but not everything was searched: page 2 and on. Look it up on the provider's own pages before you repeat the call
    did not happen
    did not happen
    ");
}

#[test]
fn refused_attempts_do_not_hide_the_one_that_succeeded() {
    for settling in [EARLY, LATE] {
        let found = [PaymentStatus::Declined, PaymentStatus::Paid].map(payment);
        let found = Ok(Lookup::complete(found.to_vec()));
        check(settling, of_lookup(found, settling, creation, ""), HAPPENED);
    }
}

#[test]
fn an_unknown_outcome_says_why() {
    let failed = |kind, outcome| {
        let (name, operation) = (ProviderName::new("example"), Operation::GET_PAYMENT);
        Error::new(name, operation, kind, outcome)
    };
    let of_state = |response| said(of_state(response, LATE, confirmation, "ask a person"));
    let twice = [
        PaymentStatus::Paid,
        PaymentStatus::Declined,
        PaymentStatus::Approved,
    ];
    let twice = Ok(Lookup::complete(twice.map(payment).to_vec()));
    let texts = [
        of_state(Ok(payment(PaymentStatus::Other(other())))),
        of_state(Err(failed(ErrorKind::NotFound, Outcome::Rejected))),
        of_state(Err(failed(ErrorKind::Timeout, Outcome::Unknown))),
        of_state(Err(failed(ErrorKind::Unsupported, Outcome::NotSent))),
        said(of_lookup(twice, LATE, creation, "")),
    ];
    insta::assert_snapshot!(texts.join("\n"), @r#"
    payment P-1 (Other("reversing")) exists in a state that decides nothing: resolve it again later, and ask the provider if the state does not change
    it could not be looked up: example get_payment: the provider does not have it. The provider refused it
    it could not be looked up: example get_payment: no response came in time. It only reads: repeating it is safe
    ask a person
    the reference was used more than once, so nothing tells which of these belongs to the call: payment P-1 (Paid), payment P-1 (Declined), payment P-1 (Approved). Compare them with your own records
    "#);
}
