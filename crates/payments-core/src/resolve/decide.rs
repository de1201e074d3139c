//! Decides whether a call happened: two pure functions, one over the result of a search and one over
//! the state of a single resource.

use super::evidence::Evidence;
use super::{Resolution, Settling, Why};
use crate::{Error, ErrorKind, Lookup, Result};

/// Decides on the result of a search by the merchant's reference. A declined match proves nothing by
/// itself: an earlier attempt with the same reference may have left it.
pub(crate) fn of_lookup<T: Clone>(
    response: Result<Lookup<T>>,
    settling: Settling,
    evidence: fn(&T) -> Evidence,
    advice: &'static str,
) -> Resolution<T> {
    let lookup = match response {
        Ok(lookup) => lookup,
        Err(error) => return failed(error, advice),
    };
    let gaps = lookup.gaps().to_vec();
    let matches = lookup.into_matches();
    let counting: Vec<&T> = matches
        .iter()
        .filter(|found| evidence(found) != Evidence::Against)
        .collect();
    match counting.as_slice() {
        // The only call with this reference was declined: this one.
        [] if settling.is_first && !matches.is_empty() => Resolution::DidNotHappen,
        [] if !settling.is_over => not_settled(settling),
        [] if gaps.is_empty() => Resolution::DidNotHappen,
        [] => Resolution::StillUnknown(Why::SearchIncomplete {
            gap: gaps.join("; "),
        }),
        [one] => of_one((*one).clone(), gaps, settling, evidence),
        _ => Resolution::StillUnknown(Why::SeveralMatches { matches, gaps }),
    }
}

/// Decides on the state of what the call was about. A provider that does not know the id decides
/// nothing, because it issued the id itself: the look-up went to another account or was misrouted.
pub(crate) fn of_state<T>(
    response: Result<T>,
    settling: Settling,
    evidence: fn(&T) -> Evidence,
    advice: &'static str,
) -> Resolution<T> {
    match response {
        Ok(found) => of_one(found, Vec::new(), settling, evidence),
        Err(error) => failed(error, advice),
    }
}

fn of_one<T>(
    found: T,
    gaps: Vec<String>,
    settling: Settling,
    evidence: fn(&T) -> Evidence,
) -> Resolution<T> {
    match evidence(&found) {
        Evidence::For => Resolution::Happened { found, gaps },
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
