//! Subscriptions: cards charged on a schedule by the provider.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    AmountInput, Card, Charge, CivilTime, Customer, MaskedCard, MerchantReference, Money, Schedule,
    SubscriptionId,
};
use crate::violation::Violations;

/// A subscription to register.
///
/// Like a [`PaymentRequest`](super::PaymentRequest) it takes anything, and a provider lists every
/// violation before it sends a byte. Field paths are `reference`, `amount`, `card.number`,
/// `card.expiry`, `card.security_code`, `customer.first_name`, `customer.address.street` and so
/// on, `schedule.day`, `schedule.start` and `schedule.end`.
#[derive(Clone, Debug)]
pub struct SubscriptionRequest {
    reference: Option<MerchantReference>,
    amount: AmountInput,
    card: Card,
    customer: Customer,
    schedule: Schedule,
    charge_now: bool,
}

impl SubscriptionRequest {
    /// Charges `amount` to `card` on `schedule`.
    pub fn new(
        amount: impl Into<AmountInput>,
        card: Card,
        customer: Customer,
        schedule: Schedule,
    ) -> Self {
        Self {
            reference: None,
            amount: amount.into(),
            card,
            customer,
            schedule,
            charge_now: false,
        }
    }

    /// The merchant's contract number. Without one, a registration whose response is lost cannot be
    /// looked up.
    #[must_use]
    pub fn with_reference(mut self, reference: impl Into<MerchantReference>) -> Self {
        self.reference = Some(reference.into());
        self
    }

    /// Charges the amount once at registration too, whatever the schedule says.
    #[must_use]
    pub fn with_charge_now(mut self) -> Self {
        self.charge_now = true;
        self
    }

    /// The merchant's contract number.
    pub fn reference(&self) -> Option<&MerchantReference> {
        self.reference.as_ref()
    }

    /// The amount of each charge.
    pub fn amount(&self) -> &AmountInput {
        &self.amount
    }

    /// The card.
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// The cardholder.
    pub fn customer(&self) -> &Customer {
        &self.customer
    }

    /// The schedule.
    pub fn schedule(&self) -> Schedule {
        self.schedule
    }

    /// Whether to charge once at registration.
    pub fn charge_now(&self) -> bool {
        self.charge_now
    }

    /// Lists what is wrong with the request for any provider, on the day `today` there.
    pub fn check(&self, today: time::Date, violations: &mut Violations) {
        if let Some(reference) = &self.reference {
            reference.check("reference", violations);
        }
        self.amount.check("amount", violations);
        self.card.number().check_digits("card.number", violations);
        self.card.expiry().check("card.expiry", today, violations);
        self.schedule.check("schedule", today, violations);
    }
}

/// A subscription as its provider reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    id: SubscriptionId,
    status: SubscriptionStatus,
    #[serde(default)]
    reference: Option<MerchantReference>,
    #[serde(default)]
    amount: Option<Money>,
    #[serde(default)]
    schedule: Option<Schedule>,
    #[serde(default)]
    card: MaskedCard,
    #[serde(default)]
    registered_at: Option<CivilTime>,
    #[serde(default)]
    charges: Vec<Charge>,
    #[serde(default)]
    details: BTreeMap<String, String>,
    #[serde(default)]
    warnings: Vec<String>,
}

impl Subscription {
    /// A subscription with what every provider tells of it.
    pub fn new(id: SubscriptionId, status: SubscriptionStatus) -> Self {
        Self {
            id,
            status,
            reference: None,
            amount: None,
            schedule: None,
            card: MaskedCard::default(),
            registered_at: None,
            charges: Vec::new(),
            details: BTreeMap::new(),
            warnings: Vec::new(),
        }
    }

    /// Sets the merchant's contract number.
    #[must_use]
    pub fn with_reference(mut self, reference: Option<MerchantReference>) -> Self {
        self.reference = reference;
        self
    }

    /// Sets the amount of each charge.
    #[must_use]
    pub fn with_amount(mut self, amount: Option<Money>) -> Self {
        self.amount = amount;
        self
    }

    /// Sets the schedule.
    #[must_use]
    pub fn with_schedule(mut self, schedule: Option<Schedule>) -> Self {
        self.schedule = schedule;
        self
    }

    /// Sets what may be shown of the card.
    #[must_use]
    pub fn with_card(mut self, card: MaskedCard) -> Self {
        self.card = card;
        self
    }

    /// Sets when it was registered.
    #[must_use]
    pub fn with_registered_at(mut self, registered_at: Option<CivilTime>) -> Self {
        self.registered_at = registered_at;
        self
    }

    /// Sets the charges made so far.
    #[must_use]
    pub fn with_charges(mut self, charges: Vec<Charge>) -> Self {
        self.charges = charges;
        self
    }

    /// Sets what else the provider tells, by its own names. Never card data.
    #[must_use]
    pub fn with_details(mut self, details: BTreeMap<String, String>) -> Self {
        self.details = details;
        self
    }

    /// Sets what was unexpected in the response although it could be read.
    #[must_use]
    pub fn with_warnings(mut self, warnings: Vec<String>) -> Self {
        self.warnings = warnings;
        self
    }

    /// The provider's identifier.
    pub fn id(&self) -> &SubscriptionId {
        &self.id
    }

    /// The status.
    pub fn status(&self) -> &SubscriptionStatus {
        &self.status
    }

    /// The merchant's contract number, if the provider reports it.
    pub fn reference(&self) -> Option<&MerchantReference> {
        self.reference.as_ref()
    }

    /// The amount of each charge, if the provider reports it.
    pub fn amount(&self) -> Option<Money> {
        self.amount
    }

    /// The schedule, if the provider reports it.
    pub fn schedule(&self) -> Option<Schedule> {
        self.schedule
    }

    /// What may be shown of the card.
    pub fn card(&self) -> &MaskedCard {
        &self.card
    }

    /// When it was registered.
    pub fn registered_at(&self) -> Option<CivilTime> {
        self.registered_at
    }

    /// The charges that the provider reports with it, oldest first.
    pub fn charges(&self) -> &[Charge] {
        &self.charges
    }

    /// What else the provider tells, by its own names.
    pub fn details(&self) -> &BTreeMap<String, String> {
        &self.details
    }

    /// What was unexpected in the response although it could be read.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }
}

/// The status of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SubscriptionStatus {
    /// Charged on its schedule.
    Active,
    /// Not charged any more.
    Cancelled,
    /// A status that this version does not know, in the provider's words; empty where the provider
    /// states none.
    Other(String),
}
