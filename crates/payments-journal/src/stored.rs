//! Results as the database keeps them.

use payments_core::{
    ChargeOutcome, FirstCharge, Payment, PaymentStatus, Payout, Refund, Registration, Subscription,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::StoredResult;

/// A result that the journal can keep: [`Payment`], [`Registration`], [`Subscription`], [`Payout`]
/// and [`Refund`].
pub trait Stored: Clone + Send + Serialize + DeserializeOwned + 'static {
    /// The name of the type in the database.
    #[doc(hidden)]
    const KIND: &'static str;

    /// Adds a warning, where the type has room for one.
    #[doc(hidden)]
    #[must_use]
    fn with_warning(self, warning: &str) -> Self {
        let _ = warning;
        self
    }

    /// Whether it waits for its payer.
    #[doc(hidden)]
    fn waits_for_payer(&self) -> bool {
        false
    }

    /// Reads a stored result.
    #[doc(hidden)]
    fn read(stored: &StoredResult) -> Result<Self, String> {
        read(stored)
    }
}

fn read<T: Stored>(stored: &StoredResult) -> Result<T, String> {
    if stored.kind != T::KIND {
        return Err(format!("a {} is stored, not a {}", stored.kind, T::KIND));
    }
    // A message of serde may repeat a value; the place is enough.
    serde_json::from_str(&stored.json).map_err(|error| {
        format!(
            "line {} column {} of the stored {} cannot be read",
            error.line(),
            error.column(),
            T::KIND
        )
    })
}

/// The stored form of a result; `None` where it cannot be serialized.
pub(crate) fn stored<T: Stored>(value: &T) -> Option<StoredResult> {
    let json = serde_json::to_string(value).ok()?;
    Some(StoredResult {
        kind: T::KIND.to_owned(),
        json,
    })
}

impl Stored for Payment {
    const KIND: &'static str = "payment";

    fn with_warning(self, warning: &str) -> Self {
        let mut warnings = self.warnings().to_vec();
        warnings.push(warning.to_owned());
        self.with_warnings(warnings)
    }

    fn waits_for_payer(&self) -> bool {
        matches!(
            self.status(),
            PaymentStatus::AwaitingApproval | PaymentStatus::Approved | PaymentStatus::Processing
        )
    }
}

impl Stored for Subscription {
    const KIND: &'static str = "subscription";

    fn with_warning(self, warning: &str) -> Self {
        let mut warnings = self.warnings().to_vec();
        warnings.push(warning.to_owned());
        self.with_warnings(warnings)
    }
}

impl Stored for Registration {
    const KIND: &'static str = "registration";

    fn with_warning(mut self, warning: &str) -> Self {
        self.subscription = self.subscription.with_warning(warning);
        self
    }

    /// A registration that was resolved is stored as the subscription that was found.
    fn read(stored: &StoredResult) -> Result<Self, String> {
        if stored.kind != Subscription::KIND {
            return read(stored);
        }
        let subscription = Subscription::read(stored)?;
        let approved = subscription.charges().iter();
        let mut approved = approved.filter(|charge| charge.outcome == ChargeOutcome::Approved);
        let first_charge = approved
            .next()
            .cloned()
            .map_or(FirstCharge::Unknown, FirstCharge::Made);
        Ok(Self::new(subscription, first_charge))
    }
}

impl Stored for Payout {
    const KIND: &'static str = "payout";

    fn with_warning(mut self, warning: &str) -> Self {
        self.warnings.push(warning.to_owned());
        self
    }
}

impl Stored for Refund {
    const KIND: &'static str = "refund";

    fn with_warning(mut self, warning: &str) -> Self {
        self.warnings.push(warning.to_owned());
        self
    }
}

#[cfg(test)]
mod tests {
    use payments_core::{
        Charge, PaymentId, PayoutId, PayoutStatus, RefundId, RefundStatus, SubscriptionStatus,
    };

    use super::*;

    #[test]
    fn a_result_of_another_type_is_not_read() {
        let payout = stored(&Payout::new(PayoutId::new("P"), PayoutStatus::Registered)).unwrap();
        assert!(Payout::read(&payout).is_ok());
        let error = Refund::read(&payout).unwrap_err();
        assert_eq!(error, "a payout is stored, not a refund");
        let refund = Refund::new(
            RefundId::new("R"),
            PaymentId::new("P"),
            RefundStatus::Refunded,
        );
        assert_eq!(Refund::read(&stored(&refund).unwrap()), Ok(refund));
    }

    #[test]
    fn a_subscription_that_was_found_has_the_first_charge_that_was_approved() {
        let first_charge = |charges: Vec<Charge>| {
            let id = payments_core::SubscriptionId::new("S");
            let found = Subscription::new(id, SubscriptionStatus::Active).with_charges(charges);
            let read = Registration::read(&stored(&found).unwrap()).unwrap();
            assert_eq!(read.subscription, found);
            read.first_charge
        };
        let charge = |outcome, id: &str| Charge::new(outcome).with_id(Some(id.to_owned()));
        let declined = charge(ChargeOutcome::Declined, "1");
        let approved = charge(ChargeOutcome::Approved, "2");
        assert_eq!(first_charge(Vec::new()), FirstCharge::Unknown);
        assert_eq!(first_charge(vec![declined.clone()]), FirstCharge::Unknown);
        let made = first_charge(vec![declined, approved.clone()]);
        assert_eq!(made, FirstCharge::Made(approved));
    }
}
