//! Which further traits a provider gives out.

use payments_core::{Operation, Provider};

use super::Harness;
use super::watch::working;

const RECURRING: [Operation; 6] = [
    Operation::REGISTER_SUBSCRIPTION,
    Operation::GET_SUBSCRIPTION,
    Operation::FIND_SUBSCRIPTION,
    Operation::CANCEL_SUBSCRIPTION,
    Operation::MODIFY_SUBSCRIPTION,
    Operation::LIST_CHARGES,
];

/// Subscriptions and payouts are given out if and only if an operation of theirs is listed, and
/// they are the same provider's.
pub async fn optional_traits_match_the_capabilities(harness: &dyn Harness) {
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
}
