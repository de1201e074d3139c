//! Capabilities against behavior.

use payments_core::{ErrorKind, Operation, Outcome, Provider};

use super::Run;
use super::call::call;
use super::support::{Watched, working};

/// Every listed operation is supported; every other one returns `Unsupported` and sends nothing.
pub async fn only_listed_operations_are_supported(harness: &Run<'_>) {
    let watched = Watched::new(harness);
    let capabilities = watched.provider.capabilities();
    for operation in capabilities.operations() {
        let known = Operation::ALL.contains(operation);
        assert!(known, "{operation} is listed, and no call of the traits");
    }
    for operation in Operation::ALL.iter().copied() {
        let before = watched.sent();
        let Some(result) = call(harness, &*watched.provider, operation).await else {
            continue;
        };
        let error = result.err();
        let kind = error.as_ref().map(|error| error.kind());
        if capabilities.supports(operation) {
            assert_ne!(
                kind,
                Some(ErrorKind::Unsupported),
                "{operation} is listed, and the provider cannot do it"
            );
        } else {
            assert_eq!(
                kind,
                Some(ErrorKind::Unsupported),
                "{operation} is not listed, and is not Unsupported"
            );
            let outcome = error.map(|error| error.outcome());
            let not_sent = Some(Outcome::NotSent);
            assert_eq!(outcome, not_sent, "{operation} is Unsupported");
            let sent = watched.sent() - before;
            assert_eq!(sent, 0, "{operation} is not listed, and sends something");
        }
    }
}

const RECURRING: [Operation; 6] = [
    Operation::REGISTER_SUBSCRIPTION,
    Operation::GET_SUBSCRIPTION,
    Operation::FIND_SUBSCRIPTION,
    Operation::CANCEL_SUBSCRIPTION,
    Operation::MODIFY_SUBSCRIPTION,
    Operation::LIST_CHARGES,
];

/// `recurring()`, `payouts()` and `vault()` return a trait object if and only if one of its operations is
/// listed, and it belongs to the same provider.
pub async fn optional_traits_match_the_capabilities(harness: &Run<'_>) {
    let provider = working(harness);
    let capabilities = provider.capabilities();
    let lists = |operations: &[Operation]| {
        let mut operations = operations.iter();
        operations.any(|operation| capabilities.supports(*operation))
    };
    let agree = |what: &str, given: Option<&dyn Provider>, listed: bool| {
        assert_eq!(
            given.is_some(),
            listed,
            "{what}() and the capabilities contradict each other"
        );
        if let Some(given) = given {
            assert_eq!(given.name(), provider.name(), "the name of {what}()");
            let environment = given.environment();
            assert_eq!(environment, provider.environment(), "{what}()");
            assert_eq!(given.capabilities(), capabilities, "of {what}()");
        }
    };
    let recurring = provider.recurring().map(|given| given as &dyn Provider);
    agree("recurring", recurring, lists(&RECURRING));
    let payouts = provider.payouts().map(|given| given as &dyn Provider);
    agree("payouts", payouts, lists(&[Operation::SEND_PAYOUT]));
    let vault = provider.vault().map(|given| given as &dyn Provider);
    agree("vault", vault, lists(&[Operation::STORE_CARD]));
}
