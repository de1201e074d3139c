//! Calls that move money: preparation, execution, resolution and the service's records.

use payments_core::resolve::Subject;
use std::fmt;

use payments_core::{
    AmountInput, Confirmation, MerchantReference, Money, Operation, Payment, PaymentId,
    PaymentProvider, PaymentProviderExt, PaymentRequest, PaymentStatus, PayoutProviderExt,
    PayoutRequest, RecurringProvider, RecurringProviderExt, RefundReference, RefundRequest,
    Resolution, Result, Schedule, Subscription, SubscriptionId, SubscriptionRequest,
    SubscriptionStatus,
};
use time::OffsetDateTime;

use super::Run;
use super::support::{expected, given};

/// A prepared call that moves money.
pub(super) struct MoneyCall<'a> {
    harness: &'a Run<'a>,
    reference: String,
    what: What,
}

enum What {
    Create(Box<PaymentRequest>),
    Confirm(Confirmation),
    Void(PaymentId),
    Refund(RefundRequest),
    Register(Box<SubscriptionRequest>),
    Cancel(SubscriptionId),
    Modify(SubscriptionId, AmountInput, Schedule),
    SendPayout(PayoutRequest),
}

/// What a call returned that succeeded.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) id: Option<String>,
    pub(super) status: Option<PaymentStatus>,
    pub(super) reference: Option<MerchantReference>,
    pub(super) amount: Option<Money>,
}

impl Made {
    fn of_payment(payment: Payment) -> Self {
        Self {
            id: Some(payment.id().to_string()),
            status: Some(payment.status().clone()),
            reference: payment.reference().cloned(),
            amount: payment.amount(),
        }
    }

    fn of_subscription(subscription: Subscription) -> Self {
        Self {
            id: Some(subscription.id().to_string()),
            status: None,
            reference: subscription.reference().cloned(),
            amount: subscription.amount(),
        }
    }
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.status {
            Some(status) => write!(f, "{status:?}"),
            None => f.write_str("..."),
        }
    }
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
        harness: &'a Run<'a>,
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
            Operation::REFUND_PAYMENT => {
                let order = format!("{reference}-order");
                let payment = paid(harness, provider, &order).await;
                // Some providers keep no reference of a refund.
                let reference = match provider.capabilities().refund_reference() {
                    RefundReference::PaymentId => payment.as_str().to_owned(),
                    _ => reference.clone(),
                };
                What::Refund(RefundRequest::full(payment, reference))
            }
            Operation::REGISTER_SUBSCRIPTION => {
                let request = harness.subscription_request(&reference);
                What::Register(Box::new(given("a subscription request", request)))
            }
            Operation::CANCEL_SUBSCRIPTION => {
                What::Cancel(registered(harness, provider, &reference).await)
            }
            Operation::MODIFY_SUBSCRIPTION => {
                let request = given("a request", harness.subscription_request(&reference));
                let id = registered(harness, provider, &reference).await;
                What::Modify(id, doubled(&request), request.schedule())
            }
            Operation::SEND_PAYOUT => {
                let request = harness.payout_request(&reference);
                What::SendPayout(given("a payout request", request))
            }
            other => given(format_args!("the suite's preparation of {other}"), None),
        };
        let reference = match &what {
            What::Refund(request) => request.reference.as_str().to_owned(),
            _ => reference,
        };
        Self {
            harness,
            reference,
            what,
        }
    }

    /// Makes the call.
    pub(super) async fn make(&self, provider: &dyn PaymentProvider) -> Result<Made> {
        match &self.what {
            What::Create(request) => provider.create_payment(request).await.map(Made::of_payment),
            What::Confirm(confirmation) => {
                let confirmed = provider.confirm_payment(confirmation).await;
                confirmed.map(Made::of_payment)
            }
            What::Void(id) => provider.void_payment(id).await.map(Made::of_payment),
            What::Refund(request) => {
                let refunded = provider.refund_payment(request).await;
                refunded.map(|refund| Made {
                    reference: refund.reference,
                    ..Made::default()
                })
            }
            What::Register(request) => {
                let registered = recurring(provider).register_subscription(request).await;
                registered.map(|registered| Made::of_subscription(registered.subscription))
            }
            What::Cancel(id) => {
                let cancelled = recurring(provider).cancel_subscription(id).await;
                cancelled.map(Made::of_subscription)
            }
            What::Modify(id, amount, schedule) => {
                let recurring = recurring(provider);
                let modified = recurring.modify_subscription(id, amount, *schedule).await;
                modified.map(Made::of_subscription)
            }
            What::SendPayout(request) => {
                let payouts = given("payouts()", provider.payouts());
                payouts.send_payout(request).await.map(|payout| Made {
                    reference: payout.reference,
                    ..Made::default()
                })
            }
        }
    }

    /// The reference of the call.
    pub(super) fn reference(&self) -> &str {
        &self.reference
    }

    /// The id that the call is about, where it has one.
    pub(super) fn id(&self) -> Option<&str> {
        match &self.what {
            What::Confirm(confirmation) => Some(confirmation.payment().as_str()),
            What::Void(id) => Some(id.as_str()),
            What::Cancel(id) | What::Modify(id, ..) => Some(id.as_str()),
            What::Refund(request) if request.reference.as_str() == request.payment.as_str() => {
                Some(request.payment.as_str())
            }
            What::Create(_) | What::Refund(_) | What::Register(_) | What::SendPayout(_) => None,
        }
    }

    /// The reference in the request. Of an existing payment the caller states its id only.
    fn stated_reference(&self) -> Option<&str> {
        match &self.what {
            What::Create(_) | What::Register(_) | What::SendPayout(_) => Some(&self.reference),
            What::Refund(request) => Some(request.reference.as_str()),
            What::Confirm(_) | What::Void(_) | What::Cancel(_) | What::Modify(..) => None,
        }
    }

    /// What a text in a response is to the request, where it identifies the call.
    pub(super) fn identity(&self, text: &str) -> Option<&'static str> {
        let requested = match &self.what {
            What::Create(request) => request.amount().money().ok(),
            What::Register(request) => request.amount().money().ok(),
            What::Modify(_, amount, _) => amount.money().ok(),
            What::SendPayout(request) => request.amount().money().ok(),
            What::Confirm(_) | What::Void(_) | What::Refund(_) | What::Cancel(_) => None,
        };
        let currency = requested.map(|money| money.currency());
        if Some(text) == self.stated_reference() {
            Some("reference")
        } else if self.id() == Some(text) {
            Some("id")
        } else if currency.is_some_and(|currency| text == currency.to_string()) {
            Some("currency")
        } else if let Some(money) = requested
            && Money::parse(text, money.currency()) == Ok(money)
        {
            Some("amount")
        } else {
            None
        }
    }

    /// How a success contradicts its request; nothing if it does not.
    pub(super) fn difference(&self, made: &Made) -> Option<String> {
        if let (Some(stated), Some(reference)) = (self.stated_reference(), &made.reference)
            && stated != reference.as_str()
        {
            return Some(format!("the reference is {reference}, not {stated}"));
        }
        let requested = match &self.what {
            What::Create(request) => request.amount().money().ok(),
            What::Register(request) => request.amount().money().ok(),
            What::Modify(_, amount, _) => amount.money().ok(),
            What::Confirm(_)
            | What::Void(_)
            | What::Refund(_)
            | What::Cancel(_)
            | What::SendPayout(_) => None,
        };
        if let (Some(requested), Some(amount)) = (requested, made.amount)
            && requested != amount
        {
            return Some(format!("the amount is {amount}, not {requested}"));
        }
        if let (Some(id), Some(got)) = (self.id(), &made.id)
            && id != got
        {
            return Some(format!("the id is {got}, not {id}"));
        }
        None
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
            What::Refund(_) => provider.resolve_refund(&reference, begun).await.into(),
            What::Register(_) => {
                let recurring = recurring(provider);
                let resolution = recurring.resolve_subscription(&reference, begun).await;
                resolution.into()
            }
            What::Cancel(id) => {
                let resolution = recurring(provider).resolve_cancellation(id, begun).await;
                resolution.into()
            }
            // Nothing resolves it but to get the subscription.
            What::Modify(..) => Verdict::StillUnknown("no call resolves it".to_owned()),
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
            What::Refund(_) => self.harness.refunds(&self.reference).await,
            What::Register(_) => self.harness.registrations(&self.reference).await,
            What::Cancel(id) => {
                let subscription = recurring(provider).get_subscription(id).await;
                let subscription = expected("getting a subscription", subscription);
                usize::from(*subscription.status() == SubscriptionStatus::Cancelled)
            }
            What::Modify(id, amount, _) => {
                let subscription = recurring(provider).get_subscription(id).await;
                let subscription = expected("getting a subscription", subscription);
                usize::from(subscription.amount() == amount.money().ok())
            }
            What::SendPayout(_) => self.harness.payouts(&self.reference).await,
        }
    }
}

/// Twice the amount of a subscription.
pub(super) fn doubled(request: &SubscriptionRequest) -> AmountInput {
    let amount = request.amount().money().ok();
    let doubled = amount.and_then(|amount| amount.checked_mul(2).ok());
    given("twice the amount of the subscription", doubled).into()
}

/// Creates a payment and lets its payer approve it. Returns its confirmation if it needs one.
pub(super) async fn approved(
    harness: &Run<'_>,
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

async fn paid(harness: &Run<'_>, provider: &dyn PaymentProvider, reference: &str) -> PaymentId {
    let (id, confirmation) = approved(harness, provider, reference).await;
    if let Some(confirmation) = confirmation {
        let confirmed = provider.confirm_payment(&confirmation).await;
        expected("confirming an approved payment", confirmed);
    }
    id
}

/// Registers a subscription.
pub(super) async fn registered(
    harness: &Run<'_>,
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
