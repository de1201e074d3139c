//! What a provider says that it can do.

use payments_core::{ErrorKind, Operation, Outcome};

use super::Harness;
use super::call::call;
use super::watch::Watched;

/// Every operation that is listed is served; every other answers `Unsupported` and sends nothing.
pub async fn only_listed_operations_are_supported(harness: &dyn Harness) {
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
