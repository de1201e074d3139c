//! What the service stores about a payment intent.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;
use serde_json::value::RawValue;
use time::{Duration, OffsetDateTime};
use url::Url;

use crate::mpandco::model::{
    IntentKind, IntentState, IntentView, PayTokenPlacement, SubmittedIntent, SubmittedTransaction,
};
use crate::mpandco::state::ids::Ids;
use crate::mpandco::state::settings::Settings;

/// An executed intent can be annulled for less than this long.
const ANNULMENT_WINDOW: Duration = Duration::hours(24);

#[derive(Debug)]
pub(crate) struct IntentForm {
    pub(crate) kind: IntentKind,
    pub(crate) return_url: Address,
    pub(crate) cancel_url: Address,
    pub(crate) transactions: Vec<SubmittedTransaction>,
}

/// An address of the merchant, as it was sent and as it is understood.
#[derive(Debug)]
pub(crate) struct Address {
    pub(crate) text: String,
    pub(crate) url: Url,
}

#[derive(Debug)]
pub(crate) struct Intent {
    pub(crate) id: String,
    pub(crate) state: IntentState,
    pub(crate) form: IntentForm,
    pub(crate) payer: Option<Payer>,
    pub(crate) transactions: Vec<Transaction>,
    pub(crate) pay_tokens: Vec<String>,
    pub(crate) created_at: OffsetDateTime,
    pub(crate) updated_at: OffsetDateTime,
    pub(crate) executed_at: Option<OffsetDateTime>,
    /// The calls to the merchant's server that report the payment.
    pub(crate) reports: Vec<Report>,
    /// Its JSON, until it changes: a page of a long list is read from few places in memory.
    pub(crate) json: OnceCell<Box<RawValue>>,
}

/// A call to the merchant's server, and its response.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) url: Url,
    pub(crate) status: u16,
    pub(crate) body: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Payer {
    pub(crate) id: String,
    pub(crate) name: String,
}

#[derive(Debug)]
pub(crate) struct Transaction {
    pub(crate) id: String,
    pub(crate) form: SubmittedTransaction,
    pub(crate) pay_tokens: Vec<String>,
    pub(crate) payment: Option<Payment>,
}

#[derive(Clone, Debug)]
pub(crate) struct Payment {
    pub(crate) id: String,
    pub(crate) reference: String,
    pub(crate) at: OffsetDateTime,
}

impl Payment {
    pub(crate) fn new(ids: &mut Ids, now: OffsetDateTime) -> Self {
        Self {
            id: ids.uuid(),
            reference: ids.payment_reference(now),
            at: now,
        }
    }
}

impl Intent {
    pub(crate) fn new(
        mut form: IntentForm,
        ids: &mut Ids,
        settings: &Settings,
        now: OffsetDateTime,
    ) -> Self {
        let is_request = form.kind.recipient().is_some();
        let placement = settings.pay_tokens;
        let on_intent = placement != PayTokenPlacement::Transactions;
        let pay_tokens = ids.pay_tokens(is_request && on_intent);
        let transactions = std::mem::take(&mut form.transactions)
            .into_iter()
            .map(|form| Transaction {
                id: ids.uuid(),
                form,
                pay_tokens: match placement {
                    PayTokenPlacement::Intent => Vec::new(),
                    PayTokenPlacement::Both => pay_tokens.clone(),
                    PayTokenPlacement::Transactions => ids.pay_tokens(is_request),
                },
                payment: None,
            })
            .collect();
        let payer = form.kind.recipient().map(|recipient| Payer {
            id: ids.uuid(),
            name: recipient.to_owned(),
        });
        Self {
            id: ids.uuid(),
            state: IntentState::Created,
            form,
            payer,
            transactions,
            pay_tokens,
            created_at: now,
            updated_at: now,
            executed_at: None,
            reports: Vec::new(),
            json: OnceCell::new(),
        }
    }

    pub(crate) fn enter(&mut self, state: IntentState, now: OffsetDateTime) {
        self.state = state;
        self.updated_at = now;
    }

    /// Moves the money: one payment for each transaction.
    pub(crate) fn execute(&mut self, ids: &mut Ids, now: OffsetDateTime) {
        for transaction in &mut self.transactions {
            transaction.payment = Some(Payment::new(ids, now));
            transaction.pay_tokens.clear();
        }
        self.pay_tokens.clear();
        self.executed_at = Some(now);
        self.enter(IntentState::Executed, now);
    }

    pub(crate) fn is_annullable(&self, now: OffsetDateTime) -> bool {
        self.executed_at
            .is_some_and(|at| now - at < ANNULMENT_WINDOW)
    }

    /// What the payer pays.
    pub(crate) fn total(&self) -> Decimal {
        self.transactions
            .iter()
            .map(|transaction| transaction.form.total)
            .sum()
    }

    /// The merchant's own references, as far as it gave any, each once.
    pub(crate) fn references(&self) -> impl Iterator<Item = &str> {
        let mut seen = HashSet::new();
        self.transactions
            .iter()
            .filter_map(|transaction| transaction.form.invoice_number.as_deref())
            .filter(move |reference| seen.insert(*reference))
    }

    /// What the create request said.
    pub(crate) fn submitted(&self) -> SubmittedIntent {
        SubmittedIntent {
            kind: self.form.kind.clone(),
            return_url: self.form.return_url.text.clone(),
            cancel_url: self.form.cancel_url.text.clone(),
            transactions: self
                .transactions
                .iter()
                .map(|transaction| transaction.form.clone())
                .collect(),
        }
    }

    /// Where the payer goes after agreeing.
    pub(crate) fn return_address(&self) -> Url {
        let mut url = self.form.return_url.url.clone();
        let payer = self.payer.as_ref().map_or("", |payer| &payer.id);
        url.query_pairs_mut()
            .append_pair("paymentIntent", &self.id)
            .append_pair("payerId", payer);
        url
    }

    /// What the service calls to report the payment: the payer of a request is not in a browser.
    pub(crate) fn callback(&self) -> Option<Url> {
        let is_paid = self.executed_at.is_some() && self.form.kind.recipient().is_some();
        is_paid.then(|| self.return_address())
    }
}

impl IntentView {
    pub(crate) fn of(intent: &Intent) -> Self {
        Self {
            id: intent.id.clone(),
            state: intent.state,
            reference: intent.references().next().map(str::to_owned),
            total: intent.total(),
            executions: u32::from(intent.executed_at.is_some()),
        }
    }
}

/// Intents in the order of their creation.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    intents: Vec<Intent>,
    by_id: HashMap<String, usize>,
    by_reference: HashMap<String, Vec<usize>>,
}

impl Ledger {
    pub(crate) fn add(&mut self, intent: Intent) {
        let index = self.intents.len();
        self.by_id.insert(intent.id.clone(), index);
        for reference in intent.references() {
            let indexes = self.by_reference.entry(reference.to_owned());
            indexes.or_default().push(index);
        }
        self.intents.push(intent);
    }

    pub(crate) fn all(&self) -> &[Intent] {
        &self.intents
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Intent> {
        self.intents.get(*self.by_id.get(id)?)
    }

    /// An intent to be changed.
    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Intent> {
        let intent = self.intents.get_mut(*self.by_id.get(id)?)?;
        intent.json.take();
        Some(intent)
    }

    pub(crate) fn with_reference(&self, reference: &str) -> impl Iterator<Item = &Intent> {
        let indexes = self.by_reference.get(reference).into_iter().flatten();
        indexes.filter_map(|index| self.intents.get(*index))
    }
}
