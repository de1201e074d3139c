//! The rows of the matrix: a call, its encoding, and which of its requests the fault hits.

use std::fmt;

use payments_core::{Operation, Provider};
use payments_kit::http::ReqwestTransport;
use payments_sim::Simulator;
use provider_mpandco::{AFFILIATION_CODES, AUTHORIZE_INTENT, InMemoryTokenStore, TOKEN};
use provider_pagofacil::Encoding;

use super::{PROVIDERS, Registration, clients, mpandco, pagofacil};

/// A call, and the operation whose requests the fault hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The name of the provider.
    pub provider: &'static str,
    /// How PagoFácil is called; mPandco has one way.
    pub encoding: Option<Encoding>,
    /// The call.
    pub call: Operation,
    /// The variant of the call, where it has several.
    pub variant: Option<&'static str>,
    /// The operation whose requests the fault hits.
    pub at: Operation,
    /// How many of these requests the call makes if nothing goes wrong.
    pub requests: u64,
}

/// The role of the disturbed request within its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The call reads, and this is how.
    Read,
    /// It has to come before the call's own request: a token, or a look at the payment.
    Before,
    /// It moves money, or changes what will move.
    Money,
}

impl Row {
    const fn of(provider: &'static str, encoding: Option<Encoding>, call: Operation) -> Self {
        Self {
            provider,
            encoding,
            call,
            variant: None,
            at: call,
            requests: 1,
        }
    }

    const fn at(self, at: Operation) -> Self {
        Self { at, ..self }
    }

    const fn variant(self, variant: &'static str) -> Self {
        Self {
            variant: Some(variant),
            ..self
        }
    }

    /// The role of the disturbed request within its call.
    pub fn role(&self) -> Role {
        if self.at.moves_money() {
            Role::Money
        } else if self.call.moves_money() {
            Role::Before
        } else {
            Role::Read
        }
    }

    /// Whether the disturbed request carries an access token, which the service can refuse.
    pub fn bears_a_token(&self) -> bool {
        let tools = [AUTHORIZE_INTENT, AFFILIATION_CODES];
        self.provider == "mpandco" && self.at != TOKEN && !tools.contains(&self.at)
    }

    /// Whether the response is encrypted: what is around it cannot be told from it.
    pub fn is_encrypted(&self) -> bool {
        let calls = [Operation::STORE_CARD, Operation::DELETE_CARD];
        calls.contains(&self.call) || self.variant == Some(pagofacil::OF_STORED_CARD)
    }

    /// Whether the call looks at the payment before it makes the request in question.
    pub fn looks_first(&self) -> bool {
        let looks = matches!(
            self.call,
            Operation::SETTLE_PAYMENT | Operation::VOID_PAYMENT | Operation::REFUND_PAYMENT
        ) || self.variant == Some(mpandco::AT_THE_TILL);
        looks && self.at != Operation::GET_PAYMENT
    }

    /// The call without its encoding.
    pub fn name(&self) -> String {
        let mut name = self.call.to_string();
        if let Some(variant) = self.variant {
            name.push_str(&format!(" {variant}"));
        }
        if self.at != self.call {
            name.push_str(&format!(", at its {}", self.at));
        }
        name
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.provider)?;
        if let Some(encoding) = self.encoding {
            write!(f, " {encoding}")?;
        }
        write!(f, " {}", self.name())
    }
}

/// Every call: each operation of each provider, and once for each variant and each kind of request
/// where it has several.
pub fn rows(simulator: &Simulator, http: &ReqwestTransport) -> Vec<Row> {
    let of = |provider: &Registration| (provider.rows)(simulator, http);
    PROVIDERS.iter().flat_map(of).collect()
}

pub(super) fn of_mpandco(simulator: &Simulator, http: &ReqwestTransport) -> Vec<Row> {
    let config = clients::config(simulator, http.clone());
    let client = clients::mpandco(simulator, config, InMemoryTokenStore::default());
    let own = provider_mpandco::OWN_OPERATIONS;
    mpandco_rows(client.capabilities().operations().iter().chain(own))
}

pub(super) fn of_pagofacil(simulator: &Simulator, http: &ReqwestTransport) -> Vec<Row> {
    let rows = |encoding| {
        let config = clients::config(simulator, http.clone());
        let client = clients::pagofacil_with_all(simulator, config);
        let own = provider_pagofacil::OWN_OPERATIONS;
        pagofacil_rows(
            encoding,
            client.capabilities().operations().iter().chain(own),
        )
    };
    Encoding::ALL.into_iter().flat_map(rows).collect()
}

fn mpandco_rows<'a>(operations: impl Iterator<Item = &'a Operation>) -> Vec<Row> {
    let of = |call| Row::of("mpandco", None, call);
    let mut rows: Vec<Row> = operations
        .map(|operation| match *operation {
            // It is requested only on behalf of another call.
            TOKEN => of(Operation::CREATE_PAYMENT).at(TOKEN),
            Operation::SETTLE_PAYMENT => {
                of(Operation::SETTLE_PAYMENT).at(Operation::CONFIRM_PAYMENT)
            }
            operation => of(operation),
        })
        .collect();
    let at_the_till = of(Operation::CONFIRM_PAYMENT).variant(mpandco::AT_THE_TILL);
    rows.extend([
        at_the_till,
        at_the_till.at(Operation::GET_PAYMENT),
        of(Operation::SETTLE_PAYMENT).at(Operation::GET_PAYMENT),
        of(Operation::VOID_PAYMENT).at(Operation::GET_PAYMENT),
        of(Operation::REFUND_PAYMENT).at(Operation::GET_PAYMENT),
        of(Operation::SEND_PAYOUT)
            .variant(mpandco::RENEWING)
            .at(TOKEN),
    ]);
    rows
}

fn pagofacil_rows<'a>(
    encoding: Encoding,
    operations: impl Iterator<Item = &'a Operation>,
) -> Vec<Row> {
    let of = |call| Row::of("pagofacil", Some(encoding), call);
    // Calls about cash orders and stored cards are the same over every encoding of the others.
    let is_alike = |operation: &&Operation| pagofacil::WITHOUT_ENCODING.contains(operation);
    let mut rows: Vec<Row> = operations
        .filter(|operation| encoding == Encoding::default() || !is_alike(operation))
        .map(|operation| match *operation {
            // They read a subscription and a report.
            Operation::FIND_SUBSCRIPTION | Operation::LIST_CHARGES => Row {
                requests: 2,
                ..of(*operation)
            },
            operation => of(operation),
        })
        .collect();
    rows.push(of(Operation::CREATE_PAYMENT).variant(pagofacil::WITH_OPTIONS));
    if encoding == Encoding::default() {
        rows.push(of(Operation::CREATE_PAYMENT).variant(pagofacil::OF_CASH));
        rows.push(of(Operation::CREATE_PAYMENT).variant(pagofacil::OF_STORED_CARD));
    }
    rows
}
