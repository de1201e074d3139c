//! Everything the service stores.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use payments_core::Currency;
use time::Date;

use crate::pagofacil::environment::Environment;
use crate::pagofacil::local_time::LocalTime;
use crate::pagofacil::model::{ChargeKind, ChargeView, SubscriptionView};
use crate::pagofacil::state::authorizer::Authorizer;
use crate::pagofacil::state::charge::{Charge, Sale};
use crate::pagofacil::state::history::{ChargeHistory, History};
use crate::pagofacil::state::registration::Registration;
use crate::pagofacil::state::registration::charged_at;

/// A registered recurring charge.
pub(crate) struct Subscription {
    /// `T-RAPFE1S1I1`
    pub(crate) id: String,
    pub(crate) number: usize,
    pub(crate) environment: Environment,
    pub(crate) terms: Registration,
    pub(crate) active: bool,
    /// The next day of charge.
    due: Option<Date>,
    /// The positions of its charges.
    charges: Vec<usize>,
}

/// What both environments store, in the order in which it came.
pub(crate) struct Ledger {
    subscriptions: Vec<Subscription>,
    positions: HashMap<String, usize>,
    registrations: HashMap<String, usize>,
    charges: Vec<Charge>,
    /// The positions of the one-time charges of each reference.
    once: HashMap<String, Vec<usize>>,
    made_once: usize,
    history: History,
    /// Each subscription that will be charged again, under its next day.
    due: BTreeSet<(Date, usize)>,
    pub(crate) authorizer: Authorizer,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Self {
            subscriptions: Vec::new(),
            positions: HashMap::new(),
            registrations: HashMap::new(),
            charges: Vec::new(),
            once: HashMap::new(),
            made_once: 0,
            history: History::default(),
            due: BTreeSet::new(),
            authorizer: Authorizer::new(),
        }
    }

    pub(crate) fn all(&self) -> &[Subscription] {
        &self.subscriptions
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Subscription> {
        self.subscriptions.get(*self.positions.get(id)?)
    }

    pub(crate) fn charges(&self) -> &[Charge] {
        &self.charges
    }

    /// The same charges, to be searched.
    pub(crate) fn history(&self) -> ChargeHistory<'_> {
        self.history.of(&self.charges)
    }

    pub(crate) fn charges_of(&self, subscription: &Subscription) -> impl Iterator<Item = &Charge> {
        let positions = subscription.charges.iter();
        positions.filter_map(|position| self.charges.get(*position))
    }

    /// How often a reference was registered, in either environment.
    pub(crate) fn registrations_of(&self, reference: &str) -> usize {
        self.registrations.get(reference).copied().unwrap_or(0)
    }

    /// Stores a new subscription under a new id.
    pub(crate) fn register(
        &mut self,
        terms: Registration,
        environment: Environment,
    ) -> &Subscription {
        let position = self.subscriptions.len();
        let number = position + 1;
        let id = format!("T-RAPFE1S1I{number}");
        if let Some(reference) = &terms.reference {
            *self.registrations.entry(reference.clone()).or_default() += 1;
        }
        let due = terms.first_due();
        self.due.extend(due.map(|due| (due, position)));
        self.positions.insert(id.clone(), position);
        self.subscriptions.push_mut(Subscription {
            id,
            number,
            environment,
            terms,
            active: true,
            due,
            charges: Vec::new(),
        })
    }

    /// Makes a subscription one that is never charged again.
    pub(crate) fn cancel(&mut self, id: &str) {
        let Some(&position) = self.positions.get(id) else {
            return;
        };
        if let Some(subscription) = self.subscriptions.get_mut(position) {
            subscription.active = false;
            if let Some(due) = subscription.due.take() {
                self.due.remove(&(due, position));
            }
        }
    }

    /// Charges a new subscription's amount once; `None` when there is no such subscription.
    pub(crate) fn charge_now(&mut self, id: &str, made_at: LocalTime) -> Option<&Charge> {
        let position = *self.positions.get(id)?;
        self.charge_subscription(position, ChargeKind::Registration, made_at)
    }

    /// Makes every monthly charge that fell due up to `now`, in the order of the days.
    pub(crate) fn charge_due(&mut self, now: LocalTime) {
        while let Some(&(date, position)) = self.due.first() {
            let due_at = charged_at(date);
            if due_at.unix() > now.unix() {
                break;
            }
            self.due.pop_first();
            self.charge_subscription(position, ChargeKind::Monthly, due_at);
            if let Some(subscription) = self.subscriptions.get_mut(position) {
                subscription.due = subscription.terms.due_after(date);
                self.due.extend(subscription.due.map(|due| (due, position)));
            }
        }
    }

    /// Makes a one-time charge, however often the merchant used its reference.
    pub(crate) fn charge_once(&mut self, sale: Sale, made_at: LocalTime) -> &Charge {
        let position = self.charges.len();
        if let Some(reference) = &sale.reference {
            let charges = self.once.entry(reference.clone());
            charges.or_default().push(position);
        }
        self.made_once += 1;
        self.charge(sale, format!("S-PFE1S1I{}", self.made_once), made_at)
    }

    /// The one-time charges of a reference, oldest first.
    pub(crate) fn charges_once(&self, reference: &str) -> impl DoubleEndedIterator<Item = &Charge> {
        let positions = self.once.get(reference).into_iter().flatten();
        positions.filter_map(|position| self.charges.get(*position))
    }

    /// Charges a card and keeps the outcome.
    fn charge(&mut self, sale: Sale, transaction: String, made_at: LocalTime) -> &Charge {
        let number = self.charges.len() + 1;
        let decline = self.authorizer.decline(&sale.holder.card, sale.amount);
        let charge = self.charges.push_mut(Charge {
            number,
            transaction,
            sale,
            authorization: decline
                .is_none()
                .then(|| format!("{:06}", 305_000 + number)),
            decline,
            made_at,
        });
        self.history.add(number - 1, charge);
        charge
    }

    fn charge_subscription(
        &mut self,
        position: usize,
        kind: ChargeKind,
        made_at: LocalTime,
    ) -> Option<&Charge> {
        let next = self.charges.len();
        let subscription = self.subscriptions.get_mut(position)?;
        subscription.charges.push(next);
        let (number, count) = (subscription.number, subscription.charges.len());
        let terms = &subscription.terms;
        let sale = Sale {
            kind,
            environment: subscription.environment,
            reference: terms.reference.clone(),
            subscription: Some(subscription.id.clone()),
            holder: Arc::clone(&terms.holder),
            amount: terms.amount,
            currency: Currency::MXN,
            params: Default::default(),
        };
        Some(self.charge(sale, format!("S-RAPFE1S1I{number}-{count}"), made_at))
    }
}

impl SubscriptionView {
    pub(crate) fn of(subscription: &Subscription, ledger: &Ledger) -> Self {
        let terms = &subscription.terms;
        let charges = ledger.charges_of(subscription);
        Self {
            id: subscription.id.clone(),
            reference: terms.reference.clone(),
            amount: terms.amount,
            day: terms.day,
            active: subscription.active,
            charges: charges.map(ChargeView::from).collect(),
        }
    }
}

impl From<&Charge> for ChargeView {
    fn from(charge: &Charge) -> Self {
        let sale = &charge.sale;
        Self {
            transaction: charge.transaction.clone(),
            kind: sale.kind,
            reference: sale.reference.clone(),
            subscription: sale.subscription.clone(),
            amount: sale.amount,
            currency: sale.currency,
            authorization: charge.authorization.clone(),
            decline: charge.decline,
            made_at: charge.made_at.local(),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;
    use crate::pagofacil::state::State;
    use crate::pagofacil::testing::{START, at, terms};
    use payments_testkit::SimClock;

    fn register(state: &State, day: u8, starts: Date) {
        let terms = Registration {
            day,
            starts,
            ..terms()
        };
        state.records().register(terms, Environment::Sandbox);
    }

    #[test]
    fn twelve_months_charge_two_hundred_subscriptions_once_a_month() {
        let clock = SimClock::fixed(START);
        let state = at(clock.clone());
        for number in 0..200_u8 {
            register(&state, number % 31 + 1, date!(2013 - 10 - 01));
        }
        clock.set(datetime!(2014-10-01 05:59 UTC));
        let views = state.subscriptions();
        assert_eq!(views.len(), 200);
        for view in views {
            let mut months = Vec::new();
            for charge in &view.charges {
                let date = charge.made_at.date();
                let last = date.month().length(date.year());
                assert_eq!(date.day(), view.day.min(last), "{}", view.id);
                assert_eq!(charge.made_at.time().as_hms(), (8, 0, 0));
                months.push((date.year(), u8::from(date.month())));
            }
            let expected = (10..=12).map(|month| (2013, month));
            let expected = expected.chain((1..=9).map(|month| (2014, month)));
            assert_eq!(months, expected.collect::<Vec<_>>(), "{}", view.id);
        }
        let charges = state.charges();
        assert_eq!(charges.len(), 2_400);
        assert!(charges.is_sorted_by_key(|charge| charge.made_at));
        let approved = charges.iter().filter(|charge| charge.is_approved()).count();
        assert!((1_000..=1_400).contains(&approved), "{approved}");
    }

    #[test]
    fn a_day_is_charged_once_at_eight() {
        let clock = SimClock::fixed(START);
        let state = at(clock.clone());
        register(&state, 20, date!(2013 - 09 - 16));
        clock.set(datetime!(2013-09-20 13:59:59 UTC));
        assert!(state.charges().is_empty());
        clock.set(datetime!(2013-09-20 14:00 UTC));
        assert_eq!(state.charges().len(), 1);
        clock.set(START);
        assert_eq!(state.charges().len(), 1);
        clock.set(datetime!(2013-10-20 13:59:59 UTC));
        assert_eq!(state.charges().len(), 1);
        let kinds: Vec<_> = state.charges().iter().map(|charge| charge.kind).collect();
        assert_eq!(kinds, [ChargeKind::Monthly]);
    }

    #[test]
    fn a_forced_outcome_is_not_spent_on_what_was_due_before() {
        let clock = SimClock::fixed(START);
        let state = at(clock.clone());
        register(&state, 20, date!(2013 - 09 - 16));
        clock.set(datetime!(2013-11-19 14:00 UTC));
        state.set_next_charge(false);
        clock.set(datetime!(2013-11-20 14:00 UTC));
        let charges = state.charges();
        assert_eq!(charges.len(), 3);
        assert!(!charges[2].is_approved());
    }
}
