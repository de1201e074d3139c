//! Callers that follow the documentation.

use futures_util::future::join_all;
use payments_core::{
    Callback, Card, CardExpiry, Expected, Outcome, PageRequest, Payment, PaymentProvider,
    PayoutProvider, RecurringProvider, Result,
};
use payments_testkit::samples;
use payments_tests::matrix::clients;
use provider_mpandco::Mpandco;
use provider_pagofacil::Encoding;

use super::claims::Effect;
use super::schedule::Task;
use super::shop::Shop;

/// Runs the task that bears this number.
pub(super) async fn run(shop: &Shop, task: &Task, number: usize) {
    let reference = format!("ORDER-{number}");
    match *task {
        Task::Sale {
            callbacks,
            void,
            own_token,
        } => sale(shop, &reference, callbacks, void, own_token).await,
        Task::Payout { own_token } => payout(shop, &reference, own_token).await,
        Task::Charge {
            encoding,
            good_card,
        } => charge(shop, &reference, encoding, good_card).await,
        Task::Contract { encoding, cancel } => contract(shop, &reference, encoding, cancel).await,
    }
}

/// Whether its outcome is unknown.
fn is_unknown<T>(result: &Result<T>) -> bool {
    result
        .as_ref()
        .is_err_and(|error| error.outcome() == Outcome::Unknown)
}

async fn sale(shop: &Shop, reference: &str, callbacks: usize, void: bool, own_token: bool) {
    let client = shop.mpandco(own_token);
    let Some(payment) = created(shop, &client, reference).await else {
        return;
    };
    let Some(returned) = shop.simulator.approve_payment(payment.id().as_str()) else {
        return;
    };
    let returned = Callback::browser_return(returned);
    let settled = join_all((0..callbacks).map(|number| {
        // Each callback comes to another server of the shop.
        let client = shop.mpandco(own_token && number == 0);
        let (payment, returned) = (&payment, &returned);
        async move { settle(shop, &client, payment, returned, reference).await }
    }));
    let is_paid = settled.await.contains(&true);
    client.list_payments(&PageRequest::first()).await.ok();
    if void && is_paid {
        let effect = Effect::Voided(reference.to_owned());
        let voided = shop.once(effect, async || client.void_payment(payment.id()).await);
        if is_unknown(&voided.await) {
            client.get_payment(payment.id()).await.ok();
        }
    }
}

/// Creates a sale, or finds it where the response was lost.
async fn created(shop: &Shop, client: &Mpandco, reference: &str) -> Option<Payment> {
    let request = clients::sale(reference);
    let effect = Effect::Created(reference.to_owned());
    let created = shop.once(effect, async || client.create_payment(&request).await);
    match created.await {
        Ok(payment) => Some(payment),
        Err(error) if error.outcome() == Outcome::Unknown => {
            let found = client.find_payment(&reference.into()).await.ok()?;
            found.matches().first().cloned()
        }
        Err(_) => None,
    }
}

/// Settles a sale, and returns whether it is known to be paid.
async fn settle(
    shop: &Shop,
    client: &Mpandco,
    payment: &Payment,
    returned: &Callback,
    reference: &str,
) -> bool {
    let expected = Expected::new(payment.id().as_str(), reference, payment.amount().unwrap());
    let effect = Effect::Executed(reference.to_owned());
    let settled = shop.once(effect, async || {
        client.settle(&expected, Some(returned)).await
    });
    match settled.await {
        Ok(settled) => settled.is_paid(),
        Err(error) if error.outcome() == Outcome::Unknown => {
            let found = client.get_payment(payment.id()).await;
            found.is_ok_and(|found| found.status().is_paid())
        }
        Err(_) => false,
    }
}

async fn payout(shop: &Shop, reference: &str, own_token: bool) {
    let client = shop.mpandco(own_token);
    let request = clients::payout(reference);
    let effect = Effect::PaidOut(reference.to_owned());
    // The web pages of the service show the outcome of an unknown one.
    let sent = shop.once(effect, async || client.send_payout(&request).await);
    sent.await.ok();
}

async fn charge(shop: &Shop, reference: &str, encoding: Encoding, good_card: bool) {
    let client = shop.pagofacil(encoding);
    let card = if good_card {
        clients::good_card()
    } else {
        Card::new(samples::card_number(), CardExpiry::new(9, 16)).with_security_code("222")
    };
    let request = clients::charge(reference, card);
    let effect = Effect::Charged(reference.to_owned());
    let charged = shop.once(effect, async || client.create_payment(&request).await);
    if is_unknown(&charged.await) {
        client.find_payment(&reference.into()).await.ok();
    }
}

async fn contract(shop: &Shop, reference: &str, encoding: Encoding, cancel: bool) {
    let client = shop.pagofacil(encoding);
    let request = clients::contract(reference);
    let effect = Effect::Registered(reference.to_owned());
    let registered = shop.once(effect, async || {
        client.register_subscription(&request).await
    });
    let subscription = match registered.await {
        Ok(registration) => Some(registration.subscription),
        Err(error) if error.outcome() == Outcome::Unknown => {
            let found = client.find_subscription(&reference.into()).await.ok();
            found.and_then(|found| found.matches().first().cloned())
        }
        Err(_) => None,
    };
    let Some(subscription) = subscription.filter(|_| cancel) else {
        return;
    };
    let id = subscription.id();
    let effect = Effect::Cancelled(id.to_string());
    let cancelled = shop.once(effect, async || client.cancel_subscription(id).await);
    if is_unknown(&cancelled.await) {
        client.get_subscription(id).await.ok();
    }
}
