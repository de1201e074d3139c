//! The books of the journal, of the shop and of both services, side by side.

use std::collections::BTreeMap;
use std::fmt;

use payments_core::{Currency, Money, Operation, Payment};
use payments_journal::store::{AttemptRecord, State as Known, Task};
use payments_sim::mpandco::IntentState;
use payments_sim::pagofacil::{CashStatus, ChargeKind};
use rust_decimal::Decimal;

use super::orders::{Order, State, Tables};
use super::person::happened;
use super::plan::Way;
use super::stage::Stage;

/// What the three books say in the end.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Books {
    /// How many orders ended in which state, by the shop's books.
    pub orders: BTreeMap<String, usize>,
    /// How many attempts ended in which state, by the journal's books.
    pub attempts: BTreeMap<String, usize>,
    /// What was paid and not paid back, in hundredths by currency: by the shop, by the journal and
    /// by the services.
    pub paid: BTreeMap<String, [i128; 3]>,
    /// Orders that the shop shows to a person, with the reason.
    pub for_a_person: Vec<String>,
    /// Where the books contradict each other.
    pub contradictions: Vec<String>,
}

/// What a service did under a reference.
#[derive(Clone, Copy, Debug, Default)]
struct Truth {
    paid: usize,
    returned: usize,
    minor: i128,
}

/// What the journal knows of a reference.
#[derive(Clone, Debug, Default)]
struct Noted {
    minor: i128,
    paid: bool,
    returned: bool,
    exists: bool,
}

fn minor(amount: Decimal, currency: Currency) -> i128 {
    Money::new(amount, currency).unwrap().minor_units()
}

impl Books {
    pub(super) fn compare(stage: &Stage) -> Self {
        let mut books = Self::default();
        let records = stage.database.records();
        for record in &records {
            books.attempt(stage, record);
        }
        let truth = truth(stage);
        let noted = noted(&records);
        let tables = stage.tables();
        let (nothing, unknown) = (Truth::default(), Noted::default());
        for order in tables.orders.values() {
            if let Way::Monthly { .. } = order.way {
                books.subscription(stage, &tables, order);
                continue;
            }
            books.order(&tables, order, |reference| {
                (
                    truth.get(reference).unwrap_or(&nothing),
                    noted.get(reference).unwrap_or(&unknown),
                )
            });
        }
        for (reference, truth) in &truth {
            let is_known = tables.tries.contains_key(reference);
            if truth.paid > 0 && !is_known {
                books.contradicts(format!("{reference} is paid, and no order has it"));
            }
        }
        for (currency, [shop, journal, services]) in books.paid.clone() {
            if shop != services || journal != services {
                books.contradicts(format!(
                    "{currency}: the shop has {shop}, the journal {journal}, the services {services}"
                ));
            }
        }
        books
    }

    fn contradicts(&mut self, what: String) {
        self.contradictions.push(what);
    }

    fn order<'t>(
        &mut self,
        tables: &Tables,
        order: &Order,
        of: impl Fn(&str) -> (&'t Truth, &'t Noted),
    ) {
        let tries = tables.tries_of(order.number);
        let has = |state| tries.iter().any(|attempt| attempt.state == state);
        let (mut paid, mut returned) = (0, 0);
        let currency = order.amount.currency().code().to_owned();
        for attempt in &tries {
            let (truth, noted) = of(&attempt.reference);
            paid += truth.paid;
            returned += truth.returned;
            let name = &attempt.reference;
            if truth.paid > 0 && truth.minor != order.amount.minor_units() {
                self.contradicts(format!("{name} is paid with {} hundredths", truth.minor));
            }
            if noted.paid != (truth.paid > 0) || noted.returned != (truth.returned > 0) {
                self.contradicts(format!(
                    "{name}: the journal has {noted:?}, and it is {truth:?}"
                ));
            }
            if attempt.state == State::Open && noted.exists {
                self.contradicts(format!("{name} exists, and the shop was never told"));
            }
            let sums = self.paid.entry(currency.clone()).or_default();
            let amount = order.amount.minor_units();
            sums[0] += if attempt.state == State::Paid {
                amount
            } else {
                0
            };
            sums[1] += if noted.paid && !noted.returned {
                noted.minor
            } else {
                0
            };
            let kept = truth.paid.saturating_sub(truth.returned);
            sums[2] += truth.minor * i128::try_from(kept).unwrap();
        }
        let name = format!("order {}", order.number);
        if paid > 1 {
            self.contradicts(format!("{name} is charged {paid} times"));
        }
        let state = tries.last().map(|attempt| attempt.state);
        *self.orders.entry(format!("{state:?}")).or_default() += 1;
        let kept = paid.saturating_sub(returned);
        if has(State::Review) {
            self.for_a_person
                .push(format!("{name}: {paid} paid, {returned} paid back"));
            return;
        }
        if has(State::Paid) != (kept == 1) {
            self.contradicts(format!("{name} is {state:?}, and paid {paid} times"));
        }
        if has(State::Returned) != (returned == 1) {
            self.contradicts(format!(
                "{name} is {state:?}, and paid back {returned} times"
            ));
        }
        let shipped = order.shipped;
        if usize::try_from(shipped).unwrap() != paid {
            self.contradicts(format!(
                "{name} is paid {paid} times, and shipped {shipped} times"
            ));
        }
    }

    fn subscription(&mut self, stage: &Stage, tables: &Tables, order: &Order) {
        let pagofacil = stage.services().pagofacil();
        for attempt in tables.tries_of(order.number) {
            let name = &attempt.reference;
            let registered = pagofacil.registrations_of(name);
            *self
                .orders
                .entry(format!("subscription {:?}", attempt.state))
                .or_default() += 1;
            if registered > 1 {
                self.contradicts(format!("{name} is registered {registered} times"));
            }
            let shop_knows = matches!(attempt.state, State::Paid | State::Review);
            if shop_knows != (registered == 1) {
                let state = attempt.state;
                self.contradicts(format!(
                    "{name} is {state:?}, and registered {registered} times"
                ));
            }
            let Some(subscribed) = tables.subscriptions.get(name) else {
                if registered > 0 {
                    self.for_a_person
                        .push(format!("{name}: the shop has no id of it"));
                }
                continue;
            };
            let held = pagofacil.subscription(subscribed.id.as_str()).unwrap();
            if held.active != subscribed.active {
                let active = held.active;
                self.contradicts(format!("{name}: it is {active} that it is active"));
            }
            let charged: BTreeMap<String, i128> = held
                .charges
                .iter()
                .filter(|charge| charge.is_approved())
                .map(|charge| {
                    (
                        charge.transaction.clone(),
                        minor(charge.amount, charge.currency),
                    )
                })
                .collect();
            let read: BTreeMap<String, i128> = subscribed
                .charges
                .iter()
                .map(|(id, amount)| (id.clone(), amount.minor_units()))
                .collect();
            if charged != read {
                self.contradicts(format!("{name} was charged {charged:?}, and not {read:?}"));
            }
            if charged
                .values()
                .any(|minor| *minor != order.amount.minor_units())
            {
                self.contradicts(format!("{name} was charged another amount: {charged:?}"));
            }
            if attempt.state == State::Review {
                self.for_a_person
                    .push(format!("{name}: its first charge did not succeed"));
            }
            let sum: i128 = charged.values().sum();
            let sums = self.paid.entry("MXN subscriptions".to_owned()).or_default();
            sums[0] += read.values().sum::<i128>();
            sums[1] += sum;
            sums[2] += sum;
        }
    }

    fn attempt(&mut self, stage: &Stage, record: &AttemptRecord) {
        let (operation, state) = (record.id.key.operation, record.state);
        *self
            .attempts
            .entry(format!("{operation} {state}"))
            .or_default() += 1;
        let name = &record.id;
        if record.is_open() {
            self.contradicts(format!("{name} is open, and was never decided"));
        }
        if record.task == Some(Task::Deliver) {
            self.contradicts(format!("the verdict of {name} was not delivered"));
        }
        if record.contradicted {
            self.contradicts(format!("{name} was resolved as not done, and was done"));
        }
        if state == Known::Done && !happened(stage, record) {
            self.contradicts(format!("{name} is done by the journal, and did not happen"));
        }
    }
}

fn truth(stage: &Stage) -> BTreeMap<String, Truth> {
    let services = stage.services();
    let mut found: BTreeMap<String, Truth> = BTreeMap::new();
    for intent in services.mpandco().intents() {
        if let (1.., Some(reference)) = (intent.executions, intent.reference) {
            let truth = found.entry(reference).or_default();
            truth.paid += 1;
            truth.returned += usize::from(intent.state == IntentState::Annulled);
            truth.minor = minor(intent.total, Currency::VES);
        }
    }
    for charge in services.pagofacil().charges() {
        let is_sale = charge.kind == ChargeKind::OneTime && charge.is_approved();
        if let (true, Some(reference)) = (is_sale, charge.reference) {
            let truth = found.entry(reference).or_default();
            truth.paid += 1;
            truth.minor = minor(charge.amount, charge.currency);
        }
    }
    for cash in services.pagofacil().cash_orders() {
        if cash.status == CashStatus::Paid {
            let truth = found.entry(cash.order_id).or_default();
            truth.paid += 1;
            truth.minor = minor(cash.amount, Currency::MXN);
        }
    }
    found
}

fn noted(records: &[AttemptRecord]) -> BTreeMap<String, Noted> {
    let mut found: BTreeMap<String, Noted> = BTreeMap::new();
    let mut reference_of: BTreeMap<String, String> = BTreeMap::new();
    let done = |record: &&AttemptRecord| record.state == Known::Done;
    let created = |record: &&AttemptRecord| record.id.key.operation == Operation::CREATE_PAYMENT;
    for record in records.iter().filter(done).filter(created) {
        let reference = record.id.key.reference.clone();
        let requested: Money = record.amount.as_deref().unwrap().parse().unwrap();
        let payment = record.result.as_ref();
        let payment: Option<Payment> =
            payment.map(|result| serde_json::from_str(&result.json).unwrap());
        if let Some(payment) = &payment {
            reference_of.insert(payment.id().to_string(), reference.clone());
        }
        let amount = payment
            .as_ref()
            .and_then(Payment::amount)
            .unwrap_or(requested);
        let noted = Noted {
            minor: amount.minor_units(),
            paid: payment.is_some_and(|payment| payment.status().is_paid()),
            returned: false,
            exists: true,
        };
        found.insert(reference, noted);
    }
    for record in records.iter().filter(done) {
        let Some(reference) = reference_of.get(&record.id.key.reference) else {
            continue;
        };
        let noted = found.get_mut(reference).unwrap();
        match record.id.key.operation {
            Operation::CONFIRM_PAYMENT => noted.paid = true,
            Operation::VOID_PAYMENT | Operation::REFUND_PAYMENT => noted.returned = true,
            _ => {}
        }
    }
    found
}

impl fmt::Display for Books {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = |f: &mut fmt::Formatter<'_>, of: &str, counts: &BTreeMap<String, usize>| {
            let counts: Vec<String> = counts
                .iter()
                .map(|(name, count)| format!("{count} {name}"))
                .collect();
            writeln!(f, "{of}: {}", counts.join(", "))
        };
        counts(f, "orders", &self.orders)?;
        counts(f, "attempts", &self.attempts)?;
        for (currency, [shop, journal, services]) in &self.paid {
            writeln!(
                f,
                "paid, in hundredths of {currency}: {shop} by the shop, {journal} by the journal, \
                 {services} by the services"
            )?;
        }
        writeln!(f, "orders for a person: {}", self.for_a_person.len())?;
        for line in self.for_a_person.iter().take(5) {
            writeln!(f, "  {line}")?;
        }
        Ok(())
    }
}
