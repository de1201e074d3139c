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
