//! The state of the simulated service, and the methods by which a test looks at it and changes it.

pub(crate) mod authorizer;
pub(crate) mod card;
pub(crate) mod cash;
pub(crate) mod charge;
pub(crate) mod history;
pub(crate) mod ledger;
pub(crate) mod registration;
pub(crate) mod tokens;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::Method;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};
use url::{Url, form_urlencoded};

use payments_testkit::SimClock;

use crate::merchant::{MerchantServer, Outgoing};
use crate::pagofacil::environment::Environment;
use crate::pagofacil::local_time::LocalTime;
use crate::pagofacil::model::{
    CashOrderView, CashStatus, ChargeKind, ChargeView, ResponseVersion, SubscriptionView, Tally,
    WebhookFormat,
};
use crate::pagofacil::state::cash::CashOrders;
use crate::pagofacil::state::charge::Charge;
use crate::pagofacil::state::ledger::Ledger;
use crate::pagofacil::state::tokens::StoredCards;
use crate::test_values::TestOutcome;

/// How long the test environment remembers a transaction when it erases old ones.
const MONTH: Duration = Duration::days(31);

/// The state of a simulated PagoFácil.net, of its tests and of its production.
///
/// Of a card it keeps the brand and the last four digits; of a security code nothing.
pub struct State {
    clock: SimClock,
    ledger: Mutex<Ledger>,
    cash: Mutex<CashOrders>,
    stored_cards: Mutex<StoredCards>,
    webhook: Mutex<Option<(Url, WebhookFormat)>>,
    merchant: MerchantServer,
    page_size: AtomicUsize,
    response_version: Mutex<ResponseVersion>,
    erases_old: AtomicBool,
}

impl State {
    pub(crate) fn new(clock: SimClock, merchant: MerchantServer) -> Self {
        Self {
            clock,
            cash: Mutex::default(),
            stored_cards: Mutex::default(),
            webhook: Mutex::default(),
            merchant,
            ledger: Mutex::new(Ledger::new()),
            page_size: AtomicUsize::new(500),
            response_version: Mutex::default(),
            erases_old: AtomicBool::new(false),
        }
    }

    /// The keys of the branch (`idSucursal`) and the user (`idUsuario`) that tests accept.
    pub fn sandbox_keys() -> (String, String) {
        Environment::Sandbox.keys()
    }

    /// The keys of the branch (`idSucursal`) and the user (`idUsuario`) that the simulated
    /// production accepts.
    pub fn production_keys() -> (String, String) {
        Environment::Production.keys()
    }

    /// The API secret that tests accept, for cancelling and for reports.
    pub fn sandbox_api_secret() -> String {
        Environment::Sandbox.api_secret()
    }

    /// The API secret that the simulated production accepts, for cancelling and for reports.
    pub fn production_api_secret() -> String {
        Environment::Production.api_secret()
    }

    /// The key of the cipher for stored cards that tests accept.
    pub fn sandbox_cipher_key() -> String {
        Environment::Sandbox.cipher_key().to_owned()
    }

    /// How many cards are stored, in either environment.
    pub fn stored_card_count(&self) -> usize {
        self.stored_cards().count()
    }

    /// Decides the next charge, whatever the card. Later ones are up to chance again, except that
    /// American Express is always approved.
    pub fn set_next_charge(&self, approved: bool) {
        self.records().authorizer.force(approved);
    }

    /// Starts chance over: the outcomes that follow depend on `seed` and on nothing else.
    pub fn set_seed(&self, seed: u64) {
        self.records().authorizer.reseed(seed);
    }

    /// Sets which members the response to a one-time charge has.
    pub fn set_response_version(&self, version: ResponseVersion) {
        *self.version() = version;
    }

    /// Sets whether the cards and amounts of the [test values](crate::TEST_VALUES) decide charges.
    /// They do not at first.
    pub fn set_test_values(&self, enabled: bool) {
        self.records().authorizer.test_values = enabled;
    }

    /// Every cash order, oldest first.
    pub fn cash_orders(&self) -> Vec<CashOrderView> {
        let now = self.now();
        let orders = self.cash();
        orders.all().iter().map(|order| order.view(now)).collect()
    }

    /// The cash orders that bear a merchant's reference, oldest first.
    pub fn cash_orders_of(&self, reference: &str) -> Vec<CashOrderView> {
        let now = self.clock.now();
        let orders = self.cash();
        let of_reference = orders.with_order_id(reference);
        of_reference.map(|order| order.view(now)).collect()
    }

    /// How often a merchant's reference was paid: by approved one-time charges and by cash orders.
    /// More than 1 is a payment taken twice.
    pub fn times_paid(&self, reference: &str) -> usize {
        let by_card = {
            let records = self.records();
            let charges = records.charges_once(reference);
            charges.filter(|charge| charge.decline.is_none()).count()
        };
        let in_cash = self.cash_orders_of(reference).into_iter();
        by_card
            + in_cash
                .filter(|order| order.status == CashStatus::Paid)
                .count()
    }

    /// The buyer pays a cash order at the store, and the service reports that by the
    /// [webhook](Self::set_webhook). Returns whether the order was open.
    pub fn pay_cash_order(&self, reference: &str) -> bool {
        let now = self.now();
        let paid = self
            .cash()
            .pay(reference, now)
            .map(|order| order.new.order_id.clone());
        if let Some(order_id) = &paid {
            self.send_webhook(order_id, CashStatus::Paid);
        }
        paid.is_some()
    }

    /// Sets where the webhooks for cash orders go. They are sent only after
    /// [`Simulator::call_merchant`](crate::Simulator::call_merchant).
    pub fn set_webhook(&self, url: Url, format: WebhookFormat) {
        let mut webhook = self.webhook.lock().unwrap_or_else(PoisonError::into_inner);
        *webhook = Some((url, format));
    }

    /// Sends a webhook, as the service does or as a forger would: nothing in it is signed. Returns
    /// whether it is sent.
    pub fn send_webhook(&self, order_id: &str, status: CashStatus) -> bool {
        let webhook = self.webhook.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((url, format)) = webhook.clone() else {
            return false;
        };
        drop(webhook);
        let number = status.number();
        let body = match format {
            WebhookFormat::Form => (
                "application/x-www-form-urlencoded",
                form_urlencoded::Serializer::new(String::new())
                    .append_pair("customer_order", order_id)
                    .append_pair("status", &number.to_string())
                    .finish(),
            ),
            WebhookFormat::Json => (
                "application/json",
                serde_json::json!({"customer_order": order_id, "status": number}).to_string(),
            ),
        };
        let outgoing = Outgoing {
            method: Method::POST,
            url,
            body: Some(body),
        };
        self.merchant.call(outgoing, |_| {})
    }

    /// How many transactions a page of a report holds: 500 at first, and never less than one.
    pub fn set_page_size(&self, transactions: usize) {
        self.page_size.store(transactions.max(1), Ordering::Relaxed);
    }

    /// Says whether the test environment forgets transactions older than a month (31 days), as
    /// the service's does. At first it does not. [`charges`](Self::charges) shows them all the
    /// same.
    pub fn set_erases_old(&self, erases: bool) {
        self.erases_old.store(erases, Ordering::Relaxed);
    }

    /// Every subscription, in the order of registration.
    pub fn subscriptions(&self) -> Vec<SubscriptionView> {
        let books = self.records();
        let views = books.all().iter();
        views
            .map(|held| SubscriptionView::of(held, &books))
            .collect()
    }

    /// The subscription that the service calls `id`.
    pub fn subscription(&self, id: &str) -> Option<SubscriptionView> {
        let books = self.records();
        books
            .find(id)
            .map(|held| SubscriptionView::of(held, &books))
    }

    /// How many registrations of the merchant's `reference` (`idCliente`) succeeded.
    pub fn registrations_of(&self, reference: &str) -> usize {
        self.records().registrations_of(reference)
    }

    /// Every charge that was made, declined ones included, oldest first.
    pub fn charges(&self) -> Vec<ChargeView> {
        self.records()
            .charges()
            .iter()
            .map(ChargeView::from)
            .collect()
    }

    /// What happened under each of the merchant's references, `idCliente` and `idPedido` alike.
    pub fn ledger(&self) -> BTreeMap<String, Tally> {
        let named = self.tallies().into_iter();
        named
            .filter_map(|(reference, tally)| Some((reference?, tally)))
            .collect()
    }

    /// [`ledger`](Self::ledger), with what bears no reference.
    pub(crate) fn tallies(&self) -> BTreeMap<Option<String>, Tally> {
        let mut tallies = reference_counts(&self.records());
        for order in self.cash_orders() {
            let tally = tallies.entry(Some(order.order_id)).or_default();
            tally.cash_paid += usize::from(order.status == CashStatus::Paid);
        }
        tallies
    }

    pub(crate) fn local_time(&self) -> LocalTime {
        LocalTime::new(self.clock.now())
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    pub(crate) fn cash(&self) -> MutexGuard<'_, CashOrders> {
        self.cash.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn stored_cards(&self) -> MutexGuard<'_, StoredCards> {
        let cards = self.stored_cards.lock();
        cards.unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn test_outcome(&self, last_four: &str, amount: Decimal) -> Option<TestOutcome> {
        self.records().authorizer.test_outcome(last_four, amount)
    }

    pub(crate) fn response_version(&self) -> ResponseVersion {
        *self.version()
    }

    fn version(&self) -> MutexGuard<'_, ResponseVersion> {
        let version = self.response_version.lock();
        version.unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn page_size(&self) -> usize {
        self.page_size.load(Ordering::Relaxed)
    }

    /// Whether the service still knows of `charge`.
    pub(crate) fn shows(&self, charge: &Charge) -> bool {
        let first = self.remembers_from(charge.sale.environment);
        first.is_none_or(|first| charge.made_at.local() >= first)
    }

    /// The time of the oldest charges that the service still knows of in an environment; `None`
    /// when it knows of all.
    pub(crate) fn remembers_from(&self, environment: Environment) -> Option<PrimitiveDateTime> {
        let erases = environment == Environment::Sandbox && self.erases_old.load(Ordering::Relaxed);
        erases.then(|| self.local_time().local().saturating_sub(MONTH))
    }

    /// What is stored, with every charge that fell due by now.
    pub(crate) fn records(&self) -> MutexGuard<'_, Ledger> {
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.charge_due(self.local_time());
        ledger
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("subscriptions", &self.records().all().len())
            .finish_non_exhaustive()
    }
}

/// The tallies of all references, and of what bears none.
fn reference_counts(ledger: &Ledger) -> BTreeMap<Option<String>, Tally> {
    let mut tallies = BTreeMap::<Option<String>, Tally>::new();
    for subscription in ledger.all() {
        let reference = subscription.terms.reference.clone();
        tallies.entry(reference).or_default().registrations += 1;
    }
    for charge in ledger.charges() {
        let tally = tallies.entry(charge.sale.reference.clone()).or_default();
        let one_time = charge.sale.kind == ChargeKind::OneTime;
        *match (one_time, charge.authorization.is_some()) {
            (true, true) => &mut tally.one_time_approved,
            (true, false) => &mut tally.one_time_declined,
            (false, true) => &mut tally.recurring_approved,
            (false, false) => &mut tally.recurring_declined,
        } += 1;
    }
    tallies
}

#[cfg(test)]
mod tests;
