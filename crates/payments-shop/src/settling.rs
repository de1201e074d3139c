//! From the payment to the settled order: after the browser came back, after the provider's server
//! called, or after neither.

use std::sync::Arc;

use async_trait::async_trait;
use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Redirect;
use payments_core::{
    Callback, Error, ErrorKind, Expected, MethodKind, Operation, Outcome, PaymentProvider,
    Provider, Webhook,
};
use payments_journal::store::{DecidedBy, Filter, State as Known, Task};
use payments_journal::verdict::HandlerError;
use payments_journal::{Delivery, Fact, Journaled, Report, Verdict, VerdictHandler};

use crate::checkout::{found_registered, refused, registered_as};
use crate::orders::{Change, Of, Order, Orders, State, Try};
use crate::{Shop, ShopError};

/// What a pass of [`Shop::work`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Work {
    /// What the journal found out and delivered.
    pub report: Report,
    /// Approved payments whose order was settled.
    pub settled: usize,
}

impl Shop {
    /// Finds out what is not known, and settles what was approved while no browser came back. It
    /// may run on any number of machines, and at any time.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn work(&self) -> Result<Work, ShopError> {
        let verdicts = Verdicts {
            provider: self.provider.clone(),
        };
        for attempt in self.orders.in_state(State::Open).await? {
            self.hear_again(&attempt).await?;
        }
        let report = self.provider.reconcile(&verdicts).await?;
        let mut settled = 0;
        for attempt in self.orders.in_state(State::Approved).await? {
            if let Some(order) = self.orders.get(&attempt.order).await? {
                self.settle(&order, &attempt).await?;
                settled += 1;
            }
        }
        Ok(Work { report, settled })
    }

    /// The journal handed the result of a call to a request of this shop, which could not write it:
    /// the handler gets it once more.
    async fn hear_again(&self, attempt: &Try) -> Result<(), ShopError> {
        let journal = self.provider.journal();
        let filter = Filter::Reference(attempt.reference.to_string());
        for record in journal.list(&filter, 100).await? {
            let is_done = record.state == Known::Done && record.result.is_some();
            if is_done && record.task != Some(Task::Deliver) {
                journal.deliver_again(&record.id).await?;
            }
        }
        Ok(())
    }

    /// Asks the provider what a payment is now, compares it with the order, and confirms it where
    /// its payer approved. It may be called at any time, and any number of times.
    pub(crate) async fn settle(&self, order: &Order, attempt: &Try) -> Result<(), ShopError> {
        self.settle_by(order, attempt, None).await
    }

    /// As [`settle`](Self::settle), with what came back: a hint, unless the provider signs it.
    async fn settle_by(
        &self,
        order: &Order,
        attempt: &Try,
        callback: Option<&Callback>,
    ) -> Result<(), ShopError> {
        let waits = matches!(attempt.state, State::Waiting | State::Approved);
        let (Some(payment), true) = (&attempt.payment, waits) else {
            return Ok(());
        };
        // From the shop's own records, never from the callback.
        let expected = Expected::new(payment.clone(), attempt.reference.clone(), order.amount);
        let mut settled = self.provider.settle(&expected, callback).await;
        let is_other = |error: &Error| error.kind() == ErrorKind::Mismatch;
        // Anyone can send a callback about something else. It says nothing of this order.
        if callback.is_some() && settled.as_ref().is_err_and(is_other) {
            settled = self.provider.settle(&expected, None).await;
        }
        let change = match settled {
            Ok(settlement) => Change::of(settlement.payment()),
            // The journal finds it out.
            Err(error) if error.outcome() == Outcome::Unknown => return Ok(()),
            Err(error) if is_other(&error) => {
                tracing::error!(%error, "shop: the payment is not the one of the order");
                Change::to(State::Review)
            }
            Err(error) if error.operation() == Operation::CONFIRM_PAYMENT => refused(&error),
            // It could not be looked up: nothing is known, and nothing changes.
            Err(error) => {
                tracing::warn!(%error, "shop: not settled");
                return Ok(());
            }
        };
        let reference = Of::Reference(attempt.reference.as_str());
        self.orders.change(reference, &change).await?;
        Ok(())
    }
}

/// The payer's browser came back, or mPandco's server reports a billed payment. The redirect removes
/// what the provider added to the address, so that the back button leads to the order.
pub(crate) async fn returned(
    Shared(shop): Shared<Shop>,
    Path(id): Path<String>,
    uri: Uri,
) -> Result<Redirect, ShopError> {
    let (order, attempt) = shop.find(&id).await?;
    let mut url = shop.address(uri.path())?;
    url.set_query(uri.query());
    let callback = Callback::browser_return(url);
    shop.settle_by(&order, &attempt, Some(&callback)).await?;
    Ok(Redirect::to(&format!("/orders/{id}")))
}

/// The payer's browser came back without an approval. The provider decides, not the address.
pub(crate) async fn cancelled(
    Shared(shop): Shared<Shop>,
    Path(id): Path<String>,
) -> Result<Redirect, ShopError> {
    let (order, attempt) = shop.find(&id).await?;
    shop.settle(&order, &attempt).await?;
    Ok(Redirect::to(&format!("/orders/{id}")))
}

/// The payer pressed "Check again": they paid in an app or a store, or closed the tab.
pub(crate) async fn check(shop: Shared<Shop>, id: Path<String>) -> Result<Redirect, ShopError> {
    cancelled(shop, id).await
}

/// The provider's server calls. Each provider writes its calls differently, and few sign them. A
/// reference of this shop is random, so a call that mentions one is about that order; the look-up
/// of [`settle_by`](Shop::settle_by) decides what it is worth.
pub(crate) async fn webhook(
    Shared(shop): Shared<Shop>,
    Path(provider): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, ShopError> {
    if provider != shop.provider.name().as_str() {
        return Err(ShopError::NotFound);
    }
    let query = uri.query().unwrap_or_default();
    let text = format!("{query}\n{}", String::from_utf8_lossy(&body));
    let mut webhook = Webhook::new(body.to_vec()).with_query(query);
    for (name, value) in &headers {
        if let Ok(value) = value.to_str() {
            webhook = webhook.with_header(name.as_str(), value);
        }
    }
    let callback = Callback::from(webhook);
    for attempt in shop.orders.in_state(State::Waiting).await? {
        if text.contains(attempt.reference.as_str())
            && let Some(order) = shop.orders.get(&attempt.order).await?
        {
            shop.settle_by(&order, &attempt, Some(&callback)).await?;
        }
    }
    Ok(StatusCode::OK)
}

/// Takes what the journal found out while no request waited for it.
pub(crate) struct Verdicts {
    pub(crate) provider: Journaled<Arc<dyn PaymentProvider>>,
}

#[async_trait]
impl VerdictHandler for Verdicts {
    async fn handle(&self, verdict: &Verdict, delivery: Delivery<'_>) -> Result<(), HandlerError> {
        let key = &verdict.id.key;
        let is_charge = key.operation == Operation::CREATE_PAYMENT && self.only_charges_cards();
        let Some(mut transaction) = delivery.begin().await? else {
            return Ok(());
        };
        if let Some(change) = change(verdict, is_charge) {
            let of = match key.operation {
                Operation::CONFIRM_PAYMENT => Of::Payment(&key.reference),
                _ => Of::Reference(&key.reference),
            };
            Orders::change_in(&mut transaction, of, &change).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

impl Verdicts {
    /// Whether a created payment is a charge. A page, a voucher or a bill only asks for the money.
    fn only_charges_cards(&self) -> bool {
        let capabilities = self.provider.capabilities();
        let mut methods = capabilities.methods().iter();
        methods.all(|method| matches!(method.kind, MethodKind::Card | MethodKind::CardToken))
    }
}

/// What a verdict makes of a try; `None` where it says nothing about it. `is_charge` says that the
/// payment of the operation cannot be without its money.
fn change(verdict: &Verdict, is_charge: bool) -> Option<Change> {
    let confirms = verdict.id.key.operation == Operation::CONFIRM_PAYMENT;
    let registers = verdict.id.key.operation == Operation::REGISTER_SUBSCRIPTION;
    Some(match &verdict.fact {
        Fact::Payment(payment) => Change::of(payment),
        Fact::Registration(registration) => registered_as(registration),
        Fact::Subscription(subscription) if registers => found_registered(subscription),
        // The payment is as it was. If its payer approved it, the next pass confirms it.
        Fact::DidNotHappen(_) if confirms && verdict.decided_by == DecidedBy::Resolution => {
            Change::to(State::Approved)
        }
        // The payer approved, and the wallet refused.
        Fact::DidNotHappen(_) if confirms => {
            Change::to(State::Declined).with_note("no reason was given")
        }
        // The provider refused, so the next try needs another reference.
        Fact::DidNotHappen(_) if verdict.decided_by == DecidedBy::Response => {
            Change::to(State::Declined).with_note("no reason was given")
        }
        Fact::DidNotHappen(_) => Change::to(State::Open)
            .with_note("An earlier attempt did not go through. You were not charged."),
        Fact::DoneByPerson(_) if confirms || is_charge => Change::to(State::Paid),
        Fact::DoneByPerson(_) => Change::to(State::Review),
        _ => return None,
    })
}
