//! The evidence step: what a response proves about the call that it belongs to.
//!
//! Every call that moves money, or creates what will, passes the intent of its response through
//! one of these functions before it counts as done.

use payments_core::evidence::{Evidence, Verdict};
use payments_core::{
    MerchantReference, Money, Operation, PayerId, PaymentId, PaymentStatus, Result, ReturnUrls,
    Violation,
};
use url::Url;

use crate::error;
use crate::model::{Intent, IntentKind, Transaction};
use crate::validate::{ValidApproval, ValidIntent, ValidTransaction};

/// What is known of an intent before it is executed or annulled.
pub(crate) struct Known<'a> {
    pub(crate) id: &'a PaymentId,
    pub(crate) reference: Option<&'a MerchantReference>,
    pub(crate) amount: Option<Money>,
}

/// Returns the intent if the response proves that it was created as requested.
pub(crate) fn created(
    operation: Operation,
    intent: Intent,
    valid: &ValidIntent<'_>,
) -> Result<Intent> {
    let mut evidence = in_state(&intent, &PaymentStatus::AwaitingApproval);
    let kind = match valid.recipient {
        Some(_) => IntentKind::Request,
        None => IntentKind::Sale,
    };
    is_of_kind(&mut evidence, &intent, &kind);
    returns_to(&mut evidence, &intent, valid.urls);
    if intent.transactions.iter().any(|one| one.receipt.is_some()) {
        evidence.contradicts("it has a receipt of a payment");
    }
    let (requested, found) = (valid.transactions.len(), intent.transactions.len());
    if requested == found {
        for (requested, found) in pairs(&valid.transactions, &intent.transactions) {
            is_as_requested(&mut evidence, requested, found);
        }
    } else {
        evidence.differs("transactions", format!("are {found}, not {requested}"));
    }
    decide(operation, evidence, intent)
}

/// Returns the intent if the response proves that it was executed.
pub(crate) fn executed(
    operation: Operation,
    intent: Intent,
    approval: &ValidApproval<'_>,
    known: &Known<'_>,
) -> Result<Intent> {
    let mut evidence = in_state(&intent, &PaymentStatus::Paid);
    is_known(&mut evidence, &intent, known);
    match approval {
        ValidApproval::Sale(payer) => {
            is_of_kind(&mut evidence, &intent, &IntentKind::Sale);
            is_paid_by(&mut evidence, &intent, payer);
        }
        _ => is_of_kind(&mut evidence, &intent, &IntentKind::Request),
    }
    decide(operation, evidence, intent)
}

/// Returns the intent if the response proves that it was annulled.
pub(crate) fn annulled(operation: Operation, intent: Intent, before: &Intent) -> Result<Intent> {
    let mut evidence = in_state(&intent, &PaymentStatus::Voided);
    let known = Known {
        id: &before.id,
        reference: before.reference(),
        amount: before.amount,
    };
    is_known(&mut evidence, &intent, &known);
    is_of_kind(&mut evidence, &intent, &before.kind);
    decide(operation, evidence, intent)
}

/// Returns the intent if it is the requested one. A response that contradicts itself is read, with
/// warnings: reading moves no money.
pub(crate) fn requested(operation: Operation, intent: Intent, id: &PaymentId) -> Result<Intent> {
    let mut evidence = Evidence::new();
    evidence.supports("it has a state");
    evidence.compare("id", id.as_str(), Some(intent.id.as_str()));
    decide(operation, evidence, intent)
}

/// Lists where a fetched intent differs from what the merchant's records say. Nothing may be left
/// open before money moves: a missing reference, an amount that cannot be read, and a response
/// that contradicts itself are differences too.
pub(crate) fn differences(
    intent: &Intent,
    reference: &MerchantReference,
    amount: Money,
) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut differs = |field: &str, message: String| found.push(Violation::new(field, message));
    match intent.reference() {
        Some(found) if found == reference => {}
        Some(found) => differs("reference", format!("is {found:?}, not {reference:?}")),
        None => differs("reference", format!("is missing, not {reference:?}")),
    }
    match intent.amount {
        None => differs("amount", format!("cannot be read, and must be {amount}")),
        Some(found) => {
            if found.amount() != amount.amount() {
                differs("amount", format!("is {found}, not {amount}"));
            }
            if found.currency() != amount.currency() {
                let (found, amount) = (found.currency(), amount.currency());
                differs("currency", format!("is {found}, not {amount}"));
            }
        }
    }
    for conflict in &intent.conflicts {
        differs("response", conflict.clone());
    }
    found
}

fn in_state(intent: &Intent, wanted: &PaymentStatus) -> Evidence {
    let mut evidence = Evidence::new();
    if intent.status == *wanted {
        evidence.supports(format!("the payment is {wanted:?}"));
    } else {
        evidence.contradicts(format!(
            "the payment is {:?}, not {wanted:?}",
            intent.status
        ));
    }
    for conflict in &intent.conflicts {
        evidence.contradicts(conflict);
    }
    evidence
}

fn is_known(evidence: &mut Evidence, intent: &Intent, known: &Known<'_>) {
    evidence.compare("id", known.id.as_str(), Some(intent.id.as_str()));
    if let Some(reference) = known.reference {
        let found = intent.reference().map(MerchantReference::as_str);
        evidence.compare("reference", reference.as_str(), found);
    }
    if let Some(amount) = known.amount {
        compare_amounts(evidence, "amount", amount, intent.amount);
    }
}

fn is_of_kind(evidence: &mut Evidence, intent: &Intent, kind: &IntentKind) {
    if intent.kind.is_known() && intent.kind != *kind && kind.is_known() {
        evidence.differs("intent", format!("is {:?}, not {kind:?}", intent.kind));
    }
}

fn is_paid_by(evidence: &mut Evidence, intent: &Intent, payer: &PayerId) {
    if intent
        .payer
        .as_ref()
        .is_some_and(|found| found.id != *payer)
    {
        evidence.differs("payer", "is not the one who approved");
    }
}

/// Compares the hosts that the payer returns to: the service may write a URL in another way.
fn returns_to(evidence: &mut Evidence, intent: &Intent, urls: &ReturnUrls) {
    for (field, requested, found) in [
        ("return_urls.approved", urls.approved(), &intent.return_url),
        (
            "return_urls.cancelled",
            urls.cancelled(),
            &intent.cancel_url,
        ),
    ] {
        let found = found.as_ref().and_then(|url| Url::parse(url).ok());
        if found.is_some_and(|found| found.host() != requested.host()) {
            evidence.differs(field, "is on another host");
        }
    }
}

/// Pairs what was requested with what was found: by the references if the response has them all,
/// and by the order otherwise.
fn pairs<'a>(
    requested: &'a [ValidTransaction<'a>],
    found: &'a [Transaction],
) -> Vec<(&'a ValidTransaction<'a>, &'a Transaction)> {
    let mut requested: Vec<_> = requested.iter().collect();
    let mut found: Vec<_> = found.iter().collect();
    if found.iter().all(|one| one.reference.is_some()) {
        requested.sort_by_key(|one| (one.request.reference().as_str(), one.amount.amount()));
        found.sort_by_key(|one| {
            let reference = one.reference.as_ref().map(MerchantReference::as_str);
            (reference, one.amount.map(|amount| amount.amount()))
        });
    }
    requested.into_iter().zip(found).collect()
}

fn is_as_requested(evidence: &mut Evidence, requested: &ValidTransaction<'_>, found: &Transaction) {
    let request = requested.request;
    let reference = found.reference.as_ref().map(MerchantReference::as_str);
    evidence.compare("reference", request.reference().as_str(), reference);
    compare_amounts(evidence, "amount", requested.amount, found.amount);
    // The payer is about to approve it: without its amount it is not what was requested.
    if found.amount.is_none() {
        evidence.contradicts("the amount cannot be read");
    }
    // They may be left out of the response, but money must not go anywhere else.
    let mut shares: Vec<_> = request
        .splits()
        .iter()
        .map(|one| one.amount().money().ok())
        .collect();
    let mut found: Vec<_> = found.distributions.iter().map(|one| one.amount).collect();
    let order = |one: &Option<Money>| one.map(|money| money.amount());
    shares.sort_by_key(order);
    found.sort_by_key(order);
    if !found.is_empty() && shares != found {
        evidence.differs("splits", "are not the requested ones");
    }
}

fn compare_amounts(evidence: &mut Evidence, field: &str, requested: Money, found: Option<Money>) {
    let Some(found) = found else {
        return;
    };
    if found.currency() != requested.currency() {
        let (found, requested) = (found.currency(), requested.currency());
        evidence.differs("currency", format!("is {found}, not {requested}"));
    } else if found != requested {
        evidence.differs(field, format!("is {found}, not {requested}"));
    }
}

fn decide(operation: Operation, evidence: Evidence, intent: Intent) -> Result<Intent> {
    match evidence.verdict() {
        Verdict::Done => Ok(intent),
        verdict => {
            let id = format!("the payment {}", intent.id);
            Err(error::undecided(operation, verdict, id))
        }
    }
}
