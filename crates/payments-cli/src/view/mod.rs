//! Results as the command prints them: one type per kind of result, with one JSON schema, and the
//! columns that a table shows.

mod basics;
mod failure;
mod intent;
mod journal;
mod payment;
mod payout;
mod refund;
mod resolution;
mod sandbox;
mod store;
mod subscription;
mod transaction;
mod wallet_payment;

use payments_core as core;
use schemars::JsonSchema;
use serde::Serialize;

use crate::output::{Item, List, Shown, Tabular};

pub(crate) use basics::{Decline, Privacy, status, status_text};
pub(crate) use failure::{Failure, Reply, Violation};
pub(crate) use intent::Intent;
pub(crate) use journal::{Attempt, Reconciliation, Verdict, instant};
pub(crate) use payment::{Payment, Settlement};
pub(crate) use payout::{Payout, PayoutRow};
pub(crate) use refund::Refund;
pub(crate) use resolution::Resolution;
pub(crate) use sandbox::{Sandbox, SandboxReport};
pub(crate) use store::Store;
pub(crate) use subscription::{Charge, Registration, Subscription};
pub(crate) use transaction::Transaction;
pub(crate) use wallet_payment::WalletPayment;

/// A result of a command. `type` names its kind.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum View {
    /// A payment.
    Payment(Payment),
    /// A page of payments.
    Payments(Page<Payment>),
    /// The payments found by a reference.
    PaymentLookup(Lookup<Payment>),
    /// The outcome of a call about a payment.
    PaymentResolution(Resolution<Payment>),
    /// A refund.
    Refund(Refund),
    /// The refunds found by a reference.
    RefundLookup(Lookup<Refund>),
    /// The outcome of a refund.
    RefundResolution(Resolution<Refund>),
    /// The result of settling an order.
    Settlement(Settlement),
    /// A payment with everything that mPandco knows of it.
    Intent(Intent),
    /// A payment of the mPandco wallet.
    WalletPayment(WalletPayment),
    /// A page of payments of the mPandco wallet.
    WalletPayments(Page<WalletPayment>),
    /// A payout.
    Payout(Payout),
    /// The result of one row of a payout file. `send-payouts` prints one JSON document per line.
    PayoutRow(PayoutRow),
    /// The outcome of a payout.
    PayoutResolution(Resolution<Payout>),
    /// A registered subscription.
    Registration(Registration),
    /// A subscription.
    Subscription(Subscription),
    /// The subscriptions found by a contract number.
    SubscriptionLookup(Lookup<Subscription>),
    /// The outcome of a call about a subscription.
    SubscriptionResolution(Resolution<Subscription>),
    /// A page of charges of a subscription.
    Charges(Page<Charge>),
    /// A page of transactions of a PagoFácil account.
    Transactions(Page<Transaction>),
    /// The stores that take cash orders.
    Stores(Page<Store>),
    /// The provider accepts the credentials.
    Credentials(Credentials),
    /// A sandbox payer approved a payment.
    Approval(Approval),
    /// Codes that open accounts in the mPandco sandbox.
    AffiliationCodes(AffiliationCodes),
    /// Attempts in the journal, oldest first.
    Attempts(Page<Attempt>),
    /// What was found out about an attempt. `journal reconcile` prints one JSON document per line.
    Verdict(Box<Verdict>),
    /// The result of `journal reconcile`, its last line.
    Reconciliation(Reconciliation),
    /// A running sandbox, printed on one line when it is up.
    Sandbox(Box<Sandbox>),
    /// What happened in a sandbox, printed on one line when it ends.
    SandboxReport(SandboxReport),
    /// The steps of the tour.
    Tour(Tour),
    /// A failure, printed on standard error.
    Failure(Failure),
}

impl View {
    /// Returns what a table shows.
    pub(crate) fn shown(&self) -> Shown {
        match self {
            Self::Payment(payment) => payment.item().into(),
            Self::Payments(page) => page.shown(),
            Self::PaymentLookup(lookup) => lookup.shown(),
            Self::PaymentResolution(resolution) => resolution.shown(),
            Self::Refund(refund) => refund.item().into(),
            Self::RefundLookup(lookup) => lookup.shown(),
            Self::RefundResolution(resolution) => resolution.shown(),
            Self::Settlement(settlement) => settlement.shown(),
            Self::Intent(intent) => intent.item().into(),
            Self::WalletPayment(payment) => payment.item().into(),
            Self::WalletPayments(page) => page.shown(),
            Self::Payout(payout) => payout.item().into(),
            Self::PayoutRow(row) => row.item().into(),
            Self::PayoutResolution(resolution) => resolution.shown(),
            Self::Registration(registration) => registration.item().into(),
            Self::Subscription(subscription) => subscription.item().into(),
            Self::SubscriptionLookup(lookup) => lookup.shown(),
            Self::SubscriptionResolution(resolution) => resolution.shown(),
            Self::Charges(page) => page.shown(),
            Self::Transactions(page) => page.shown(),
            Self::Stores(page) => page.shown(),
            Self::Credentials(_) => {
                Shown::default().with_note("the provider accepts the credentials")
            }
            Self::Approval(approval) => Item::new().with("payer", &approval.payer).into(),
            Self::AffiliationCodes(codes) => Item::new()
                .with("regular", &codes.regular)
                .with("commercial", &codes.commercial)
                .into(),
            Self::Attempts(page) => page.shown(),
            Self::Verdict(verdict) => verdict.item().into(),
            Self::Reconciliation(report) => Shown::default().with_note(report.line()),
            Self::Sandbox(sandbox) => Shown::default().with_note(sandbox.text()),
            Self::SandboxReport(report) => Shown::default().with_note(report.text()),
            Self::Tour(tour) => Shown::default().with_note(&tour.text),
            Self::Failure(failure) => Shown::default().with_note(&failure.message),
        }
    }
}

/// What a person reads in place of an empty list.
const NOTHING: &str = "nothing found";

/// A page of a list.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{T}Page")]
pub(crate) struct Page<T> {
    /// The entries that could be read.
    items: Vec<T>,
    /// The entries that could not be read.
    unreadable: Vec<Unreadable>,
    /// The token of the next page for `--page`; null on the last one.
    next: Option<String>,
    /// How many entries there are in total, where the provider states it.
    total: Option<u64>,
    /// What a person reads in place of an empty list.
    #[serde(skip)]
    when_empty: &'static str,
}

/// An entry that could not be read.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Unreadable {
    /// The provider's id, if it could be read.
    id: Option<String>,
    /// The merchant's reference, if it could be read.
    reference: Option<String>,
    /// Why the entry could not be read.
    reason: String,
}

impl Unreadable {
    fn of(entry: &core::Unreadable) -> Self {
        Self {
            id: entry.id.clone(),
            reference: entry.reference.clone(),
            reason: entry.reason.clone(),
        }
    }
}

impl Tabular for Unreadable {
    const COLUMNS: &'static [&'static str] = &["id", "reference", "reason"];

    fn item(&self) -> Item {
        Item::new()
            .with("id", &self.id)
            .with("reference", &self.reference)
            .with("reason", &self.reason)
    }
}

impl<T> Page<T> {
    /// Holds a complete list.
    pub(crate) fn list(items: Vec<T>) -> Self {
        Self {
            items,
            unreadable: Vec::new(),
            next: None,
            total: None,
            when_empty: NOTHING,
        }
    }

    /// Sets what a person reads in place of an empty list.
    pub(crate) fn when_empty(self, note: &'static str) -> Self {
        Self {
            when_empty: note,
            ..self
        }
    }

    /// Converts a page of the provider.
    pub(crate) fn of<D>(page: &core::Page<D>, convert: impl Fn(&D) -> T) -> Self {
        Self {
            items: page.items.iter().map(convert).collect(),
            unreadable: page.unreadable.iter().map(Unreadable::of).collect(),
            next: page.next.as_ref().map(|token| token.as_str().to_owned()),
            total: page.total,
            when_empty: NOTHING,
        }
    }
}

impl<T: Tabular> Page<T> {
    fn shown(&self) -> Shown {
        let mut shown = Shown::from(List::of(&self.items));
        if self.items.is_empty() && self.unreadable.is_empty() {
            shown = shown.with_note(self.when_empty);
        }
        if !self.unreadable.is_empty() {
            shown = shown.with_list("entries that could not be read", List::of(&self.unreadable));
        }
        if let Some(total) = self.total {
            shown = shown.with_note(format!("{total} in total"));
        }
        match &self.next {
            Some(next) => shown.with_note(format!("next page: --page {next}")),
            None => shown,
        }
    }
}

/// What a search by reference found.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{T}Lookup")]
pub(crate) struct Lookup<T> {
    /// Everything found, newest first.
    matches: Vec<T>,
    /// What the search did not cover; empty if it was complete.
    gaps: Vec<String>,
}

impl<T> Lookup<T> {
    /// Converts a lookup of the provider.
    pub(crate) fn of<D>(lookup: &core::Lookup<D>, convert: impl Fn(&D) -> T) -> Self {
        Self {
            matches: lookup.matches().iter().map(convert).collect(),
            gaps: lookup.gaps().to_vec(),
        }
    }
}

impl<T: Tabular> Lookup<T> {
    fn shown(&self) -> Shown {
        let mut shown = Shown::from(List::of(&self.matches));
        if self.matches.is_empty() {
            shown = shown.with_note(NOTHING);
        }
        with_gaps(shown, &self.gaps)
    }
}

/// Says what a search did not cover.
fn with_gaps(shown: Shown, gaps: &[String]) -> Shown {
    let notes = gaps.iter().map(|gap| format!("not searched: {gap}"));
    notes.fold(shown, Shown::with_note)
}

/// The provider accepts the credentials.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Credentials {
    /// Always true: credentials that are not accepted are a failure.
    pub(crate) accepted: bool,
}

/// The approval of a payment by a sandbox payer.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Approval {
    /// The id of the payer, for `confirm-payment --payer`.
    pub(crate) payer: String,
}

/// Codes that open accounts in the mPandco sandbox.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AffiliationCodes {
    /// Opens a regular account.
    pub(crate) regular: String,
    /// Opens a commercial account.
    pub(crate) commercial: String,
}

/// The steps of the tour.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Tour {
    /// The steps, in order.
    pub(crate) steps: Vec<TourStep>,
    /// The steps as a person reads them.
    #[serde(skip)]
    pub(crate) text: String,
}

/// A step of the tour.
#[derive(Serialize, JsonSchema)]
pub(crate) struct TourStep {
    /// The provider and its endpoint.
    pub(crate) provider: String,
    /// The step.
    pub(crate) step: String,
    /// Whether it did what it should.
    pub(crate) done: bool,
    /// The result, or what went wrong.
    pub(crate) result: String,
    /// The requests that the simulator received.
    pub(crate) requests: Vec<String>,
    /// How long it took.
    pub(crate) milliseconds: u64,
}
