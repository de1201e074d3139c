//! Payments of the mPandco wallet.

use std::collections::BTreeMap;

use provider_mpandco::model;
use schemars::JsonSchema;
use serde::Serialize;

use super::basics::{LocalTime, Privacy, status, status_text};
use crate::output::{Item, List, Tabular};

/// A payment of the mPandco wallet.
#[derive(Serialize, JsonSchema)]
pub(crate) struct WalletPayment {
    /// The id.
    id: String,
    /// The number of the receipt.
    number: Option<String>,
    /// The status: `finished`, `awaiting_receiver`, `cancelled_by_sender` or `other`.
    status: String,
    /// The service's own words where the status is `other`.
    provider_status: Option<String>,
    /// The service's name of its kind.
    kind: Option<String>,
    /// The amount as a decimal text. The service names no currency in the wallet's history.
    amount: Option<String>,
    /// The amount of the operation.
    operation_amount: Option<String>,
    /// The id of the user.
    user: Option<String>,
    /// The name of the user; printed with `--show-personal`.
    user_name: Option<String>,
    /// The recipient; printed with `--show-personal`.
    recipient: Option<String>,
    /// The id of the account that paid.
    source: Option<String>,
    /// When it was created.
    created: Option<LocalTime>,
    /// How it was paid.
    methods: Vec<Method>,
    /// What else the service reports; values are printed with `--show-personal`.
    data: BTreeMap<String, String>,
}

/// How a wallet payment was paid.
#[derive(Serialize, JsonSchema)]
struct Method {
    /// The id.
    id: Option<String>,
    /// The name.
    name: Option<String>,
    /// The description.
    description: Option<String>,
    /// The mode.
    mode: Option<String>,
    /// The form.
    form: Option<String>,
    /// The platform.
    platform: Option<String>,
    /// The amount.
    amount: Option<String>,
    /// When it was created.
    created: Option<LocalTime>,
    /// The movements on the account.
    movements: Vec<Movement>,
}

/// A movement on an account.
#[derive(Serialize, JsonSchema)]
struct Movement {
    /// The description.
    description: Option<String>,
    /// The amount; negative for money that left the account.
    amount: Option<String>,
    /// When it was made.
    created: Option<LocalTime>,
}

impl WalletPayment {
    pub(crate) fn of(payment: &model::WalletPayment, privacy: Privacy) -> Self {
        let (status, provider_status) = status(&payment.status);
        let data = payment.data.iter();
        Self {
            id: payment.id.to_string(),
            number: payment.number.clone(),
            status,
            provider_status,
            kind: payment.kind.clone(),
            amount: payment.amount.map(|amount| amount.to_string()),
            operation_amount: payment.operation_amount.map(|amount| amount.to_string()),
            user: payment.user.clone(),
            user_name: privacy.optional(payment.user_name.as_ref()),
            recipient: privacy.optional(payment.recipient.as_ref()),
            source: payment.source.as_ref().and_then(|source| source.id.clone()),
            created: payment.created_at.map(LocalTime::of),
            methods: payment.methods.iter().map(Method::of).collect(),
            data: data
                .map(|(name, text)| (name.clone(), privacy.text(text)))
                .collect(),
        }
    }
}

impl Method {
    fn of(method: &model::PaymentMethod) -> Self {
        let movements = method.movements.iter().map(|movement| Movement {
            description: movement.description.clone(),
            amount: movement.amount.map(|amount| amount.to_string()),
            created: movement.created_at.map(LocalTime::of),
        });
        Self {
            id: method.id.clone(),
            name: method.name.clone(),
            description: method.description.clone(),
            mode: method.mode_name.clone().or_else(|| method.mode.clone()),
            form: method.form.clone(),
            platform: method.platform.clone(),
            amount: method.amount.map(|amount| amount.to_string()),
            created: method.created_at.map(LocalTime::of),
            movements: movements.collect(),
        }
    }
}

impl Tabular for WalletPayment {
    const COLUMNS: &'static [&'static str] = &["number", "status", "amount", "created", "id"];

    fn item(&self) -> Item {
        let created = self.created.as_ref();
        let movements = self.methods.iter().flat_map(|method| &method.movements);
        let data = self.data.iter();
        let item = Item::new()
            .with("id", &self.id)
            .with("number", &self.number)
            .with(
                "status",
                status_text(&self.status, self.provider_status.as_deref()),
            )
            .with("kind", &self.kind)
            .with("amount", &self.amount)
            .with("operation amount", &self.operation_amount)
            .with("user", &self.user)
            .with("user name", &self.user_name)
            .with("recipient", &self.recipient)
            .with("source", &self.source)
            .with_short(
                "created",
                created.map(LocalTime::text),
                created.map(LocalTime::minute),
            );
        data.fold(item, |item, (name, text)| item.with_named(name, text))
            .with_list("methods", List::of(&self.methods))
            .with_list("movements", List::from_items(movements))
    }
}

impl Tabular for Method {
    const COLUMNS: &'static [&'static str] = &["name", "mode", "amount", "created"];

    fn item(&self) -> Item {
        let created = self.created.as_ref();
        Item::new()
            .with("id", &self.id)
            .with("name", &self.name)
            .with("description", &self.description)
            .with("mode", &self.mode)
            .with("form", &self.form)
            .with("platform", &self.platform)
            .with("amount", &self.amount)
            .with("created", created.map(LocalTime::minute))
    }
}

impl Tabular for Movement {
    const COLUMNS: &'static [&'static str] = &["amount", "created", "description"];

    fn item(&self) -> Item {
        let created = self.created.as_ref();
        Item::new()
            .with("amount", &self.amount)
            .with("created", created.map(LocalTime::minute))
            .with("description", &self.description)
    }
}
