//! The registered providers: the one place of the cross-crate tests that lists them.

use futures_util::future::BoxFuture;
use payments_core::{Operation, Provider, Result};
use payments_kit::http::ReqwestTransport;
use payments_sim::Simulator;
use payments_testkit::Replay;

use crate::evidence::{self, Evidence};

use super::stage::Printed;
use super::walk::walk_row;
use super::{Cell, Row, mpandco, pagofacil, row};

/// Receives the result of each call.
pub(super) type Witness = fn(&Result<Printed>);

/// A provider of the workspace, as the cross-crate tests need it.
#[derive(Clone, Copy, Debug)]
pub struct Registration {
    /// The name of the provider; its crate is `provider-` and this name.
    pub name: &'static str,
    /// Its operations beyond the traits.
    pub own_operations: &'static [Operation],
    /// A sandbox client with invented credentials, for what needs no service.
    pub sandbox: fn() -> Box<dyn Provider>,
    /// The fixtures that show each of its operations.
    pub evidence: &'static [Evidence],
    /// Makes the call that fixtures of an operation are about, by the query of the request.
    pub replay: fn(&'static str, String, Replay) -> BoxFuture<'static, Result<String>>,
    /// Its rows of the matrix.
    pub(super) rows: fn(&Simulator, &ReqwestTransport) -> Vec<Row>,
    /// Runs the cells of one of its rows on a new simulator.
    pub(super) walk: fn(Row, ReqwestTransport, Witness) -> BoxFuture<'static, Vec<Cell>>,
}

/// Every provider of the workspace.
pub const PROVIDERS: &[Registration] = &[
    Registration {
        name: "mpandco",
        own_operations: provider_mpandco::OWN_OPERATIONS,
        sandbox: || {
            let keys = provider_mpandco::Credentials::new("id", "secret");
            Box::new(provider_mpandco::Mpandco::sandbox(keys).build().unwrap())
        },
        evidence: evidence::mpandco::EVIDENCE,
        replay: |operation, query, replay| {
            Box::pin(async move { evidence::mpandco::call(operation, &query, replay).await })
        },
        rows: row::of_mpandco,
        walk: |row, http, witness| {
            Box::pin(async move {
                let stage = mpandco::OnMpandco::start(row, http.clone()).await;
                walk_row(row, &stage, &http, witness).await
            })
        },
    },
    Registration {
        name: "pagofacil",
        own_operations: provider_pagofacil::OWN_OPERATIONS,
        sandbox: || {
            let keys = provider_pagofacil::SandboxKeys::new("branch", "user");
            Box::new(
                provider_pagofacil::PagoFacil::sandbox(keys.with_api_secret("secret"))
                    .with_cash_orders()
                    .with_card_tokens("0123456789abcdef")
                    .build()
                    .unwrap(),
            )
        },
        evidence: evidence::pagofacil::EVIDENCE,
        replay: |operation, query, replay| {
            Box::pin(async move { evidence::pagofacil::call(operation, &query, replay).await })
        },
        rows: row::of_pagofacil,
        walk: |row, http, witness| {
            Box::pin(async move {
                let stage = pagofacil::OnPagoFacil::start(row, http.clone()).await;
                walk_row(row, &stage, &http, witness).await
            })
        },
    },
];

/// The registration of a row's provider.
pub(super) fn of(row: Row) -> &'static Registration {
    let mut registered = PROVIDERS.iter();
    registered
        .find(|provider| provider.name == row.provider)
        .expect("the rows come from the registrations")
}
