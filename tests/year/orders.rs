//! The shop's tables: orders, the tries to pay them, and subscriptions.

use std::collections::{BTreeMap, BTreeSet};

use payments_core::{
    Charge, ChargeOutcome, FirstCharge, Money, Payment, PaymentId, PaymentStatus, Registration,
    Subscription, SubscriptionId,
};

use time::OffsetDateTime;

use super::plan::Way;

/// An order.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) number: u32,
    pub(super) way: Way,
    pub(super) amount: Money,
    /// How often it was shipped.
    pub(super) shipped: u32,
}

/// A try to pay an order.
#[derive(Clone, Debug)]
pub(super) struct Try {
    pub(super) reference: String,
    pub(super) order: u32,
    pub(super) state: State,
    pub(super) payment: Option<PaymentId>,
}

/// What the shop knows of a try: see the example shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Open,
    Waiting,
    Approved,
    Paid,
    Cancelled,
    Declined,
    Returned,
    Review,
}

impl State {
    pub(super) fn of(status: &PaymentStatus) -> Self {
        match status {
            PaymentStatus::AwaitingApproval | PaymentStatus::Processing => Self::Waiting,
            PaymentStatus::Approved => Self::Approved,
            PaymentStatus::Paid => Self::Paid,
            PaymentStatus::Cancelled | PaymentStatus::Expired => Self::Cancelled,
            PaymentStatus::Declined => Self::Declined,
            PaymentStatus::Voided
            | PaymentStatus::Refunded
            | PaymentStatus::PartiallyRefunded
            | PaymentStatus::Disputed => Self::Returned,
            _ => Self::Review,
        }
    }

    /// Whether a try in this state may become the other one. What is finished stays finished,
    /// whatever arrives late; unless it says that money moved.
    fn may_become(self, next: Self) -> bool {
        let is_finished = matches!(
            self,
            Self::Paid | Self::Cancelled | Self::Declined | Self::Returned
        );
        let says_that_money_moved = matches!(next, Self::Paid | Self::Returned | Self::Review);
        (says_that_money_moved || !is_finished) && !(self == Self::Paid && next == Self::Review)
    }
}

/// What a try becomes.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) state: State,
    pub(super) payment: Option<PaymentId>,
    pub(super) subscription: Option<SubscriptionId>,
}

impl Change {
    pub(super) fn to(state: State) -> Self {
        Self {
            state,
            payment: None,
            subscription: None,
        }
    }

    pub(super) fn of(payment: &Payment) -> Self {
        Self {
            payment: Some(payment.id().clone()),
            ..Self::to(State::of(payment.status()))
        }
    }

    /// A subscription is registered whatever its first charge did.
    pub(super) fn registered(registration: &Registration) -> Self {
        let first = match &registration.first_charge {
            FirstCharge::Made(charge) => Some(charge),
            _ => None,
        };
        Self::registered_with(&registration.subscription, first)
    }

    /// A subscription that was found registered.
    pub(super) fn found_registered(subscription: &Subscription) -> Self {
        Self::registered_with(subscription, subscription.charges().first())
    }

    fn registered_with(subscription: &Subscription, first: Option<&Charge>) -> Self {
        let is_paid = first.is_some_and(|charge| charge.outcome == ChargeOutcome::Approved);
        Self {
            subscription: Some(subscription.id().clone()),
            ..Self::to(if is_paid { State::Paid } else { State::Review })
        }
    }
}

/// Which try a change is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of<'a> {
    Reference(&'a str),
    Payment(&'a str),
}

/// A subscription.
#[derive(Clone, Debug)]
pub(super) struct Subscribed {
    pub(super) id: SubscriptionId,
    pub(super) active: bool,
    /// The approved charges that were read, by transaction.
    pub(super) charges: BTreeMap<String, Money>,
}

/// The tables.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) orders: BTreeMap<u32, Order>,
    pub(super) tries: BTreeMap<String, Try>,
    pub(super) subscriptions: BTreeMap<String, Subscribed>,
    of_order: BTreeMap<u32, Vec<String>>,
    of_payment: BTreeMap<String, String>,
    approved: BTreeSet<String>,
    /// Tries about which a call was made whose result is not written, with the time of the call.
    unsure: BTreeMap<String, OffsetDateTime>,
}

impl Tables {
    pub(super) fn add(&mut self, order: Order) {
        let number = order.number;
        self.orders.insert(number, order);
        self.add_try(number);
    }

    fn add_try(&mut self, order: u32) {
        let tries = self.of_order.entry(order).or_default();
        let reference = format!("ORDER-{order}-{}", tries.len() + 1);
        tries.push(reference.clone());
        let attempt = Try {
            reference: reference.clone(),
            order,
            state: State::Open,
            payment: None,
        };
        self.tries.insert(reference, attempt);
    }

    /// Adds the next try, if each one before it is finished and moved no money; or in any case.
    pub(super) fn try_again(&mut self, order: u32, in_any_case: bool) -> bool {
        let are_over = self
            .tries_of(order)
            .iter()
            .all(|attempt| matches!(attempt.state, State::Cancelled | State::Declined));
        if are_over || in_any_case {
            self.add_try(order);
        }
        are_over || in_any_case
    }

    /// The tries of an order, the latest last.
    pub(super) fn tries_of(&self, order: u32) -> Vec<&Try> {
        let references = self.of_order.get(&order).into_iter().flatten();
        references.map(|reference| &self.tries[reference]).collect()
    }

    /// An order and its latest try.
    pub(super) fn find(&self, order: u32) -> Option<(Order, Try)> {
        let latest = (*self.tries_of(order).last()?).clone();
        Some((self.orders[&order].clone(), latest))
    }

    /// The tries whose payer approved.
    pub(super) fn approved(&self) -> Vec<Try> {
        let approved = self.approved.iter();
        approved
            .map(|reference| self.tries[reference].clone())
            .collect()
    }

    /// Writes down that a call is about to be made for a try.
    pub(super) fn begin(&mut self, reference: &str, now: OffsetDateTime) {
        self.unsure.insert(reference.to_owned(), now);
    }

    /// The tries about which a result may be missing.
    pub(super) fn unsure(&self) -> Vec<(Try, OffsetDateTime)> {
        let unsure = self.unsure.iter();
        unsure
            .map(|(reference, since)| (self.tries[reference].clone(), *since))
            .collect()
    }

    /// Nothing is missing about a try.
    pub(super) fn is_sure(&mut self, reference: &str) {
        self.unsure.remove(reference);
    }

    /// Changes a try, and returns it where the order is to be shipped now.
    pub(super) fn change(&mut self, of: Of<'_>, change: &Change) -> Option<Try> {
        let reference = match of {
            Of::Reference(reference) => reference.to_owned(),
            Of::Payment(id) => self.of_payment.get(id)?.clone(),
        };
        let attempt = self.tries.get_mut(&reference)?;
        if let Some(id) = &change.subscription {
            self.subscriptions
                .entry(reference.clone())
                .or_insert_with(|| Subscribed {
                    id: id.clone(),
                    active: true,
                    charges: BTreeMap::new(),
                });
        }
        if !attempt.state.may_become(change.state) {
            return None;
        }
        attempt.state = change.state;
        self.unsure.remove(&reference);
        if let Some(payment) = &change.payment {
            attempt.payment = Some(payment.clone());
            self.of_payment
                .insert(payment.to_string(), reference.clone());
        }
        if change.state == State::Approved {
            self.approved.insert(reference);
        } else {
            self.approved.remove(&reference);
        }
        let order = self.orders.get_mut(&attempt.order)?;
        let ships = change.state == State::Paid && order.shipped == 0;
        order.shipped += u32::from(ships);
        ships.then(|| attempt.clone())
    }

    /// Marks a subscription as cancelled.
    pub(super) fn cancelled(&mut self, id: &SubscriptionId) {
        for (reference, subscribed) in &mut self.subscriptions {
            if subscribed.id == *id {
                subscribed.active = false;
                self.unsure.remove(reference);
            }
        }
    }
}
