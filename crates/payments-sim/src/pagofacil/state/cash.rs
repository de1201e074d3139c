//! Cash orders, which a buyer pays at a store.

use std::collections::HashMap;

use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};

use crate::pagofacil::environment::Environment;
use crate::pagofacil::model::{CashOrderView, CashStatus};

/// How long an order is open that names no expiration. The service's default is not published.
const OPEN: Duration = Duration::days(3);

/// What a request to create an order said.
pub(crate) struct NewCashOrder {
    pub(crate) environment: Environment,
    pub(crate) order_id: String,
    pub(crate) product: String,
    pub(crate) amount: Decimal,
    pub(crate) store: String,
    pub(crate) expires: Option<OffsetDateTime>,
}

/// An order. Of the buyer nothing is kept.
pub(crate) struct CashOrder {
    /// The service's control identifier.
    pub(crate) reference: String,
    /// The account into which the buyer pays, unique for each order.
    pub(crate) account: String,
    pub(crate) new: NewCashOrder,
    pub(crate) created: OffsetDateTime,
    pub(crate) expires: OffsetDateTime,
    paid: bool,
}

impl CashOrder {
    pub(crate) fn status(&self, now: OffsetDateTime) -> CashStatus {
        if self.paid {
            CashStatus::Paid
        } else if now >= self.expires {
            CashStatus::Expired
        } else {
            CashStatus::Open
        }
    }

    pub(crate) fn view(&self, now: OffsetDateTime) -> CashOrderView {
        CashOrderView {
            reference: self.reference.clone(),
            order_id: self.new.order_id.clone(),
            amount: self.new.amount,
            store: self.new.store.clone(),
            status: self.status(now),
        }
    }
}

/// Every cash order, oldest first.
#[derive(Default)]
pub(crate) struct CashOrders {
    orders: Vec<CashOrder>,
    by_reference: HashMap<String, usize>,
    by_order_id: HashMap<String, Vec<usize>>,
}

impl CashOrders {
    /// Adds an order, however often the merchant used its order id: what the service does with a
    /// repeated one is not published.
    pub(crate) fn add(&mut self, new: NewCashOrder, now: OffsetDateTime) -> &CashOrder {
        let number = self.orders.len() + 1;
        let reference = format!("CASH{number:010}");
        self.by_reference.insert(reference.clone(), number - 1);
        let of_order_id = self.by_order_id.entry(new.order_id.clone());
        of_order_id.or_default().push(number - 1);
        self.orders.push_mut(CashOrder {
            reference,
            account: format!("0{number:09}"),
            created: now,
            expires: new.expires.unwrap_or(now + OPEN),
            new,
            paid: false,
        })
    }

    pub(crate) fn all(&self) -> &[CashOrder] {
        &self.orders
    }

    /// The order with this control identifier.
    pub(crate) fn get(&self, reference: &str) -> Option<&CashOrder> {
        self.orders.get(*self.by_reference.get(reference)?)
    }

    /// The orders with this merchant's reference, oldest first.
    pub(crate) fn with_order_id(&self, order_id: &str) -> impl Iterator<Item = &CashOrder> {
        let positions = self.by_order_id.get(order_id).into_iter().flatten();
        positions.filter_map(|position| self.orders.get(*position))
    }

    /// The buyer pays. `None` when there is no such order or it is not open.
    pub(crate) fn pay(&mut self, reference: &str, now: OffsetDateTime) -> Option<&CashOrder> {
        let order = self.orders.get_mut(*self.by_reference.get(reference)?)?;
        if order.status(now) != CashStatus::Open {
            return None;
        }
        order.paid = true;
        Some(order)
    }
}
