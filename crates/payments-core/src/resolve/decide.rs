//! The decision what became of a call. It is two pure functions: of what a search found, and of
//! the state of one thing.

use super::evidence::Evidence;
use super::{Resolution, Settling, Why};
use crate::{Error, ErrorKind, Lookup, Result};

/// Of a search by the merchant's reference. What speaks against the call is as good as nothing:
/// an earlier attempt with the same reference may have left it.
pub(crate) fn of_lookup<T: Clone>(
    answer: Result<Lookup<T>>,
    settling: Settling,
    evidence: fn(&T) -> Evidence,
    advice: &'static str,
) -> Resolution<T> {
    let lookup = match answer {
        Ok(lookup) => lookup,
        Err(error) => return failed(error, advice),
    };
    let found = lookup.matches().iter();
    let counting: Vec<&T> = found
        .filter(|found| evidence(found) != Evidence::Against)
        .collect();
    match (counting.as_slice(), lookup.gap()) {
        ([], _) if !settling.is_over => not_settled(settling),
        ([], Some(gap)) => Resolution::StillUnknown(Why::SearchIncomplete {
            gap: gap.to_owned(),
        }),
        ([], None) => Resolution::DidNotHappen,
        ([one], _) => of_one((*one).clone(), settling, evidence),
        _ => Resolution::StillUnknown(Why::SeveralMatches(lookup.matches().to_vec())),
    }
}

/// Of the state of what the call was about. That the provider does not know it at all decides
/// nothing, for it gave the id away itself: the look-up went to another account, or astray.
pub(crate) fn of_state<T>(
    answer: Result<T>,
    settling: Settling,
    evidence: fn(&T) -> Evidence,
    advice: &'static str,
) -> Resolution<T> {
    match answer {
        Ok(found) => of_one(found, settling, evidence),
        Err(error) => failed(error, advice),
    }
}

fn of_one<T>(found: T, settling: Settling, evidence: fn(&T) -> Evidence) -> Resolution<T> {
    match evidence(&found) {
        Evidence::For => Resolution::Happened(found),
        Evidence::Against if settling.is_over => Resolution::DidNotHappen,
        Evidence::Against => not_settled(settling),
        Evidence::Neither => Resolution::StillUnknown(Why::InBetween(found)),
    }
}

fn not_settled<T>(settling: Settling) -> Resolution<T> {
    Resolution::StillUnknown(Why::NotSettled {
        ask_again_at: settling.over_at,
    })
}

fn failed<T>(error: Error, advice: &'static str) -> Resolution<T> {
    Resolution::StillUnknown(match error.kind() {
        ErrorKind::Unsupported => Why::CannotTell(advice),
        _ => Why::LookupFailed(error),
    })
}

#[cfg(test)]
mod tests;
