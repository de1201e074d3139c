//! What the service stores about a payment intent.

use std::collections::HashSet;
use std::fmt;

use rust_decimal::Decimal;
use time::macros::offset;
use time::{Duration, OffsetDateTime};
use url::Url;

use super::ids::Ids;
use super::intent_form::IntentForm;
use super::settings::Settings;
use super::submission::{SubmittedIntent, SubmittedTransaction};

/// An executed intent can be annulled for less than this long.
const ANNULMENT_WINDOW: Duration = Duration::hours(24);

/// The state of a simulated payment intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IntentState {
    /// Nobody has decided yet.
    Created,
    /// The payer agreed; the merchant has not executed it.
    Authorized,
    /// The money moved.
    Executed,
    /// The payer turned it down.
    Canceled,
    /// The money moved and was given back.
    Annulled,
}

impl IntentState {
    /// The service's own word for the state.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Authorized => "authorized",
            Self::Executed => "executed",
            Self::Canceled => "canceled",
            Self::Annulled => "annulled",
        }
    }
}

impl fmt::Display for IntentState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[derive(Debug)]
pub(super) struct Intent {
    pub(super) id: String,
    pub(super) state: IntentState,
    pub(super) form: IntentForm,
    pub(super) payer: Option<Payer>,
    pub(super) transactions: Vec<Transaction>,
    pub(super) pay_tokens: Vec<String>,
    pub(super) created_at: OffsetDateTime,
    pub(super) updated_at: OffsetDateTime,
    pub(super) executed_at: Option<OffsetDateTime>,
}

#[derive(Clone, Debug)]
pub(super) struct Payer {
    pub(super) id: String,
    pub(super) name: String,
}

#[derive(Debug)]
pub(super) struct Transaction {
    pub(super) id: String,
    pub(super) form: SubmittedTransaction,
    pub(super) pay_tokens: Vec<String>,
    pub(super) payment: Option<Payment>,
}

#[derive(Clone, Debug)]
pub(super) struct Payment {
    pub(super) id: String,
    pub(super) reference: String,
    pub(super) at: OffsetDateTime,
}

impl Payment {
    pub(super) fn new(ids: &mut Ids, now: OffsetDateTime) -> Self {
        Self {
            id: ids.uuid(),
            reference: ids.payment_reference(now),
            at: now,
        }
    }
}

impl Intent {
    pub(super) fn new(
        mut form: IntentForm,
        ids: &mut Ids,
        settings: &Settings,
        now: OffsetDateTime,
    ) -> Self {
        let is_request = form.kind.recipient().is_some();
        let on_transactions = settings.tokens_on_transactions;
        let transactions = std::mem::take(&mut form.transactions)
            .into_iter()
            .map(|form| Transaction {
                id: ids.uuid(),
                form,
                pay_tokens: ids.pay_tokens(is_request && on_transactions),
                payment: None,
            })
            .collect();
        let payer = form.kind.recipient().map(|recipient| Payer {
            id: ids.uuid(),
            name: recipient.to_owned(),
        });
        let pay_tokens = ids.pay_tokens(is_request && !on_transactions);
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
        }
    }

    pub(super) fn enter(&mut self, state: IntentState, now: OffsetDateTime) {
        self.state = state;
        self.updated_at = now;
    }

    /// Moves the money: one payment for each transaction.
    pub(super) fn execute(&mut self, ids: &mut Ids, now: OffsetDateTime) {
        for transaction in &mut self.transactions {
            transaction.payment = Some(Payment::new(ids, now));
            transaction.pay_tokens.clear();
        }
        self.pay_tokens.clear();
        self.executed_at = Some(now);
        self.enter(IntentState::Executed, now);
    }

    pub(super) fn is_annullable(&self, now: OffsetDateTime) -> bool {
        self.executed_at
            .is_some_and(|at| now - at < ANNULMENT_WINDOW)
    }

    /// What the payer pays.
    pub(super) fn total(&self) -> Decimal {
        self.transactions
            .iter()
            .map(|transaction| transaction.form.total)
            .sum()
    }

    /// The merchant's own references, as far as it gave any, each once.
    pub(super) fn references(&self) -> impl Iterator<Item = &str> {
        let mut seen = HashSet::new();
        self.transactions
            .iter()
            .filter_map(|transaction| transaction.form.invoice_number.as_deref())
            .filter(move |reference| seen.insert(*reference))
    }

    /// What the create request said.
    pub(super) fn submitted(&self) -> SubmittedIntent {
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
    pub(super) fn return_address(&self) -> Url {
        let mut url = self.form.return_url.url.clone();
        let payer = self.payer.as_ref().map_or("", |payer| &payer.id);
        url.query_pairs_mut()
            .append_pair("paymentIntent", &self.id)
            .append_pair("payerId", payer);
        url
    }

    /// What the service calls to report the payment: the payer of a request is not in a browser.
    pub(super) fn callback(&self) -> Option<Url> {
        let is_paid = self.executed_at.is_some() && self.form.kind.recipient().is_some();
        is_paid.then(|| self.return_address())
    }
}

/// The same instant on Venezuelan clocks.
pub(super) fn local(at: OffsetDateTime) -> OffsetDateTime {
    at.to_offset(offset!(-4))
}
