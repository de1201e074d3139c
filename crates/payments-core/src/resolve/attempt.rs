//! What the caller knows of the call that is resolved.

use std::time::SystemTime;

use time::OffsetDateTime;

/// What the caller knows of the call that is resolved: when it began, and whether it was the first
/// with its reference. A time alone converts into one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    begun_at: OffsetDateTime,
    is_first: bool,
}

impl Attempt {
    /// A call that began at this time; of several with the same reference or id, the last.
    pub const fn begun_at(begun_at: OffsetDateTime) -> Self {
        Self {
            begun_at,
            is_first: false,
        }
    }

    /// States that no earlier call had this reference. A declined payment found under it is then
    /// the result of this call, and not of an earlier one.
    #[must_use]
    pub const fn first_of_its_reference(mut self) -> Self {
        self.is_first = true;
        self
    }

    /// When the call began.
    pub const fn time(self) -> OffsetDateTime {
        self.begun_at
    }

    /// Whether no earlier call had its reference.
    pub const fn is_first(self) -> bool {
        self.is_first
    }
}

impl From<SystemTime> for Attempt {
    fn from(begun_at: SystemTime) -> Self {
        Self::begun_at(begun_at.into())
    }
}

impl From<OffsetDateTime> for Attempt {
    fn from(begun_at: OffsetDateTime) -> Self {
        Self::begun_at(begun_at)
    }
}
