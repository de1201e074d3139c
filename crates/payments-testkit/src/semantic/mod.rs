//! Semantic faults: well-formed responses that are wrong, incomplete or about something else.
//!
//! [`Mutation::of`] derives them mechanically from a recorded response. [`Exchanges`] records the
//! exchanges of a call and replays them with one response replaced.
//!
//! ```
//! use payments_testkit::semantic::{Mutation, MutationKind};
//!
//! let mutations = Mutation::of(br#"{"state":"executed","total":"20.00"}"#);
//! let kinds: Vec<_> = mutations.iter().map(Mutation::kind).collect();
//! assert!(kinds.contains(&MutationKind::Delete) && kinds.contains(&MutationKind::Swap));
//! ```

mod document;
mod exchanges;
mod mutations;

use std::fmt;

pub use exchanges::{Exchanges, Replaced};

/// A response body with one semantic fault.
#[derive(Clone, PartialEq, Eq)]
pub struct Mutation {
    kind: MutationKind,
    path: String,
    what: String,
    /// The leaves that have another value now.
    replaced: Vec<String>,
    body: Vec<u8>,
}

/// The kind of a semantic fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum MutationKind {
    /// A member, an element or the entries of a list are missing.
    Delete,
    /// A member or an entry is repeated, unchanged or with another value.
    Duplicate,
    /// Two members have each other's value.
    Swap,
    /// A value has another type.
    Retype,
    /// A value is another one of the same type.
    Alter,
    /// A member has another name.
    Rename,
    /// Members or entries are in another order.
    Reorder,
    /// The response belongs to another call.
    Foreign,
}

impl Mutation {
    /// Every mutation of a JSON or XML body; none of any other body.
    ///
    /// Their number grows with the number of members, and to about the square of the number of
    /// leaves in a small object.
    pub fn of(body: &[u8]) -> Vec<Self> {
        mutations::of(body)
    }

    /// Of the mutations of these kinds and paths, the one with the number `first`, counted from 0, and
    /// each `step`-th after it, and every member that is repeated with another value.
    pub(crate) fn some(
        body: &[u8],
        first: usize,
        step: usize,
        keep: &dyn Fn(MutationKind, &str) -> bool,
    ) -> Vec<Self> {
        mutations::some(body, first, step, keep)
    }

    /// The response to another call in place of a body.
    pub fn foreign(body: &[u8], of: impl Into<String>) -> Self {
        Self {
            kind: MutationKind::Foreign,
            path: String::new(),
            what: of.into(),
            replaced: Vec::new(),
            body: body.to_vec(),
        }
    }

    /// Its kind.
    pub fn kind(&self) -> MutationKind {
        self.kind
    }

    /// The path of the member it is about, such as `data.items[0].id`; empty for the document.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The original texts and numbers of the leaves that have another value of their type now: one
    /// for [`Alter`](MutationKind::Alter), two for [`Swap`](MutationKind::Swap).
    pub fn replaced(&self) -> impl Iterator<Item = &str> {
        self.replaced.iter().map(String::as_str)
    }

    /// The mutated body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// The kind, the path, and what is different: `swap total.amount with currency`.
impl fmt::Display for Mutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            MutationKind::Delete => "delete",
            MutationKind::Duplicate => "repeat",
            MutationKind::Swap => "swap",
            MutationKind::Retype => "retype",
            MutationKind::Alter => "alter",
            MutationKind::Rename => "rename",
            MutationKind::Reorder => "reorder",
            MutationKind::Foreign => "respond to",
        };
        f.write_str(kind)?;
        for part in [&self.path, &self.what] {
            if !part.is_empty() {
                write!(f, " {part}")?;
            }
        }
        Ok(())
    }
}

/// Prints no body: it may hold what a service echoed.
impl fmt::Debug for Mutation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mutation({self})")
    }
}
