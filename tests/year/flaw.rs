//! Flaws that the comparison of the books must find.

/// Something that is done wrong on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// Nothing.
    None,
    /// The second machine claims nothing: it takes every claim for its own.
    SecondMachineWithoutClaim,
    /// A process that starts makes each call again that has no recorded outcome.
    DispatchesAgainAfterRestart,
    /// A lost response is taken for a request that was not sent.
    LostResponseIsFailure,
    /// A verdict is marked as delivered, and what it says is not written.
    VerdictWithoutCommit,
    /// A refund is not written into the order.
    RefundNotSubtracted,
    /// An order is settled with the payment that the callback names, whatever its amount.
    SettlesWhatTheCallbackNames,
    /// The payer may try again, under another reference, while an outcome is unknown.
    TriesAgainInDoubt,
}

impl Flaw {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::SecondMachineWithoutClaim,
        Self::DispatchesAgainAfterRestart,
        Self::LostResponseIsFailure,
        Self::VerdictWithoutCommit,
        Self::RefundNotSubtracted,
        Self::SettlesWhatTheCallbackNames,
        Self::TriesAgainInDoubt,
    ];

    /// The flaw of this name.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|flaw| format!("{flaw:?}") == name)
    }
}
