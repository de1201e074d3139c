//! The payers: what they were shown, and what they do with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use payments_core::Webhook;
use payments_core::{Callback, PaymentId};
use payments_sim::mpandco::IntentState;
use url::Url;

use super::plan::{Back, Way};
use super::stage::Stage;

/// What payers have before them.
#[derive(Default)]
pub(super) struct Payers {
    /// The pages that the shop sent the payer of an order to. Each may be in another tab.
    pages: Mutex<BTreeMap<u32, BTreeSet<String>>>,
    /// The addresses to which the service sent the payers.
    returns: Mutex<BTreeMap<u32, Url>>,
}

impl Payers {
    pub(super) fn shown(&self, order: u32, payment: &PaymentId) {
        let mut pages = self.pages.lock().unwrap();
        pages.entry(order).or_default().insert(payment.to_string());
    }
}

/// The payments that the payer of an order can decide: the pages that are open, and what the app
/// shows, which asks for the money whatever the shop knows.
fn decidable(stage: &Stage, order: u32) -> Vec<String> {
    let (way, references) = {
        let tables = stage.tables();
        let Some((found, _)) = tables.find(order) else {
            return Vec::new();
        };
        let tries = tables.tries_of(order);
        let references: Vec<String> = tries.iter().map(|one| one.reference.clone()).collect();
        (found.way, references)
    };
    if way == Way::App {
        let services = stage.services();
        let asked = references.iter().flat_map(|reference| {
            let intents = services.mpandco().intents_of(reference).into_iter();
            intents
                .filter(|intent| intent.state == IntentState::Created)
                .map(|intent| intent.id)
        });
        return asked.collect();
    }
    let pages = stage.payers.pages.lock().unwrap();
    pages.get(&order).into_iter().flatten().cloned().collect()
}

/// The payer approves.
pub(super) fn approve(stage: &Stage, order: u32) {
    for id in decidable(stage, order) {
        if let Some(url) = stage.services().approve_payment(&id) {
            stage.note(format!("the payer of {order} approves {id}"));
            stage.payers.returns.lock().unwrap().insert(order, url);
        }
    }
}

/// The payer turns it down.
pub(super) fn cancel(stage: &Stage, order: u32) {
    for id in decidable(stage, order) {
        if stage.services().cancel_payment(&id).is_some() {
            stage.note(format!("the payer of {order} cancels {id}"));
        }
    }
}

/// The payer pays each voucher of the order that the service sent: one, if nothing went wrong.
pub(super) fn pay_cash(stage: &Stage, order: u32) {
    let references: Vec<String> = {
        let tables = stage.tables();
        let tries = tables.tries_of(order);
        tries.iter().map(|one| one.reference.clone()).collect()
    };
    let pagofacil = stage.services().pagofacil();
    for reference in references {
        for voucher in pagofacil.cash_orders_of(&reference) {
            if pagofacil.pay_cash_order(&voucher.reference) {
                stage.note(format!("the payer of {order} pays {}", voucher.reference));
            }
        }
    }
}

/// What comes back for an order; `None` where nothing can.
pub(super) fn callback(stage: &Stage, order: u32, back: Back) -> Option<Callback> {
    let (found, latest) = stage.tables().find(order)?;
    let returned = |order: u32| stage.payers.returns.lock().unwrap().get(&order).cloned();
    match (found.way, back) {
        (Way::Cash, Back::Genuine | Back::Forged) => {
            // Nothing in it is signed: a forged one is the same, and comes before the payment.
            let body = format!("customer_order={}&status=4", latest.reference);
            Some(Callback::from(Webhook::new(body)))
        }
        (Way::Page | Way::App, Back::Genuine) => returned(order).map(Callback::browser_return),
        (Way::Page | Way::App, Back::Of(other)) => returned(other).map(Callback::browser_return),
        (Way::Page | Way::App, Back::Forged) => {
            let mut url = super::shop::return_url(order);
            url.query_pairs_mut()
                .append_pair("paymentIntent", latest.payment?.as_str())
                .append_pair("payerId", "an-invented-payer");
            Some(Callback::browser_return(url))
        }
        _ => None,
    }
}
