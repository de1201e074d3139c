//! Which call resolves which.

use crate::Operation;

/// The name of the call that finds out what became of `operation`, where there is one.
pub(crate) fn resolver(operation: Operation) -> Option<&'static str> {
    [
        (Operation::CREATE_PAYMENT, "resolve_payment"),
        (Operation::CONFIRM_PAYMENT, "resolve_confirmation"),
        (Operation::VOID_PAYMENT, "resolve_void"),
        (Operation::REGISTER_SUBSCRIPTION, "resolve_subscription"),
        (Operation::CANCEL_SUBSCRIPTION, "resolve_cancellation"),
        (Operation::SEND_PAYOUT, "resolve_payout"),
    ]
    .into_iter()
    .find_map(|(resolved, name)| (resolved == operation).then_some(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_that_moves_money_is_resolved_but_the_one_that_no_provider_has() {
        for operation in Operation::ALL {
            let resolved = operation.moves_money() && *operation != Operation::MODIFY_SUBSCRIPTION;
            assert_eq!(resolver(*operation).is_some(), resolved, "{operation}");
        }
    }
}
