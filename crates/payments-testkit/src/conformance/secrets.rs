//! What must not be printed.

use std::error::Error;
use std::fmt::Debug;

use payments_core::{Operation, PaymentProvider, Result};

use super::Harness;
use super::call::call;
use super::money_call::{MoneyCall, approved, operations};
use super::support::{faulty, working};
use crate::{Fault, FaultPlan};

/// A secret of at least this many bytes is found inside longer words too.
const LONG: usize = 8;

/// No secret is in any text of the provider, its requests, its responses and its errors.
pub async fn no_secret_is_printed(harness: &dyn Harness) {
    let provider = working(harness);
    let mut printed = Printed::default();
    printed.requests(harness);
    let (id, confirmation) = approved(harness, &*provider, "SECRET-1").await;
    printed.debug(&id);
    printed.debug(&confirmation);
    for operation in Operation::ALL.iter().copied() {
        if let Some(result) = call(harness, &*provider, operation).await {
            printed.result(&result);
        }
    }
    printed.responses(harness, &*provider).await;
    printed.debug(&provider);
    printed.check(harness);
}

/// No secret is in any error of a call that moves money under a [`Fault`], nor in the provider
/// that made it.
pub async fn no_secret_is_printed_after_faults(harness: &dyn Harness) {
    let good = working(harness);
    let mut printed = Printed::default();
    for operation in operations(&*good) {
        for (number, fault) in Fault::ALL.into_iter().enumerate() {
            let reference = format!("SECRET-{number}");
            let call = MoneyCall::prepare(harness, &*good, operation, reference).await;
            let (provider, _) = faulty(harness, FaultPlan::always(fault).on(operation));
            printed.result(&call.make(&*provider).await);
            printed.debug(&provider);
        }
    }
    printed.check(harness);
}

#[derive(Default)]
struct Printed(String);

impl Printed {
    fn debug(&mut self, value: &dyn Debug) {
        self.0.push_str(&format!("{value:?}\n{value:#?}\n"));
    }

    fn requests(&mut self, harness: &dyn Harness) {
        self.debug(&harness.payment_request("SECRET-1"));
        self.debug(&harness.subscription_request("SECRET-1"));
        self.debug(&harness.payout_request("SECRET-1"));
    }

    /// Prints the results of the calls that return the most data.
    async fn responses(&mut self, harness: &dyn Harness, provider: &dyn PaymentProvider) {
        let request = harness.payment_request("SECRET-2");
        self.result(&provider.create_payment(&request).await);
        self.result(&provider.find_payment(request.reference()).await);
        let subscription = harness.subscription_request("SECRET-2");
        if let (Some(recurring), Some(request)) = (provider.recurring(), subscription) {
            let registered = recurring.register_subscription(&request).await;
            self.result(&registered);
            if let Ok(registered) = registered {
                let id = registered.subscription.id();
                self.result(&recurring.get_subscription(id).await);
            }
        }
        let payout = harness.payout_request("SECRET-2");
        if let (Some(payouts), Some(request)) = (provider.payouts(), payout) {
            self.result(&payouts.send_payout(&request).await);
        }
    }

    fn result<T: Debug>(&mut self, result: &Result<T>) {
        self.debug(result);
        let mut cause = result.as_ref().err().map(|error| error as &dyn Error);
        while let Some(error) = cause {
            self.0.push_str(&format!("{error}\n{error:?}\n"));
            cause = error.source();
        }
    }

    fn check(&self, harness: &dyn Harness) {
        for (number, secret) in harness.secrets().iter().enumerate() {
            let line = self.0.lines().find(|line| shows(line, secret));
            // The line holds the secret, so the failure shows it with the secret taken out.
            let line = line.map(|line| line.replace(&**secret, "[secret]"));
            assert_eq!(line, None, "secret {number} of the harness is printed");
        }
    }
}

fn shows(line: &str, secret: &str) -> bool {
    let stands_alone = |place: usize| {
        let (before, after) = line.split_at(place);
        let after = after.strip_prefix(secret).unwrap_or_default();
        let borders = [before.chars().next_back(), after.chars().next()];
        let mut borders = borders.into_iter().flatten();
        !borders.any(char::is_alphanumeric)
    };
    let mut places = line.match_indices(secret);
    places.any(|(place, _)| secret.len() >= LONG || stands_alone(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_secret_counts_as_a_separate_word() {
        assert!(shows("code: 222, ok", "222"));
        assert!(shows("222", "222"));
        assert!(!shows("port 12223", "222"));
        assert!(shows("xcanary-secretx", "canary-secret"));
        assert!(!shows("nothing", "canary-secret"));
    }
}
