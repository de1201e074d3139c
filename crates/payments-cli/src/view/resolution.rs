//! The outcome of a call that was unknown.

use payments_core as core;
use payments_core::resolve::{Subject, Why};
use schemars::JsonSchema;
use serde::Serialize;
use time::UtcOffset;
use time::format_description::well_known::Rfc3339;

use crate::output::{Item, List, Shown, Tabular};

/// The outcome of a call that was unknown.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "{T}Resolution")]
pub(crate) struct Resolution<T> {
    /// `happened`, `did_not_happen`, or `still_unknown`.
    resolution: String,
    /// What the provider holds of it now, if it happened.
    found: Option<T>,
    /// What was not searched: others with the same reference may exist there.
    gaps: Vec<String>,
    /// Everything found, where it is unknown which of them the call made.
    matches: Vec<T>,
    /// When to ask again, in ISO 8601, where the call may still be in progress.
    ask_again_at: Option<String>,
    /// Why the outcome is still unknown, and what to do.
    why: Option<String>,
}

impl<T> Resolution<T> {
    pub(crate) fn of<D: Subject>(
        resolution: &core::Resolution<D>,
        convert: impl Fn(&D) -> T,
    ) -> Self {
        let name = match resolution {
            core::Resolution::Happened { .. } => "happened",
            core::Resolution::DidNotHappen => "did_not_happen",
            core::Resolution::StillUnknown(_) => "still_unknown",
        };
        let mut view = Self {
            resolution: name.to_owned(),
            found: None,
            gaps: Vec::new(),
            matches: Vec::new(),
            ask_again_at: None,
            why: None,
        };
        match resolution {
            core::Resolution::Happened { found, gaps } => {
                view.found = Some(convert(found));
                view.gaps.clone_from(gaps);
            }
            core::Resolution::DidNotHappen => {}
            core::Resolution::StillUnknown(why) => {
                view.why = Some(why.to_string());
                match why {
                    Why::NotSettled { ask_again_at } => {
                        let at = ask_again_at.to_offset(UtcOffset::UTC);
                        view.ask_again_at = at.format(&Rfc3339).ok();
                    }
                    Why::SeveralMatches { matches, gaps } => {
                        view.matches = matches.iter().map(convert).collect();
                        view.gaps.clone_from(gaps);
                    }
                    Why::SearchIncomplete { gap } => view.gaps = vec![gap.clone()],
                    Why::InBetween(found) => view.matches = vec![convert(found)],
                    _ => {}
                }
            }
        }
        view
    }

    /// Whether the outcome is known now.
    pub(crate) fn is_known(&self) -> bool {
        self.why.is_none()
    }
}

impl<T: Tabular> Resolution<T> {
    pub(super) fn shown(&self) -> Shown {
        let item = Item::new()
            .with("resolution", self.resolution.replace('_', " "))
            .with("ask again at", &self.ask_again_at);
        let item = match &self.found {
            Some(found) => item.followed_by(found.item()),
            None => item,
        };
        let shown = Shown::from(item.with_list("found", List::of(&self.matches)));
        let is_told = self.why.is_some();
        let shown = match is_told {
            true => shown,
            false => super::with_gaps(shown, &self.gaps),
        };
        match &self.why {
            Some(why) => shown.with_note(why),
            None => shown,
        }
    }
}
