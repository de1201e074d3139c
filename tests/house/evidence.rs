//! Every operation has a success, a rejection and an unusual response among its fixtures, and the
//! provider reads them as such.

use std::collections::BTreeSet;

use payments_core::{Error, ErrorKind, Outcome};
use payments_testkit::{Fixture, Replay};
use payments_tests::evidence::Evidence;
use payments_tests::matrix::{PROVIDERS, Registration};

/// Operations that precede another. When they are rejected, the other is not sent.
const PRECEDING: [&str; 2] = ["settle_payment", "token"];

#[test]
fn every_operation_has_evidence() {
    for provider in PROVIDERS {
        let client = (provider.sandbox)();
        let capabilities = client.capabilities();
        let operations = capabilities
            .operations()
            .iter()
            .chain(provider.own_operations);
        let expected: BTreeSet<&str> = operations.map(|operation| operation.name()).collect();
        let shown = provider.evidence.iter().map(|shown| shown.operation);
        let shown: Vec<&str> = shown.collect();
        assert_eq!(BTreeSet::from_iter(shown.iter().copied()), expected);
        assert_eq!(shown.len(), expected.len(), "none is shown twice");
    }
}

/// Replays a case, and returns the result of the call and whether every fixture was used.
async fn replayed(
    provider: &Registration,
    shown: &Evidence,
    before: &[&str],
    case: &str,
    after: &[&str],
) -> (Result<String, Error>, bool) {
    let own = format!("{}/{case}", shown.operation);
    let before = shown.before.iter().chain(before).copied();
    let names = before.chain([own.as_str()]).chain(after.iter().copied());
    let load = |name: &str| Fixture::load(&format!("{}/{name}", provider.name)).unwrap();
    let replay = Replay::new(names.map(load).collect());
    let query = String::from_utf8(load(&own).query().to_vec()).unwrap();
    let result = (provider.replay)(shown.operation, query, replay.clone()).await;
    (result, replay.finish().is_ok())
}

#[tokio::test]
async fn every_operation_has_a_success_a_rejection_and_an_unusual_response() {
    for provider in PROVIDERS {
        for shown in provider.evidence {
            let name = format!("{}/{}", provider.name, shown.operation);
            let (success, all_used) =
                replayed(provider, shown, &[], shown.success, shown.after).await;
            assert!(success.is_ok(), "{name}/{} is {success:?}", shown.success);
            assert!(all_used, "{name}/{}", shown.success);

            let (rejection, _) = replayed(provider, shown, &[], shown.rejection, &[]).await;
            let error = rejection.unwrap_err();
            let is_refused = match error.outcome() {
                Outcome::Rejected => true,
                Outcome::NotSent => PRECEDING.contains(&shown.operation) && error.reply().is_some(),
                Outcome::Unknown => false,
            };
            assert!(is_refused, "{name}/{}: {error:?}", shown.rejection);

            let (odd, _) =
                replayed(provider, shown, shown.before_odd, shown.odd, shown.after).await;
            if let Err(error) = &odd {
                assert_ne!(error.outcome(), Outcome::Rejected, "{name}: {error:?}");
                assert_ne!(error.kind(), ErrorKind::Configuration, "{name}: {error:?}");
            }
            let response = |case| Fixture::load(&format!("{name}/{case}")).unwrap();
            assert_ne!(
                response(shown.odd).response_body(),
                response(shown.success).response_body(),
                "{name}"
            );
        }
    }
}
