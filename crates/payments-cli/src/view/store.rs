//! Stores that take cash orders.

use provider_pagofacil as pagofacil;
use schemars::JsonSchema;
use serde::Serialize;

use super::basics::Money;
use crate::output::{Item, Tabular};

/// A store that takes cash orders.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Store {
    /// The code, for `create-cash-order`.
    code: String,
    /// The name to show to a buyer.
    name: String,
    /// The most that it took for one order when the service published it, in 2017: advice.
    limit: Option<Money>,
}

impl Store {
    pub(crate) fn of(store: &pagofacil::CashStore) -> Self {
        Self {
            code: store.code.clone(),
            name: store.name.clone(),
            limit: store.limit.map(Money::of),
        }
    }
}

impl Tabular for Store {
    const COLUMNS: &'static [&'static str] = &["code", "name", "limit of 2017"];

    fn item(&self) -> Item {
        Item::new()
            .with("code", &self.code)
            .with("name", &self.name)
            .with("limit of 2017", self.limit.as_ref().map(Money::text))
    }
}
