//! Every operation has a success, a rejection and an odd shape among its fixtures, and a client
//! takes them for what they are.

mod calls;

use std::collections::BTreeSet;

use payments_core::{Error, ErrorKind, Outcome};
use payments_testkit::{Fixture, Replay};

use crate::operations::providers;

/// An operation and the cases of its own that show it, each at the end of what is exchanged before.
struct Evidence {
    operation: &'static str,
    before: &'static [&'static str],
    success: &'static str,
    /// What is exchanged after the success, if it goes on.
    after: &'static [&'static str],
    rejection: &'static str,
    /// What leads to the odd one beyond what leads to all.
    before_odd: &'static [&'static str],
    odd: &'static str,
}

const fn evidence(operation: &'static str, cases: [&'static str; 3]) -> Evidence {
    let [success, rejection, odd] = cases;
    Evidence {
        operation,
        before: &["token/granted"],
        success,
        after: &[],
        rejection,
        before_odd: &[],
        odd,
    }
}

const MPANDCO: [Evidence; 16] = [
    Evidence {
        before: &[],
        ..evidence("affiliation_codes", ["granted", "refused", "half"])
    },
    Evidence {
        before: &[],
        ..evidence(
            "authorize_intent",
            ["authorized", "not_found", "payer_in_an_object"],
        )
    },
    evidence("check_credentials", ["accepted", "forbidden", "page"]),
    evidence(
        "confirm_payment",
        ["executed", "insufficient_funds", "not_executed"],
    ),
    evidence("create_payment", ["button", "invalid", "foreign_links"]),
    evidence(
        "create_transactions",
        ["two", "invalid", "amounts_as_texts"],
    ),
    Evidence {
        after: &["find_payment/last"],
        before_odd: &["find_payment/first", "find_payment/second"],
        ..evidence("find_payment", ["first", "forbidden", "back_to_the_second"])
    },
    evidence("get_intent", ["sale", "not_found", "odd"]),
    evidence("get_payment", ["authorized", "not_found", "unknown_state"]),
    evidence(
        "get_wallet_payment",
        ["awaiting_receiver", "not_found", "bare"],
    ),
    evidence("list_payments", ["first", "forbidden", "foreign_next"]),
    evidence(
        "list_wallet_payments",
        ["first", "forbidden", "empty_objects"],
    ),
    evidence("send_payout", ["approved", "no_bank", "without_status"]),
    Evidence {
        after: &["confirm_payment/executed"],
        ..evidence(
            "settle_payment",
            ["authorized", "not_found", "unknown_state"],
        )
    },
    Evidence {
        before: &[],
        after: &["check_credentials/accepted"],
        ..evidence("token", ["granted", "invalid_client", "without_refresh"])
    },
    Evidence {
        before: &["token/granted", "get_payment/executed"],
        ..evidence(
            "void_payment",
            ["annulled_by_link", "too_late", "still_executed"],
        )
    },
];

const fn query_json(operation: &'static str, cases: [&'static str; 3]) -> Evidence {
    Evidence {
        before: &[],
        ..evidence(operation, cases)
    }
}

const PAGOFACIL: [Evidence; 8] = [
    query_json(
        "cancel_subscription",
        [
            "cancelled_query_json",
            "not_found_query_json",
            "scalar_empty_query_json",
        ],
    ),
    query_json(
        "create_payment",
        [
            "approved_query_json",
            "declined_query_json",
            "scalar_empty_query_json",
        ],
    ),
    query_json(
        "find_payment",
        [
            "found_query_json",
            "invalid_user_query_json",
            "scalar_empty_query_json",
        ],
    ),
    Evidence {
        after: &["find_subscription/subscription"],
        ..query_json("find_subscription", ["charges", "refused", "nothing"])
    },
    query_json(
        "get_subscription",
        [
            "found_query_json",
            "not_found_query_json",
            "eleven_operations_query_json",
        ],
    ),
    Evidence {
        before: &["list_charges/subscription"],
        ..query_json("list_charges", ["first_page", "refused", "nothing"])
    },
    query_json(
        "register_subscription",
        [
            "registered_query_json",
            "invalid_user_json",
            "fault_exception_query_json",
        ],
    ),
    query_json("search_transactions", ["last_page", "refused", "nothing"]),
];

/// What is asked ahead of another call. Where it is refused, the other is not sent.
const AHEAD: [&str; 2] = ["settle_payment", "token"];

fn of(provider: &str) -> &'static [Evidence] {
    match provider {
        "mpandco" => &MPANDCO,
        _ => &PAGOFACIL,
    }
}

#[test]
fn the_evidence_is_of_every_operation() {
    for (provider, client, own) in providers() {
        let operations = client.capabilities().operations().iter().chain(own);
        let expected: BTreeSet<&str> = operations.map(|operation| operation.name()).collect();
        let shown: Vec<&str> = of(provider).iter().map(|shown| shown.operation).collect();
        assert_eq!(BTreeSet::from_iter(shown.iter().copied()), expected);
        assert_eq!(shown.len(), expected.len(), "none is shown twice");
    }
}

/// What the client makes of a case, and how much it left unasked.
async fn told(
    provider: &str,
    shown: &Evidence,
    before: &[&str],
    case: &str,
    after: &[&str],
) -> (Result<String, Error>, bool) {
    let own = format!("{}/{case}", shown.operation);
    let before = shown.before.iter().chain(before).copied();
    let names = before.chain([own.as_str()]).chain(after.iter().copied());
    let fixtures = names.map(|name| Fixture::load(&format!("{provider}/{name}")).unwrap());
    let replay = Replay::new(fixtures.collect());
    let asked = Fixture::load(&format!("{provider}/{own}")).unwrap();
    let query = String::from_utf8(asked.query().to_vec()).unwrap();
    let told = match provider {
        "mpandco" => calls::mpandco(shown.operation, &query, replay.clone()).await,
        _ => calls::pagofacil(shown.operation, &query, replay.clone()).await,
    };
    (told, replay.finish().is_ok())
}

#[tokio::test]
async fn every_operation_has_a_success_a_rejection_and_an_odd_shape() {
    for (provider, _, _) in providers() {
        for shown in of(provider) {
            let name = format!("{provider}/{}", shown.operation);
            let (success, all_asked) = told(provider, shown, &[], shown.success, shown.after).await;
            assert!(success.is_ok(), "{name}/{} is {success:?}", shown.success);
            assert!(all_asked, "{name}/{}", shown.success);

            let (rejection, _) = told(provider, shown, &[], shown.rejection, &[]).await;
            let error = rejection.unwrap_err();
            let is_refused = match error.outcome() {
                Outcome::Rejected => true,
                Outcome::NotSent => AHEAD.contains(&shown.operation) && error.reply().is_some(),
                Outcome::Unknown => false,
            };
            assert!(is_refused, "{name}/{}: {error:?}", shown.rejection);

            let (odd, _) = told(provider, shown, shown.before_odd, shown.odd, shown.after).await;
            if let Err(error) = &odd {
                assert_ne!(error.outcome(), Outcome::Rejected, "{name}: {error:?}");
                assert_ne!(error.kind(), ErrorKind::Configuration, "{name}: {error:?}");
            }
            let answer = |case| Fixture::load(&format!("{name}/{case}")).unwrap();
            assert_ne!(
                answer(shown.odd).response_body(),
                answer(shown.success).response_body(),
                "{name}"
            );
        }
    }
}
