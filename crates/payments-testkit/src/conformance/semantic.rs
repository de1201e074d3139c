//! Responses with semantic faults: well-formed, and wrong, incomplete or about something else.
//!
//! Every call that moves money is made once, and its exchanges are recorded. Then it is made again
//! for every mutation of every response, against the recording: the service's records stay what they
//! were, so that each result can be compared with them.

use std::collections::BTreeMap;
use std::fmt;

use payments_core::{
    Operation, Outcome, PageRequest, PaymentId, PaymentProvider, PaymentStatus, Result,
    SubscriptionStatus,
};
use payments_kit::http::HttpResponse;

use super::Run;
use super::money_call::{Made, MoneyCall, Verdict, approved, operations, recurring, registered};
use super::support::{given, over_seeded, skipped, transport, working};
use crate::SentRequest;
use crate::semantic::{Exchanges, Mutation, MutationKind, Replaced};

/// Of so many mutations one is tried by [`semantic_faults_never_mislead`].
const STEP: usize = 7;

/// How many payments are created for a listing of several pages.
const LISTED: usize = 25;

/// The most contradictions that a failure shows.
const SHOWN: usize = 20;

/// A result that the service's records contradict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Contradiction {
    /// The call, and what the service did.
    pub call: String,
    /// The operation whose response was mutated.
    pub response: String,
    /// The mutation.
    pub mutation: String,
    /// What the call returned, and why that is wrong.
    pub returned: String,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            call,
            response,
            mutation,
            returned,
        } = self;
        write!(f, "{call}; {response}: {mutation}; {returned}")
    }
}

/// No call that moves money, and no resolution of one, reports a success, a refusal or an absence
/// that the service's records contradict, whatever well-formed response it gets. One of several
/// mutations is tried; [`semantic_contradictions`] tries all of them.
pub async fn semantic_faults_never_mislead(harness: &Run<'_>) {
    if transport(harness).is_none() {
        return;
    }
    let (tried, found) = semantic_contradictions(harness, STEP).await;
    assert!(tried > 0, "no response could be mutated");
    let shown: Vec<String> = found.iter().take(SHOWN).map(ToString::to_string).collect();
    assert!(
        found.is_empty(),
        "{} of {tried} results contradict the service's records:\n{}",
        found.len(),
        shown.join("\n")
    );
}

/// Tries every `step`-th mutation of every response. Returns how many were tried, and the results
/// that the service's records contradict.
pub async fn semantic_contradictions(
    harness: &Run<'_>,
    step: usize,
) -> (usize, Vec<Contradiction>) {
    let good = working(harness);
    let mut suite = Suite {
        harness,
        step: step.max(1),
        tried: 0,
        found: Vec::new(),
        pool: BTreeMap::new(),
        seed: 0,
        seen_setup: false,
    };
    let mut recorded = Vec::new();
    for operation in operations(&*good) {
        recorded.push(suite.executed(&*good, operation).await);
    }
    suite.fill_pool(&*good).await;
    for one in &recorded {
        suite.make_again(one).await;
    }
    for one in &recorded {
        suite.resolve_again(&*good, one).await;
    }
    for operation in operations(&*good) {
        suite.resolve_what_was_not_made(&*good, operation).await;
    }
    suite.read_again(&*good).await;
    suite.list_again(&*good).await;
    if good.capabilities().supports(Operation::LIST_PAYMENTS) {
        let created = recorded.iter();
        for one in created.filter(|one| one.operation == Operation::CREATE_PAYMENT) {
            // By now its payment is pages away: what matters is the pages, not each member.
            suite.resolve_where(&*good, one, &is_about_pages).await;
        }
    }
    suite.decline_again(&*good).await;
    (suite.tried, suite.found)
}

struct Suite<'a> {
    harness: &'a Run<'a>,
    step: usize,
    tried: usize,
    found: Vec<Contradiction>,
    /// Responses to calls about other payments, by operation.
    pool: BTreeMap<&'static str, Vec<HttpResponse>>,
    /// The seed of the last recording. A call that is made again sends the same request as before, and
    /// another call another one: idempotency keys and ids of requests differ.
    seed: u64,
    /// Whether the responses to calls that only prepare others, such as tokens, were mutated.
    seen_setup: bool,
}

/// A call that the service executed, with its exchanges.
struct Executed<'a> {
    harness: &'a Run<'a>,
    operation: Operation,
    call: MoneyCall<'a>,
    exchanges: Exchanges,
    seed: u64,
}

impl Executed<'_> {
    /// Whether a response names what it is about: one to another call can then be recognized.
    fn is_identified(&self) -> bool {
        let names = |response: &HttpResponse| {
            let text = String::from_utf8_lossy(response.body());
            let id = self.call.id();
            text.contains(self.call.reference()) || id.is_some_and(|id| text.contains(id))
        };
        self.exchanges
            .responses()
            .iter()
            .any(|(_, response)| names(response))
    }
}

/// What a result says about a call.
enum Claim {
    Done,
    NotDone,
    Open,
}

impl<'a> Suite<'a> {
    /// Makes a call, which the service executes.
    async fn executed(&mut self, good: &dyn PaymentProvider, operation: Operation) -> Executed<'a> {
        let reference = format!("SEMANTIC-{}", operation.name());
        let call = MoneyCall::prepare(self.harness, good, operation, reference).await;
        let (exchanges, seed) = self.exchanges();
        let provider = over_seeded(self.harness, exchanges.clone(), seed);
        let result = call.make(&*provider).await;
        super::support::expected(format_args!("{operation}"), result);
        assert_eq!(call.times(good).await, 1, "how often {operation} happened");
        Executed {
            harness: self.harness,
            operation,
            call,
            exchanges,
            seed,
        }
    }

    /// Records the responses of the same calls about other payments.
    async fn fill_pool(&mut self, good: &dyn PaymentProvider) {
        for operation in operations(good) {
            let reference = format!("OTHER-{}", operation.name());
            let call = MoneyCall::prepare(self.harness, good, operation, reference).await;
            let (exchanges, seed) = self.exchanges();
            let provider = over_seeded(self.harness, exchanges.clone(), seed);
            call.make(&*provider).await.ok();
            for (operation, response) in exchanges.responses() {
                self.pool
                    .entry(operation.name())
                    .or_default()
                    .push(response);
            }
        }
    }

    /// A recording of calls, with the seed of the provider that makes them.
    fn exchanges(&mut self) -> (Exchanges, u64) {
        let transport = given(
            "the transport of an HTTP provider",
            self.harness.transport(),
        );
        self.seed += 1;
        (Exchanges::new(transport), self.seed)
    }

    /// The call again, under each mutation of each of its responses.
    async fn make_again(&mut self, one: &Executed<'_>) {
        for (number, response, mutation) in self.mutated(&one.exchanges) {
            if mutation.kind() == MutationKind::Foreign && !one.is_identified() {
                continue;
            }
            let transport = one.exchanges.replaced(number, mutation.body());
            let provider = over_seeded(self.harness, transport.clone(), one.seed);
            let result = one.call.make(&*provider).await;
            let returned = judge(one, &transport, &mutation, &result);
            self.note(
                format!("{}, executed", one.operation),
                &response,
                &mutation,
                returned,
            );
        }
    }

    /// The resolution of an executed call.
    async fn resolve_again(&mut self, good: &dyn PaymentProvider, one: &Executed<'_>) {
        self.resolve_where(good, one, &|_, _| true).await;
    }

    async fn resolve_where(
        &mut self,
        good: &dyn PaymentProvider,
        one: &Executed<'_>,
        keep: &dyn Fn(MutationKind, &str) -> bool,
    ) {
        let begun = good.clock().now() - good.settle_time();
        let (exchanges, seed) = self.exchanges();
        let provider = over_seeded(self.harness, exchanges.clone(), seed);
        let verdict = one.call.resolve(&*provider, begun).await;
        assert_ne!(verdict, Verdict::DidNotHappen, "{} happened", one.operation);
        for (number, response, mutation) in self.mutated_where(&exchanges, keep) {
            let transport = exchanges.replaced(number, mutation.body());
            let provider = over_seeded(self.harness, transport, seed);
            let verdict = one.call.resolve(&*provider, begun).await;
            // An entry with another reference or id is not what the search is for.
            let mut replaced = mutation.replaced();
            let renamed = replaced.any(|text| one.call.identity(text).is_some());
            let wrong = verdict == Verdict::DidNotHappen && !changes_a_state(&mutation) && !renamed;
            let returned = wrong.then(|| "resolved as DidNotHappen, and it happened".to_owned());
            let call = format!("{}, executed and resolved", one.operation);
            self.note(call, &response, &mutation, returned);
        }
    }

    /// The resolution of a call that was never made.
    async fn resolve_what_was_not_made(
        &mut self,
        good: &dyn PaymentProvider,
        operation: Operation,
    ) {
        let reference = format!("UNMADE-{}", operation.name());
        let call = MoneyCall::prepare(self.harness, good, operation, reference).await;
        let begun = good.clock().now() - good.settle_time();
        let (exchanges, seed) = self.exchanges();
        let provider = over_seeded(self.harness, exchanges.clone(), seed);
        let verdict = call.resolve(&*provider, begun).await;
        assert_ne!(verdict, Verdict::Happened, "{operation} was not made");
        for (number, response, mutation) in self.mutated(&exchanges) {
            let transport = exchanges.replaced(number, mutation.body());
            let provider = over_seeded(self.harness, transport, seed);
            let verdict = call.resolve(&*provider, begun).await;
            let wrong = verdict == Verdict::Happened && !changes_a_state(&mutation);
            let returned = wrong.then(|| "resolved as Happened, and it was not made".to_owned());
            let call = format!("{operation}, not made and resolved");
            self.note(call, &response, &mutation, returned);
        }
    }

    /// The state of a payment and of a subscription.
    async fn read_again(&mut self, good: &dyn PaymentProvider) {
        let capabilities = good.capabilities();
        if capabilities.supports(Operation::GET_PAYMENT) {
            let id = approved(self.harness, good, "SEMANTIC-READ").await.0;
            let (exchanges, seed) = self.exchanges();
            let provider = over_seeded(self.harness, exchanges.clone(), seed);
            let read = provider.get_payment(&id).await;
            let read = super::support::expected("getting a payment", read);
            for (number, response, mutation) in self.mutated(&exchanges) {
                let transport = exchanges.replaced(number, mutation.body());
                let provider = over_seeded(self.harness, transport, seed);
                let returned = match provider.get_payment(&id).await {
                    Ok(got) if *got.id() != id => Some(format!("the payment {}", got.id())),
                    Ok(got)
                        if got.status() != read.status()
                            && is_known(got.status())
                            && !changes_a_state(&mutation) =>
                    {
                        Some(format!("{:?}, and it is {:?}", got.status(), read.status()))
                    }
                    _ => None,
                };
                self.note("get_payment".to_owned(), &response, &mutation, returned);
            }
        }
        if capabilities.supports(Operation::GET_SUBSCRIPTION) {
            let id = registered(self.harness, good, "SEMANTIC-READ").await;
            let (exchanges, seed) = self.exchanges();
            let provider = over_seeded(self.harness, exchanges.clone(), seed);
            let read = recurring(&*provider).get_subscription(&id).await;
            let read = super::support::expected("getting a subscription", read);
            for (number, response, mutation) in self.mutated(&exchanges) {
                let transport = exchanges.replaced(number, mutation.body());
                let provider = over_seeded(self.harness, transport, seed);
                let returned = match recurring(&*provider).get_subscription(&id).await {
                    Ok(got) if *got.id() != id => Some(format!("the subscription {}", got.id())),
                    Ok(got)
                        if got.status() != read.status()
                            && !matches!(got.status(), SubscriptionStatus::Other(_))
                            && !changes_a_state(&mutation) =>
                    {
                        Some(format!("{:?}, and it is {:?}", got.status(), read.status()))
                    }
                    _ => None,
                };
                self.note(
                    "get_subscription".to_owned(),
                    &response,
                    &mutation,
                    returned,
                );
            }
        }
    }

    /// A listing: one entry that cannot be read hides none of the others.
    async fn list_again(&mut self, good: &dyn PaymentProvider) {
        if !good.capabilities().supports(Operation::LIST_PAYMENTS) {
            return;
        }
        for number in 0..LISTED {
            approved(self.harness, good, &format!("SEMANTIC-{number}")).await;
        }
        let (exchanges, seed) = self.exchanges();
        let provider = over_seeded(self.harness, exchanges.clone(), seed);
        let first = PageRequest::first();
        let listed = provider.list_payments(&first).await;
        let listed = super::support::expected("listing payments", listed);
        let ids: Vec<_> = listed
            .items
            .iter()
            .map(|payment| payment.id().clone())
            .collect();
        let left = |mutation: &Mutation| -> Vec<PaymentId> {
            let body = String::from_utf8_lossy(mutation.body());
            let left = ids.iter().filter(|id| body.contains(id.as_str()));
            left.cloned().collect()
        };
        let retyped = |kind: MutationKind, path: &str| {
            kind == MutationKind::Retype && is_about_pages(kind, path)
        };
        for (number, response, mutation) in self.mutated_where(&exchanges, &retyped) {
            let left = left(&mutation);
            if left.len() + 1 != ids.len() {
                self.tried -= 1;
                continue;
            }
            let transport = exchanges.replaced(number, mutation.body());
            let provider = over_seeded(self.harness, transport, seed);
            let returned = match provider.list_payments(&first).await {
                Err(error) => Some(format!("{:?}, for one bad entry", error.kind())),
                Ok(page) => {
                    let shown = |id: &PaymentId| page.items.iter().any(|one| one.id() == id);
                    let lost = left.iter().filter(|id| !shown(id)).count();
                    (lost > 0).then(|| format!("without {lost} of the other entries"))
                }
            };
            self.note("list_payments".to_owned(), &response, &mutation, returned);
        }
    }

    /// A payment that the service declines.
    async fn decline_again(&mut self, good: &dyn PaymentProvider) {
        let capabilities = good.capabilities();
        let operation = if capabilities.supports(Operation::CONFIRM_PAYMENT) {
            Operation::CONFIRM_PAYMENT
        } else {
            Operation::CREATE_PAYMENT
        };
        let reference = "SEMANTIC-DECLINED".to_owned();
        let call = MoneyCall::prepare(self.harness, good, operation, reference).await;
        if !self.harness.decline_next_payment().await {
            return skipped("declines", good);
        }
        let (exchanges, seed) = self.exchanges();
        let provider = over_seeded(self.harness, exchanges.clone(), seed);
        call.make(&*provider).await.ok();
        let times = self.harness.times_paid("SEMANTIC-DECLINED").await;
        assert_eq!(times, 0, "the harness must decline the payment");
        for (number, response, mutation) in self.mutated(&exchanges) {
            let transport = exchanges.replaced(number, mutation.body());
            let provider = over_seeded(self.harness, transport, seed);
            let result = call.make(&*provider).await;
            let paid = result
                .as_ref()
                .is_ok_and(|made| made.status.as_ref().is_some_and(PaymentStatus::is_paid));
            let returned = paid.then(|| "Ok(Paid), and it was declined".to_owned());
            self.note(
                format!("{operation}, declined"),
                &response,
                &mutation,
                returned,
            );
        }
    }

    /// The mutations of each response, by its number and its operation.
    fn mutated(&mut self, exchanges: &Exchanges) -> Vec<(usize, String, Mutation)> {
        self.mutated_where(exchanges, &|_, _| true)
    }

    fn mutated_where(
        &mut self,
        exchanges: &Exchanges,
        keep: &dyn Fn(MutationKind, &str) -> bool,
    ) -> Vec<(usize, String, Mutation)> {
        let mut all = Vec::new();
        let setup = std::mem::replace(&mut self.seen_setup, true);
        let responses = exchanges.responses();
        for (number, (operation, response)) in responses.iter().enumerate() {
            let is_setup = !Operation::ALL.contains(operation);
            if setup && is_setup {
                continue;
            }
            // Another mutation of each response comes first, so that none is never tried.
            let (first, step) = (number % self.step, self.step);
            let mut mutations = Mutation::some(response.body(), first, step, keep);
            if !is_setup {
                let mut foreign = self.foreign();
                foreign.extend(others(number, *operation, &responses));
                mutations.extend(foreign.into_iter().skip(first).step_by(step));
            }
            let numbered = mutations.into_iter();
            all.extend(numbered.map(|mutation| (number, operation.to_string(), mutation)));
        }
        self.tried += all.len();
        all
    }

    /// The responses to other calls.
    fn foreign(&self) -> Vec<Mutation> {
        let mut all = Vec::new();
        for (operation, responses) in &self.pool {
            for (number, response) in responses.iter().enumerate() {
                let what = format!("{operation} of another payment, {}", number + 1);
                all.push(Mutation::foreign(response.body(), what));
            }
        }
        all
    }

    fn note(
        &mut self,
        call: String,
        response: &str,
        mutation: &Mutation,
        returned: Option<String>,
    ) {
        self.found.extend(returned.map(|returned| Contradiction {
            call,
            response: response.to_owned(),
            mutation: mutation.to_string(),
            returned,
        }));
    }
}

/// The other responses to the same operation: a page that comes twice, or in place of another.
fn others(
    number: usize,
    operation: Operation,
    responses: &[(Operation, HttpResponse)],
) -> Vec<Mutation> {
    let others = responses.iter().enumerate();
    let others = others.filter(|(other, (of, _))| *other != number && *of == operation);
    others
        .map(|(other, (_, response))| {
            Mutation::foreign(response.body(), format!("{operation}, page {}", other + 1))
        })
        .collect()
}

/// Why a result contradicts the records, if it does: the service executed every request of the
/// recording that it gets.
fn judge(
    one: &Executed<'_>,
    transport: &Replaced,
    mutation: &Mutation,
    result: &Result<Made>,
) -> Option<String> {
    let sent = transport.money_requests();
    let elsewhere = transport.unknown_requests();
    let foreign = |sent: &&SentRequest| {
        let about_it = one.call.id().is_some_and(|id| sent.exposed().contains(id));
        sent.operation().moves_money() && !about_it
    };
    if let Some(sent) = elsewhere.iter().find(foreign) {
        return Some(format!("sent {} for something else", sent.operation()));
    }
    if sent > 1 {
        return Some(format!("sent it {sent} times"));
    }
    let shown = match result {
        Ok(made) => format!("Ok({made})"),
        Err(error) => format!("{:?} ({:?})", error.outcome(), error.kind()),
    };
    match (claim(result), sent) {
        (Claim::NotDone, 1) => Some(format!("{shown}, and it was executed")),
        (Claim::Done, 0) => Some(format!("{shown}, and nothing was sent")),
        (Claim::Done, _) => {
            if mutation.kind() == MutationKind::Foreign {
                return Some(format!("{shown}, from the response to another call"));
            }
            if let Some(difference) = one.call.difference(result.as_ref().ok()?) {
                return Some(format!("{shown}: {difference}"));
            }
            let unreliable = one.harness.unreliable_members().iter();
            let mut unreliable = unreliable.filter(|path| mutation.path().starts_with(**path));
            let is_alter = mutation.kind() == MutationKind::Alter;
            let original = mutation.replaced().next().filter(|_| is_alter)?;
            let identity = one.call.identity(original)?;
            if unreliable.next().is_some() {
                return None;
            }
            Some(format!("{shown}, with another {identity} in the response"))
        }
        _ => None,
    }
}

fn claim(result: &Result<Made>) -> Claim {
    match result.as_ref().map_err(|error| error.outcome()) {
        Ok(made) => match &made.status {
            Some(PaymentStatus::Declined | PaymentStatus::Cancelled) => Claim::NotDone,
            Some(PaymentStatus::Other(_)) => Claim::Open,
            _ => Claim::Done,
        },
        Err(Outcome::NotSent | Outcome::Rejected) => Claim::NotDone,
        Err(Outcome::Unknown) => Claim::Open,
    }
}

/// Whether a mutation is about a page or an entry, and not about a member of an entry.
fn is_about_pages(_: MutationKind, path: &str) -> bool {
    !path.contains("].")
}

/// Whether a mutation writes another valid value in place of one: where that is the only evidence of
/// a state, no reader can tell.
fn changes_a_state(mutation: &Mutation) -> bool {
    let text = mutation.to_string();
    let is_literal = [" to true", " to false", " to 0"]
        .iter()
        .any(|end| text.ends_with(end));
    mutation.kind() == MutationKind::Alter
        || (mutation.kind() == MutationKind::Retype && is_literal)
}

fn is_known(status: &PaymentStatus) -> bool {
    !matches!(status, PaymentStatus::Other(_))
}
