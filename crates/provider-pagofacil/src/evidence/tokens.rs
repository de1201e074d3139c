//! The evidence in the responses of calls about stored cards. `autorizado` decides, and only where
//! nothing is against it.

use payments_core::Environment;
use payments_core::evidence::Evidence;
use payments_kit::codec::Reader;

use super::charge::{Order, charge};
use super::{Found, flags, numbers, says};
use crate::wire::{TokenResponse, values};

/// Whether a card was stored: with one token.
pub(crate) fn card_stored(
    reader: &Reader<'_>,
    response: &TokenResponse,
    environment: Environment,
) -> Evidence {
    let mut evidence = vault(reader, response, environment);
    let is_done = says(&response.charge.authorized, true);
    match (numbers(&response.token).len(), is_done) {
        (1, true) | (0, false) => {}
        (0, true) => evidence.contradicts("it has no token"),
        (_, true) => evidence.contradicts("it has several tokens"),
        (_, false) => evidence.contradicts("it has a token"),
    }
    evidence
}

/// Whether this stored card was deleted.
pub(crate) fn card_deleted(
    reader: &Reader<'_>,
    response: &TokenResponse,
    token: &str,
    environment: Environment,
) -> Evidence {
    let mut evidence = vault(reader, response, environment);
    same_token(&mut evidence, response, token);
    evidence
}

/// Whether this stored card was charged, as of a charge of a card.
pub(crate) fn token_charged(
    reader: &Reader<'_>,
    response: &TokenResponse,
    order: &Order<'_>,
    token: &str,
) -> Evidence {
    let mut evidence = charge(reader, &response.charge, order).evidence;
    same_token(&mut evidence, response, token);
    evidence
}

/// What the calls that store and delete have in common.
fn vault(reader: &Reader<'_>, response: &TokenResponse, environment: Environment) -> Evidence {
    let charge = &response.charge;
    let mut found = Found::new(reader, charge);
    flags(
        &mut found.evidence,
        "autorizado",
        values(&charge.authorized),
    );
    let is_done = says(&charge.authorized, true);
    found.contradictions(is_done);
    if is_done && !charge.error.is_empty() {
        found.evidence.contradicts("it has an error");
    }
    found.environment(environment);
    found.evidence
}

fn same_token(evidence: &mut Evidence, response: &TokenResponse, token: &str) {
    if values(&response.token).any(|found| found != token) {
        // Neither is printed.
        evidence.differs("token", "is another one");
    }
}
