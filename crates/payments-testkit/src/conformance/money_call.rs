//! Calls that move money: preparation, execution, resolution and the service's records.

use payments_core::resolve::Subject;
use payments_core::{
    Confirmation, Operation, PaymentId, PaymentProvider, PaymentProviderExt, PaymentRequest,
    PaymentStatus, PayoutProviderExt, PayoutRequest, RecurringProvider, RecurringProviderExt,
    Resolution, Result, SubscriptionId, SubscriptionRequest, SubscriptionStatus,
};
use time::OffsetDateTime;

use super::Harness;
use super::support::{expected, given};

/// A prepared call that moves money.
pub(super) struct MoneyCall<'a> {
    harness: &'a dyn Harness,
    reference: String,
    what: What,
}

enum What {
    Create(Box<PaymentRequest>),
    Confirm(Confirmation),
    Void(PaymentId),
    Register(Box<SubscriptionRequest>),
    Cancel(SubscriptionId),
    SendPayout(PayoutRequest),
}

/// The operations of a provider that move money.
pub(super) fn operations(provider: &dyn PaymentProvider) -> Vec<Operation> {
    let listed = provider.capabilities().operations().iter().copied();
    listed.filter(|operation| operation.moves_money()).collect()
}

/// A provider's subscriptions, where its capabilities promise them.
pub(super) fn recurring(provider: &dyn PaymentProvider) -> &dyn RecurringProvider {
    given("recurring()", provider.recurring())
}

impl<'a> MoneyCall<'a> {
    /// Makes the calls through `provider` that must precede the call.
    pub(super) async fn prepare(
        harness: &'a dyn Harness,
        provider: &dyn PaymentProvider,
        operation: Operation,
        reference: String,
    ) -> Self {
        let what = match operation {
            Operation::CREATE_PAYMENT => {
                What::Create(Box::new(harness.payment_request(&reference)))
            }
            Operation::CONFIRM_PAYMENT => {
                let confirmation = approved(harness, provider, &reference).await.1;
                What::Confirm(given("an approval", confirmation))
            }
            Operation::VOID_PAYMENT => What::Void(paid(harness, provider, &reference).await),
            Operation::REGISTER_SUBSCRIPTION => {
                let request = harness.subscription_request(&reference);
                What::Register(Box::new(given("a subscription request", request)))
            }
            Operation::CANCEL_SUBSCRIPTION => {
                What::Cancel(registered(harness, provider, &reference).await)
            }
            Operation::SEND_PAYOUT => {
                let request = harness.payout_request(&reference);
                What::SendPayout(given("a payout request", request))
            }
            other => given(format_args!("the suite's preparation of {other}"), None),
        };
        Self {
            harness,
            reference,
            what,
        }
    }

    /// Makes the call.
    pub(super) async fn make(&self, provider: &dyn PaymentProvider) -> Result<()> {
        match &self.what {
            What::Create(request) => provider.create_payment(request).await.map(drop),
            What::Confirm(confirmation) => provider.confirm_payment(confirmation).await.map(drop),
            What::Void(id) => provider.void_payment(id).await.map(drop),
            What::Register(request) => {
                let registered = recurring(provider).register_subscription(request).await;
                registered.map(drop)
            }
            What::Cancel(id) => recurring(provider).cancel_subscription(id).await.map(drop),
            What::SendPayout(request) => {
                let payouts = given("payouts()", provider.payouts());
                payouts.send_payout(request).await.map(drop)
            }
        }
    }

    /// Resolves the call as if it was made at `begun`.
    pub(super) async fn resolve(
        &self,
        provider: &dyn PaymentProvider,
        begun: OffsetDateTime,
    ) -> Verdict {
        let reference = self.reference.as_str().into();
        match &self.what {
            What::Create(_) => provider.resolve_payment(&reference, begun).await.into(),
            What::Confirm(confirmation) => {
                let id = confirmation.payment();
                provider.resolve_confirmation(id, begun).await.into()
            }
            What::Void(id) => provider.resolve_void(id, begun).await.into(),
            What::Register(_) => {
                let recurring = recurring(provider);
                let resolution = recurring.resolve_subscription(&reference, begun).await;
                resolution.into()
            }
            What::Cancel(id) => {
                let resolution = recurring(provider).resolve_cancellation(id, begun).await;
                resolution.into()
            }
            What::SendPayout(_) => {
                let payouts = given("payouts()", provider.payouts());
                payouts.resolve_payout(&reference, begun).await.into()
            }
        }
    }

    /// How often the service executed it.
    pub(super) async fn times(&self, provider: &dyn PaymentProvider) -> usize {
        match &self.what {
            What::Create(_) => self.harness.times_created(&self.reference).await,
            What::Confirm(_) => self.harness.times_paid(&self.reference).await,
            What::Void(id) => {
                let payment = expected("getting a payment", provider.get_payment(id).await);
                usize::from(*payment.status() == PaymentStatus::Voided)
            }
            What::Register(_) => self.harness.registrations(&self.reference).await,
            What::Cancel(id) => {
                let subscription = recurring(provider).get_subscription(id).await;
                let subscription = expected("getting a subscription", subscription);
                usize::from(*subscription.status() == SubscriptionStatus::Cancelled)
            }
            What::SendPayout(_) => self.harness.payouts(&self.reference).await,
        }
    }
}

/// Creates a payment and lets its payer approve it. Returns its confirmation if it needs one.
pub(super) async fn approved(
    harness: &dyn Harness,
    provider: &dyn PaymentProvider,
    reference: &str,
) -> (PaymentId, Option<Confirmation>) {
    let request = harness.payment_request(reference);
    let payment = expected(
        "creating a payment",
        provider.create_payment(&request).await,
    );
    let confirmation = harness.approve(&payment).await;
    (payment.id().clone(), confirmation)
}

async fn paid(harness: &dyn Harness, provider: &dyn PaymentProvider, reference: &str) -> PaymentId {
    let (id, confirmation) = approved(harness, provider, reference).await;
    if let Some(confirmation) = confirmation {
        let confirmed = provider.confirm_payment(&confirmation).await;
        expected("confirming an approved payment", confirmed);
    }
    id
}

/// Registers a subscription.
pub(super) async fn registered(
    harness: &dyn Harness,
    provider: &dyn PaymentProvider,
    reference: &str,
) -> SubscriptionId {
    let request = harness.subscription_request(reference);
    let request = given("a subscription request", request);
    let registration = recurring(provider).register_subscription(&request).await;
    let registration = expected("registering a subscription", registration);
    registration.subscription.id().clone()
}

/// A resolution without the resource.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Happened,
    DidNotHappen,
    /// For this reason.
    StillUnknown(String),
}

impl<T: Subject> From<Resolution<T>> for Verdict {
    fn from(resolution: Resolution<T>) -> Self {
        match resolution {
            Resolution::Happened { .. } => Self::Happened,
            Resolution::DidNotHappen => Self::DidNotHappen,
            Resolution::StillUnknown(why) => Self::StillUnknown(why.to_string()),
        }
    }
}
