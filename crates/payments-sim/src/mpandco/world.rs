//! The state of the simulated service, and the handles a test has on it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use url::Url;

use payments_testkit::SimClock;

use super::execution::Callback;
use super::ids::Ids;
use super::ledger::Ledger;
use super::model::{Intent, IntentState};
use super::payout::{Payouts, RegisteredPayout};
use super::settings::Settings;
use super::submission::SubmittedIntent;
use super::token::Tokens;
use super::view::{IntentView, Movements};
use super::wallet::Wallet;

/// The client identifier that the simulated service knows.
pub const CLIENT_ID: &str = "sim-client-id";

/// The client secret that belongs to [`CLIENT_ID`].
pub const CLIENT_SECRET: &str = "sim-client-secret";

/// The PIN of every simulated payer.
pub const PIN: &str = "0420";

/// The simulated mPandco.
pub struct World {
    pub(super) clock: SimClock,
    pub(super) base_url: Url,
    state: Mutex<State>,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) ids: Ids,
    pub(super) ledger: Ledger,
    pub(super) tokens: Tokens,
    pub(super) settings: Settings,
    pub(super) wallet: Wallet,
    pub(super) payouts: Payouts,
    pub(super) callbacks: Vec<Callback>,
}

impl World {
    /// `base_url` is the root of the server, with a trailing slash: the links start with it.
    pub(crate) fn new(clock: SimClock, base_url: Url) -> Self {
        Self {
            clock,
            base_url,
            state: Mutex::default(),
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
        let state = self.lock();
        let mut ledger: BTreeMap<Option<String>, Movements> = BTreeMap::new();
        let mut count = |intent: &Intent, reference: Option<&str>| {
            let movements = ledger.entry(reference.map(str::to_owned)).or_default();
            movements.executions += 1;
            movements.voids += usize::from(intent.state == IntentState::Annulled);
        };
        let executed = |intent: &&Intent| intent.executed_at.is_some();
        for intent in state.ledger.all().iter().filter(executed) {
            let mut references = intent.references().peekable();
            if references.peek().is_none() {
                count(intent, None);
            }
            references.for_each(|reference| count(intent, Some(reference)));
        }
        for payout in state.payouts.all() {
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

    /// Every payout, oldest first.
    pub fn payouts(&self) -> Vec<RegisteredPayout> {
        self.lock().payouts.all().to_vec()
    }

    /// The payouts that bear a merchant's reference, oldest first. No reference is
    /// refused for being known, so more than one is a payout made twice.
    pub fn payouts_of(&self, reference: &str) -> Vec<RegisteredPayout> {
        let state = self.lock();
        state.payouts.with_reference(reference).cloned().collect()
    }

    /// The calls that the service would have made to the merchant's server, oldest first: one
    /// for each `request` that was paid, in the app or at the till.
    pub fn callbacks(&self) -> Vec<Callback> {
        self.lock().callbacks.clone()
    }

    /// How many token requests named this grant type, refused ones included.
    pub fn token_requests(&self, grant_type: &str) -> usize {
        self.lock().tokens.requests(grant_type)
    }

    /// Makes every access token handed out so far invalid at once.
    pub fn expire_tokens(&self) {
        self.lock().tokens.expire_access();
    }

    /// Makes every refresh token handed out so far dead.
    pub fn revoke_refresh_tokens(&self) {
        self.lock().tokens.revoke_refresh();
    }

    /// Says whether token answers hold a `refresh_token`, as they do at first.
    pub fn set_refresh_tokens(&self, handed_out: bool) {
        self.lock().tokens.set_refresh(handed_out);
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for World {
    // The tokens it accepts stay out of sight.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("World")
            .field("base_url", &self.base_url.as_str())
            .field("intents", &self.intent_count())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{create, request, sale, world};
    use super::Movements;
    use crate::php::form::parse_str;

    #[test]
    fn the_ledger_tells_what_was_paid_twice() {
        let world = world();
        let form = |reference: &str| {
            request(&format!(
                "&paymentintent[transactions][0][invoiceNumber]={reference}"
            ))
        };
        let pay = |reference: &str| {
            let id = create(&world, &form(reference));
            world.approve(&id).unwrap();
            id
        };
        pay("ONCE");
        pay("TWICE");
        let voided = pay("TWICE");
        create(&world, &form("NEVER"));
        let cancel = parse_str(&format!("cancel_payment_intent[paymentIntent]={voided}"));
        world.void_payment(&cancel).unwrap();
        let payout = parse_str(&format!(
            "reference=PAYOUT&nameAccount=a&identificationNumber=b&amount=1&bankAccount=0102{}",
            "0".repeat(16)
        ));
        world.send_payout(Some("DISPERSION"), &payout).unwrap();

        let moved = |executions, voids, payouts| Movements {
            executions,
            voids,
            payouts,
        };
        let ledger = world.ledger();
        assert_eq!(
            ledger.into_iter().collect::<Vec<_>>(),
            [
                ("ONCE".to_owned(), moved(1, 0, 0)),
                ("PAYOUT".to_owned(), moved(0, 0, 1)),
                ("TWICE".to_owned(), moved(2, 1, 0)),
            ]
        );
    }

    #[test]
    fn the_same_requests_get_the_same_answers_in_every_run() {
        let form = sale("");
        let [first, second] = [world(), world()].map(|world| {
            create(&world, &form);
            world.create_payment(&form).unwrap()
        });
        assert_eq!(first, second);
    }

    #[test]
    fn a_reference_named_twice_in_one_intent_counts_once() {
        let world = world();
        let id = create(
            &world,
            &request(
                "&paymentintent[transactions][5][amount][total]=0.5\
                 &paymentintent[transactions][5][amount][currency]=VES\
                 &paymentintent[transactions][5][description]=Otra\
                 &paymentintent[transactions][5][invoiceNumber]=F1",
            ),
        );
        world.approve(&id).unwrap();
        assert_eq!(world.times_executed("F1"), 1);
        assert_eq!(world.intent(&id).unwrap().total.to_string(), "20.5");
    }
}
