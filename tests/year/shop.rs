//! The shop on the journal's public interface, as the example shop uses it: pay, settle, try again,
//! pay back, subscribe.

use payments_core::{
    Callback, Card, CardExpiry, Currency, Error, ErrorKind, Expected, Money, NextAction, Operation,
    Outcome, PaymentMethod, PaymentProvider, PaymentRequest, Provider, ReturnUrls, Schedule,
    SubscriptionRequest,
};
use payments_journal::store::{Filter, State as Known, StoreError};
use provider_pagofacil::CashStore;
use time::OffsetDateTime;
use url::Url;

use super::flaw::Flaw;
use super::life::Unavailable;
use super::orders::{Change, Of, Order, State, Try};
use super::plan::{Service, Way};
use super::process::Process;
use super::verdicts::shipped;
use crate::matrix::clients::{PAYER, cardholder};

/// A page that fails because the database does.
pub(super) type Done<T> = Result<T, Unavailable>;

impl From<StoreError> for Unavailable {
    fn from(_: StoreError) -> Self {
        Self
    }
}

/// What the journal does not know about a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubt {
    None,
    Open,
    Person,
}

pub(super) fn service(way: Way) -> Service {
    match way {
        Way::Page | Way::App => Service::Mpandco,
        Way::Card { .. } | Way::Cash | Way::Monthly { .. } => Service::PagoFacil,
    }
}

pub(super) fn return_url(order: u32) -> Url {
    let url = format!("https://shop.example/orders/{order}/return");
    url.parse().unwrap()
}

fn card(good: bool) -> Card {
    // An American Express is never declined.
    let (number, code) = match good {
        true => (format!("37{}", "1".repeat(13)), "7391"),
        false => (payments_testkit::samples::card_number(), "739"),
    };
    Card::new(number, CardExpiry::new(12, 2039)).with_security_code(code)
}

pub(super) fn money(way: Way, minor: i64) -> Money {
    let currency = match service(way) {
        Service::Mpandco => Currency::VES,
        Service::PagoFacil => Currency::MXN,
    };
    Money::from_minor(minor, currency)
}

pub(super) fn request(order: &Order, reference: &str) -> PaymentRequest {
    let customer = Box::new(cardholder());
    let method = match order.way {
        Way::Card { good } | Way::Monthly { good } => PaymentMethod::Card {
            card: card(good),
            customer,
        },
        Way::Cash => PaymentMethod::Cash {
            store: Some(CashStore::OXXO.to_owned()),
            customer,
        },
        Way::App => PaymentMethod::Wallet {
            recipient: PAYER.into(),
        },
        Way::Page => PaymentMethod::ProviderPage,
    };
    let request = PaymentRequest::new(reference, order.amount)
        .with_description("A year of coffee")
        .with_method(method);
    match service(order.way) {
        Service::Mpandco => {
            let page = return_url(order.number);
            request.with_return_urls(ReturnUrls::new(page.clone(), page))
        }
        Service::PagoFacil => request,
    }
}

fn contract(order: &Order, reference: &str, now: OffsetDateTime) -> SubscriptionRequest {
    let tomorrow = now.date().next_day().unwrap();
    let schedule = Schedule::monthly(tomorrow.day().min(28), tomorrow);
    let good = matches!(order.way, Way::Monthly { good: true });
    SubscriptionRequest::new(order.amount, card(good), cardholder(), schedule)
        .with_reference(reference)
        .with_charge_now()
}

impl Process {
    pub(super) async fn find(&self, order: u32) -> Done<Option<(Order, Try)>> {
        self.life
            .step(|| self.life.stage.tables().find(order))
            .await
    }

    pub(super) async fn change(&self, of: Of<'_>, change: &Change) -> Done<()> {
        let stage = &self.life.stage;
        let mut ships = None;
        let changed = self.life.step(|| {
            ships = stage.tables().change(of, change);
        });
        let changed = changed.await;
        self.life.note(format!("{of:?} becomes {:?}", change.state));
        if let Some(attempt) = ships {
            shipped(stage, &attempt);
        }
        changed
    }

    /// Writes down that a call is about to be made, so that its result is looked for if it cannot be
    /// written.
    pub(super) async fn begin(&self, reference: &str) -> Done<()> {
        let stage = &self.life.stage;
        let begin = || stage.tables().begin(reference, stage.now());
        self.life.step(begin).await
    }

    /// Takes an order, and pays it.
    pub(super) async fn order(self, number: u32, way: Way, minor: i64) -> Done<()> {
        let order = Order {
            number,
            way,
            amount: money(way, minor),
            shipped: 0,
        };
        let added = self.life.step(|| self.life.stage.tables().add(order));
        added.await?;
        self.pay(number).await
    }

    /// The payer pressed "Pay".
    pub(super) async fn pay(self, order: u32) -> Done<()> {
        let Some((order, attempt)) = self.find(order).await? else {
            return Ok(());
        };
        let payable = matches!(attempt.state, State::Open | State::Waiting);
        if !payable || self.doubt(&attempt).await? != Doubt::None {
            return Ok(());
        }
        let provider = self.provider(service(order.way));
        let reference = attempt.reference.as_str();
        self.begin(reference).await?;
        let paid = match order.way {
            Way::Monthly { .. } => {
                let recurring = PaymentProvider::recurring(provider).unwrap();
                let request = contract(&order, reference, provider.clock().now());
                let registered = recurring.register_subscription(&request).await;
                registered.map(|registration| (Change::registered(&registration), None))
            }
            _ => {
                let created = provider.create_payment(&request(&order, reference)).await;
                created.map(|payment| {
                    let page = payment.next_action().and_then(NextAction::redirect_url);
                    (Change::of(&payment), page.map(|_| payment.id().clone()))
                })
            }
        };
        let change = match paid {
            Ok((change, page)) => {
                self.life.note(format!("{reference}: {:?}", change.state));
                let sent = self.change(Of::Reference(reference), &change).await;
                if let (Ok(()), Some(page)) = (&sent, page) {
                    self.life.stage.payers.shown(order.number, &page);
                }
                return sent;
            }
            Err(error) => {
                self.life.note(format!("{reference}: {error}"));
                match error.outcome() {
                    // The journal finds it out.
                    Outcome::Unknown => return Ok(()),
                    _ => refused(&error),
                }
            }
        };
        self.change(Of::Reference(reference), &change).await
    }

    /// Whether a call for this try is in flight, or has an unknown outcome.
    async fn doubt(&self, attempt: &Try) -> Done<Doubt> {
        let mut doubt = Doubt::None;
        let payment = attempt.payment.as_ref().map(ToString::to_string);
        for key in [Some(attempt.reference.clone()), payment] {
            let Some(key) = key else { continue };
            for record in self.journal().list(&Filter::Reference(key), 100).await? {
                let is_unknown = matches!(record.state, Known::Dispatched | Known::Unknown);
                let is_news = record.state == Known::Done && attempt.state == State::Open;
                if is_unknown || is_news {
                    let person = record.needs_person.is_some();
                    doubt = if person { Doubt::Person } else { Doubt::Open };
                }
            }
        }
        Ok(doubt)
    }

    /// The payer wants to try again after a payment that ended without one.
    pub(super) async fn again(self, order: u32) -> Done<()> {
        let Some((_, attempt)) = self.find(order).await? else {
            return Ok(());
        };
        let flawed = self.life.stage.flaw == Flaw::TriesAgainInDoubt;
        let doubt = self.doubt(&attempt).await?;
        if doubt == Doubt::None || flawed {
            let in_any_case = flawed && doubt != Doubt::None;
            let tables = || self.life.stage.tables().try_again(order, in_any_case);
            if self.life.step(tables).await? {
                return self.pay(order).await;
            }
        }
        Ok(())
    }

    /// Something came back for an order.
    pub(super) async fn callback(self, order: u32, callback: Callback) -> Done<()> {
        match self.find(order).await? {
            Some((_, attempt)) => self.settle(&attempt, Some(&callback)).await,
            None => Ok(()),
        }
    }

    /// Asks the provider what a payment is now, compares it with the order, and confirms it where
    /// its payer approved.
    pub(super) async fn settle(&self, attempt: &Try, callback: Option<&Callback>) -> Done<()> {
        let waits = matches!(attempt.state, State::Waiting | State::Approved);
        let (Some(payment), true) = (&attempt.payment, waits) else {
            return Ok(());
        };
        let Some((order, _)) = self.find(attempt.order).await? else {
            return Ok(());
        };
        let provider = self.provider(service(order.way));
        let reference = Of::Reference(attempt.reference.as_str());
        if self.life.stage.flaw == Flaw::SettlesWhatTheCallbackNames
            && let Some(named) = callback.and_then(named)
        {
            let found = provider.get_payment(&named.as_str().into()).await;
            return match found {
                Ok(found) => {
                    self.change(reference, &Change::to(State::of(found.status())))
                        .await
                }
                Err(_) => Ok(()),
            };
        }
        // From the shop's own records, never from the callback.
        let expected = Expected::new(payment.clone(), attempt.reference.as_str(), order.amount);
        let mut settled = provider.settle(&expected, callback).await;
        let is_other = |error: &Error| error.kind() == ErrorKind::Mismatch;
        // Anyone can send a callback about something else. It says nothing of this order.
        if callback.is_some() && settled.as_ref().is_err_and(is_other) {
            settled = provider.settle(&expected, None).await;
        }
        let change = match settled {
            Ok(settlement) => Change::of(settlement.payment()),
            Err(error) => {
                self.life.note(format!("{}: {error}", attempt.reference));
                match error.outcome() {
                    // The journal finds it out.
                    Outcome::Unknown => return Ok(()),
                    _ if is_other(&error) => Change::to(State::Review),
                    _ if error.operation() == Operation::CONFIRM_PAYMENT => refused(&error),
                    // It could not be looked up: nothing is known, and nothing changes.
                    _ => return Ok(()),
                }
            }
        };
        self.change(reference, &change).await
    }
}

/// What a call without effect makes of a try.
fn refused(error: &Error) -> Change {
    match (error.kind(), error.decline()) {
        (ErrorKind::Declined | ErrorKind::Refused, _) | (_, Some(_)) => Change::to(State::Declined),
        (ErrorKind::ReferenceReused, _) => Change::to(State::Waiting),
        _ => Change::to(State::Open),
    }
}

fn named(callback: &Callback) -> Option<String> {
    let Callback::BrowserReturn { url } = callback else {
        return None;
    };
    let mut query = url.query_pairs();
    let named = query.find(|(name, _)| name == "paymentIntent");
    named.map(|(_, id)| id.into_owned())
}
