//! The state of the simulated service, and the handles a test has on it.

pub(crate) mod ids;
pub(crate) mod intents;
pub(crate) mod payouts;
pub(crate) mod settings;
pub(crate) mod tokens;
pub(crate) mod wallet;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::Method;
use url::Url;

use payments_testkit::SimClock;

use crate::merchant::{MerchantServer, Outgoing};

use crate::mpandco::model::{
    Callback, IntentKind, IntentState, IntentView, Movements, PayTokenPlacement, RegisteredPayout,
    SubmittedIntent,
};
use crate::mpandco::state::ids::Ids;
use crate::mpandco::state::intents::{Intent, Ledger, Payer, Payment, Report};
use crate::mpandco::state::payouts::Payouts;
use crate::mpandco::state::settings::Settings;
use crate::mpandco::state::tokens::Tokens;
use crate::mpandco::state::wallet::{Wallet, WalletPayment, merchant_as_payer};

const PAYER_NAME: &str = "Persona Simulada";

/// Why a decision of the payer has no effect.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum DecisionError {
    /// There is no such intent.
    Unknown,
    /// It was decided before.
    Decided(IntentState),
    /// The payer would pay at once, but has not the money.
    NoFunds,
}

/// The simulated mPandco.
pub struct State {
    pub(crate) clock: SimClock,
    pub(crate) base_url: Url,
    merchant: MerchantServer,
    records: Arc<Mutex<Records>>,
}

#[derive(Default)]
pub(crate) struct Records {
    pub(crate) ids: Ids,
    pub(crate) ledger: Ledger,
    pub(crate) tokens: Tokens,
    pub(crate) settings: Settings,
    pub(crate) wallet: Wallet,
    pub(crate) payouts: Payouts,
    pub(crate) callbacks: Vec<Callback>,
}

impl State {
    /// `base_url` is the root of the server, with a trailing slash: the links start with it.
    pub(crate) fn new(clock: SimClock, base_url: Url, merchant: MerchantServer) -> Self {
        Self {
            clock,
            base_url,
            merchant,
            records: Arc::default(),
        }
    }

    /// The intent with this identifier.
    pub fn intent(&self, id: &str) -> Option<IntentView> {
        self.lock().ledger.get(id).map(IntentView::of)
    }

    /// What the request that created the intent with this identifier said.
    pub fn submitted_intent(&self, id: &str) -> Option<SubmittedIntent> {
        self.lock().ledger.get(id).map(Intent::submitted)
    }

    /// Every intent, oldest first.
    pub fn intents(&self) -> Vec<IntentView> {
        self.lock()
            .ledger
            .all()
            .iter()
            .map(IntentView::of)
            .collect()
    }

    /// The intents that bear a merchant's reference, oldest first.
    pub fn intents_of(&self, reference: &str) -> Vec<IntentView> {
        let records = self.lock();
        let intents = records.ledger.with_reference(reference);
        intents.map(IntentView::of).collect()
    }

    /// Every merchant's reference for which money moved, with how often it did: one look tells
    /// whether anything was paid twice.
    pub fn ledger(&self) -> BTreeMap<String, Movements> {
        let named = self.movements().into_iter();
        named
            .filter_map(|(reference, movements)| Some((reference?, movements)))
            .collect()
    }

    /// [`ledger`](Self::ledger), with what bears no reference.
    pub(crate) fn movements(&self) -> BTreeMap<Option<String>, Movements> {
        let records = self.lock();
        let mut ledger: BTreeMap<Option<String>, Movements> = BTreeMap::new();
        let mut count = |intent: &Intent, reference: Option<&str>| {
            let movements = ledger.entry(reference.map(str::to_owned)).or_default();
            movements.executions += 1;
            movements.voids += usize::from(intent.state == IntentState::Annulled);
        };
        let executed = |intent: &&Intent| intent.executed_at.is_some();
        for intent in records.ledger.all().iter().filter(executed) {
            let mut references = intent.references().peekable();
            if references.peek().is_none() {
                count(intent, None);
            }
            references.for_each(|reference| count(intent, Some(reference)));
        }
        for payout in records.payouts.all() {
            let reference = Some(payout.reference.clone());
            ledger.entry(reference).or_default().payouts += 1;
        }
        ledger
    }

    pub(crate) fn intent_count(&self) -> usize {
        self.lock().ledger.all().len()
    }

    /// How often money moved for a merchant's reference (invoice number), over all the intents
    /// that bear it. More than 1 is a payment taken twice.
    pub fn times_executed(&self, reference: &str) -> usize {
        self.lock()
            .ledger
            .with_reference(reference)
            .filter(|intent| intent.executed_at.is_some())
            .count()
    }

    /// Loads every batch of payouts that is pending, as a person of the merchant does: the money of
    /// its items leaves the wallet. Returns the number of items.
    ///
    /// The manual says that a payout is registered as an item of a batch in the state "pending to
    /// load". No document shows how a batch is loaded, so the simulator does it only here.
    pub fn load_payout_batches(&self) -> usize {
        let now = self.clock.now();
        let records = &mut *self.lock();
        let items = records.payouts.load();
        for item in &items {
            records.wallet.add(WalletPayment::new(
                Payment::new(&mut records.ids, now),
                item.amount,
                merchant_as_payer(),
                &item.name_account,
            ));
        }
        items.len()
    }

    /// Every payout, oldest first, loaded or not.
    pub fn payouts(&self) -> Vec<RegisteredPayout> {
        self.lock().payouts.all().to_vec()
    }

    /// The payouts that bear a merchant's reference, oldest first. No reference is
    /// refused for being known, so more than one is a payout made twice.
    pub fn payouts_of(&self, reference: &str) -> Vec<RegisteredPayout> {
        let records = self.lock();
        records.payouts.with_reference(reference).cloned().collect()
    }

    /// The calls to the merchant's server that report a payment, oldest first: one for each `request`
    /// that was paid, in the app or at the till. They are made only after
    /// [`Simulator::call_merchant`](crate::Simulator::call_merchant); without it, the intents show
    /// each of them with a response of 200.
    pub fn callbacks(&self) -> Vec<Callback> {
        self.lock().callbacks.clone()
    }

    /// How many token requests named this grant type, refused ones included.
    pub fn token_requests(&self, grant_type: &str) -> usize {
        self.lock().tokens.requests(grant_type)
    }

    /// Makes every access token issued so far invalid at once.
    pub fn expire_tokens(&self) {
        self.lock().tokens.expire_access();
    }

    /// Makes every refresh token issued so far invalid.
    pub fn revoke_refresh_tokens(&self) {
        self.lock().tokens.revoke_refresh();
    }

    /// Sets whether token responses hold a `refresh_token`, as they do at first.
    pub fn set_refresh_tokens(&self, issued: bool) {
        self.lock().tokens.set_refresh(issued);
    }

    /// Sets whether payers lack the money: while they do, executing is refused with the
    /// service's own message, a request is not paid in the app, and nothing moves.
    pub fn set_insufficient_funds(&self, insufficient: bool) {
        self.lock().settings.insufficient_funds = insufficient;
    }

    /// Sets whether the merchant's application may ask a payer for money (intents of the kind
    /// `request`), as it may at first.
    pub fn set_billing_enabled(&self, enabled: bool) {
        self.lock().settings.billing = enabled;
    }

    /// Sets where the pay tokens are in the intents that are created from then on.
    pub fn set_pay_tokens(&self, placement: PayTokenPlacement) {
        self.lock().settings.pay_tokens = placement;
    }

    /// Sets the client that is known instead of [`CLIENT_ID`](settings::CLIENT_ID) and its secret.
    pub fn set_client(&self, id: &str, secret: &str) {
        self.lock().settings.client = (id.to_owned(), secret.to_owned());
    }

    /// Sets the user whom the password grant knows instead of [`USERNAME`](settings::USERNAME) and
    /// its password.
    pub fn set_user(&self, username: &str, password: &str) {
        self.lock().settings.user = (username.to_owned(), password.to_owned());
    }

    /// Sets whether the amounts of the [test values](crate::TEST_VALUES) decide executions. They do
    /// not at first. Any decline is one for insufficient funds.
    pub fn set_test_values(&self, enabled: bool) {
        self.lock().settings.test_values = enabled;
    }

    /// Sets the PIN of every payer, instead of [`PIN`](settings::PIN).
    pub fn set_pin(&self, pin: &str) {
        pin.clone_into(&mut self.lock().settings.pin);
    }

    /// Authorizes the account with this username to share in payments, beside
    /// [`AUTHORIZED_ACCOUNTS`](settings::AUTHORIZED_ACCOUNTS). A distribution to any other account is refused.
    pub fn authorize_account(&self, name: &str) {
        self.lock().settings.accounts.insert(name.to_owned());
    }

    /// The payer agrees: the address to go to next.
    pub(crate) fn approve(&self, id: &str) -> Result<Url, DecisionError> {
        let now = self.clock.now();
        let records = &mut *self.lock();
        let intent = records.ledger.get_mut(id).ok_or(DecisionError::Unknown)?;
        if intent.state != IntentState::Created {
            return Err(DecisionError::Decided(intent.state));
        }
        match intent.form.kind {
            IntentKind::Sale => {
                intent.payer = Some(Payer {
                    id: records.ids.uuid(),
                    name: PAYER_NAME.to_owned(),
                });
                intent.enter(IntentState::Authorized, now);
                Ok(intent.return_address())
            }
            // The payer of a request pays at once, in the wallet app.
            IntentKind::Request { .. } if records.settings.lacks_funds(intent.total()) => {
                Err(DecisionError::NoFunds)
            }
            IntentKind::Request { .. } => {
                let paid = self.move_money(records, id).ok_or(DecisionError::Unknown)?;
                Ok(paid.return_address())
            }
        }
    }

    /// The payer turns the intent down: the address to go to next.
    pub(crate) fn cancel(&self, id: &str) -> Result<Url, DecisionError> {
        let now = self.clock.now();
        let mut records = self.lock();
        let intent = records.ledger.get_mut(id).ok_or(DecisionError::Unknown)?;
        if intent.state != IntentState::Created {
            return Err(DecisionError::Decided(intent.state));
        }
        intent.enter(IntentState::Canceled, now);
        Ok(intent.form.cancel_url.url.clone())
    }

    /// Moves the money of an intent, and reports that to the merchant's server where its payer is not
    /// in a browser. `None` when there is no such intent.
    ///
    /// The manual says that the service calls the return URL, and shows the calls with their
    /// responses. That it calls by GET, once and whatever the response, is an assumption; so is that
    /// a call without a response is not shown.
    pub(crate) fn move_money<'r>(&self, records: &'r mut Records, id: &str) -> Option<&'r Intent> {
        let now = self.clock.now();
        let intent = records.ledger.get_mut(id)?;
        intent.execute(&mut records.ids, now);
        for payment in WalletPayment::of(intent) {
            records.wallet.add(payment);
        }
        if let Some(url) = intent.callback() {
            let outgoing = Outgoing {
                method: Method::GET,
                url: url.clone(),
                body: None,
            };
            let (shared, reported) = (Arc::clone(&self.records), (id.to_owned(), url.clone()));
            let is_called = self.merchant.call(outgoing, move |response| {
                let mut records = shared.lock().unwrap_or_else(PoisonError::into_inner);
                let (id, url) = reported;
                if let Some(intent) = records.ledger.get_mut(&id) {
                    intent.reports.push(Report {
                        url,
                        status: response.status.as_u16(),
                        body: response.body,
                    });
                }
            });
            if !is_called {
                intent.reports.push(Report {
                    url: url.clone(),
                    status: 200,
                    body: String::new(),
                });
            }
            records.callbacks.push(Callback {
                intent: id.to_owned(),
                url,
            });
        }
        Some(intent)
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for State {
    // The tokens it accepts stay out of sight.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("State")
            .field("base_url", &self.base_url.as_str())
            .field("intents", &self.intent_count())
            .finish_non_exhaustive()
    }
}
