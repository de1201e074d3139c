//! Subscriptions, their registration and their charges.

use std::collections::BTreeMap;

use payments_core as core;
use schemars::JsonSchema;
use serde::Serialize;

use super::basics::{Card, LocalTime, Money, note, status, status_text};
use crate::output::{Item, List, Tabular};

/// A subscription.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Subscription {
    /// The provider's id.
    id: String,
    /// The status: `active`, `cancelled` or `other`.
    status: String,
    /// The provider's own words where the status is `other`.
    provider_status: Option<String>,
    /// The contract number.
    reference: Option<String>,
    /// The amount of each charge.
    amount: Option<Money>,
    /// When it is charged.
    schedule: Option<Schedule>,
    /// The card that is charged.
    card: Card,
    /// When it was registered.
    registered: Option<LocalTime>,
    /// The charges that the provider reports with it, oldest first.
    charges: Vec<Charge>,
    /// What else the provider reports, under its own names.
    details: BTreeMap<String, String>,
    /// What differs from the documented response although it could be read.
    warnings: Vec<String>,
}

/// When a subscription is charged.
#[derive(Serialize, JsonSchema)]
struct Schedule {
    /// The day of the month.
    day: u8,
    /// The first day, in ISO 8601.
    start: String,
    /// The last day, in ISO 8601.
    end: Option<String>,
}

/// A charge of a subscription.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Charge {
    /// The provider's id.
    id: Option<String>,
    /// `approved`, `declined` or `other`.
    outcome: String,
    /// The provider's own words where the outcome is `other`.
    provider_outcome: Option<String>,
    /// The amount.
    amount: Option<Money>,
    /// The authorization number of the bank.
    authorization: Option<String>,
    /// When it was made.
    made: Option<LocalTime>,
    /// The provider's message.
    message: Option<String>,
}

/// A registered subscription. It is registered even if its first charge was declined.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Registration {
    /// The subscription.
    subscription: Subscription,
    /// The result of the charge that was requested at once.
    first_charge: FirstCharge,
}

/// The result of a charge at registration.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum FirstCharge {
    /// No charge was requested.
    NotRequested,
    /// The provider reports this charge.
    Made(Box<Charge>),
    /// The provider does not report the charge: look it up with `list-charges`.
    Unknown,
}

impl Subscription {
    pub(crate) fn of(subscription: &core::Subscription) -> Self {
        let (status, provider_status) = status(subscription.status());
        Self {
            id: subscription.id().to_string(),
            status,
            provider_status,
            reference: subscription.reference().map(ToString::to_string),
            amount: subscription.amount().map(Money::of),
            schedule: subscription.schedule().map(|schedule| Schedule {
                day: schedule.day(),
                start: schedule.start().to_string(),
                end: schedule.end().map(|end| end.to_string()),
            }),
            card: Card::of(subscription.card()),
            registered: subscription.registered_at().map(LocalTime::of),
            charges: subscription.charges().iter().map(Charge::of).collect(),
            details: subscription.details().clone(),
            warnings: subscription.warnings().to_vec(),
        }
    }
}

impl Charge {
    pub(crate) fn of(charge: &core::Charge) -> Self {
        let (outcome, provider_outcome) = status(&charge.outcome);
        Self {
            id: charge.id.clone(),
            outcome,
            provider_outcome,
            amount: charge.amount.map(Money::of),
            authorization: charge.authorization.clone(),
            made: charge.at.map(LocalTime::of),
            message: charge.message.clone(),
        }
    }
}

impl Registration {
    pub(crate) fn of(registration: &core::Registration) -> Self {
        Self {
            subscription: Subscription::of(&registration.subscription),
            first_charge: match &registration.first_charge {
                core::FirstCharge::NotRequested => FirstCharge::NotRequested,
                core::FirstCharge::Made(charge) => FirstCharge::Made(Box::new(Charge::of(charge))),
                _ => FirstCharge::Unknown,
            },
        }
    }
}

impl Tabular for Subscription {
    const COLUMNS: &'static [&'static str] = &["reference", "status", "amount", "schedule", "id"];

    fn item(&self) -> Item {
        let schedule = self.schedule.as_ref();
        let item = Item::new()
            .with("id", &self.id)
            .with(
                "status",
                status_text(&self.status, self.provider_status.as_deref()),
            )
            .with("amount", self.amount.as_ref().map(Money::text))
            .with("reference", &self.reference)
            .with_short(
                "schedule",
                schedule.map(Schedule::text),
                schedule.map(|schedule| format!("day {}", schedule.day)),
            )
            .with("card", self.card.text())
            .with("registered", self.registered.as_ref().map(LocalTime::text));
        let details = self.details.iter();
        details
            .fold(item, |item, (name, text)| item.with_named(name, text))
            .with("warnings", note(&self.warnings))
            .with_list("charges", List::of(&self.charges))
    }
}

impl Schedule {
    fn text(&self) -> String {
        let (day, start) = (self.day, &self.start);
        match &self.end {
            Some(end) => format!("on day {day} of each month, {start} to {end}"),
            None => format!("on day {day} of each month, from {start} on"),
        }
    }
}

impl Tabular for Charge {
    const COLUMNS: &'static [&'static str] = &["id", "outcome", "amount", "made", "authorization"];

    fn item(&self) -> Item {
        let made = self.made.as_ref();
        Item::new()
            .with("id", &self.id)
            .with(
                "outcome",
                status_text(&self.outcome, self.provider_outcome.as_deref()),
            )
            .with("amount", self.amount.as_ref().map(Money::text))
            .with_short(
                "made",
                made.map(LocalTime::text),
                made.map(LocalTime::minute),
            )
            .with("authorization", &self.authorization)
            .with("message", &self.message)
    }
}

impl Tabular for Registration {
    const COLUMNS: &'static [&'static str] = Subscription::COLUMNS;

    fn item(&self) -> Item {
        let item = self.subscription.item();
        match &self.first_charge {
            FirstCharge::NotRequested => item,
            FirstCharge::Unknown => item.with(
                "first charge",
                "unknown: look it up with list-charges before you charge again",
            ),
            FirstCharge::Made(charge) => {
                let outcome = status_text(&charge.outcome, charge.provider_outcome.as_deref());
                let amount = charge.amount.as_ref().map(Money::text);
                let charged = [Some(outcome), amount, charge.message.clone()];
                let charged: Vec<String> = charged.into_iter().flatten().collect();
                item.with("first charge", charged.join(", "))
            }
        }
    }
}
