//! What a store is given and what it returns.

use std::fmt;

use payments_core::{Environment, Operation};
use time::OffsetDateTime;

/// What identifies a call: two calls with the same key are the same payment, payout or change.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The provider's name.
    pub provider: String,
    /// The provider's environment.
    pub environment: Environment,
    /// The operation.
    pub operation: Operation,
    /// The merchant's reference where the operation creates something, and the provider's id
    /// where it changes something.
    pub reference: String,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            provider,
            environment,
            operation,
            reference,
        } = self;
        write!(f, "{provider} {environment} {operation} {reference}")
    }
}

/// One attempt: a key and its number, from 1. A further attempt exists only after the one before
/// it failed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AttemptId {
    /// What is attempted.
    pub key: Key,
    /// Which attempt it is.
    pub number: u32,
}

impl fmt::Display for AttemptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} #{}", self.key, self.number)
    }
}

macro_rules! words {
    ($(#[$docs:meta])* $name:ident { $($(#[$variant_docs:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_docs])* $variant,)*
        }

        impl $name {
            /// The word in the database.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// Reads the word in the database.
            pub fn parse(word: &str) -> Option<Self> {
                [$(Self::$variant),*].into_iter().find(|one| one.as_str() == word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// What the journal knows of an attempt.
    State {
        /// It was claimed, and the call may be in flight.
        Dispatched = "dispatched",
        /// The call ended without a response that decides.
        Unknown = "unknown",
        /// The provider did it.
        Done = "done",
        /// The provider did not do it: a further attempt is allowed.
        Failed = "failed",
    }
}

words! {
    /// The next work on an attempt.
    Task {
        /// Find out whether the call had its effect.
        Resolve = "resolve",
        /// Hand the verdict to the merchant's handler.
        Deliver = "deliver",
        /// See whether the payer approved a payment whose callback never came.
        Settle = "settle",
    }
}

words! {
    /// What closed an attempt.
    DecidedBy {
        /// The response of the call.
        Response = "response",
        /// A look-up at the provider.
        Resolution = "resolution",
        /// A person, with a reason.
        Person = "person",
    }
}

/// A stored result: the name of its type, and the value as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredResult {
    /// `payment`, `registration`, `subscription`, `payout` or `refund`.
    pub kind: String,
    /// The value.
    pub json: String,
}

/// An attempt as the database has it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptRecord {
    /// Which attempt it is.
    pub id: AttemptId,
    /// Its random identifier.
    pub attempt_id: String,
    /// The digest of its request.
    pub fingerprint: String,
    /// The amount of its request, such as `20.00 VES`.
    pub amount: Option<String>,
    /// What is known of it.
    pub state: State,
    /// Which process claimed it.
    pub begun_by: String,
    /// When it was claimed.
    pub begun_at: OffsetDateTime,
    /// The result of a done attempt.
    pub result: Option<StoredResult>,
    /// Why it failed or is unknown, as JSON.
    pub error: Option<String>,
    /// What closed it.
    pub decided_by: Option<DecidedBy>,
    /// When it was closed.
    pub closed_at: Option<OffsetDateTime>,
    /// Who closed it, where a person did.
    pub closed_by: Option<String>,
    /// Why that person closed it so.
    pub close_reason: Option<String>,
    /// What a person must do; `None` where the journal goes on by itself.
    pub needs_person: Option<String>,
    /// Whether the response of the call contradicts the resolution recorded before it.
    pub contradicted: bool,
    /// The next work on it.
    pub task: Option<Task>,
    /// When that work is due. A lease moves it forward.
    pub due_at: Option<OffsetDateTime>,
    /// Which process has the lease.
    pub leased_by: Option<String>,
    /// How often the current work was tried without success.
    pub tries: u32,
    /// When to look after a payment that waits for its payer.
    pub settle_at: Option<OffsetDateTime>,
}

impl AttemptRecord {
    /// The record of an attempt that was just claimed, for implementations of a store.
    pub fn claimed(attempt: &NewAttempt, number: u32) -> Self {
        Self {
            id: AttemptId {
                key: attempt.key.clone(),
                number,
            },
            attempt_id: attempt.attempt_id.clone(),
            fingerprint: attempt.fingerprint.clone(),
            amount: attempt.amount.clone(),
            state: State::Dispatched,
            begun_by: attempt.begun_by.clone(),
            begun_at: attempt.begun_at,
            result: None,
            error: None,
            decided_by: None,
            closed_at: None,
            closed_by: None,
            close_reason: None,
            needs_person: None,
            contradicted: false,
            task: Some(Task::Resolve),
            due_at: Some(attempt.resolve_at),
            leased_by: None,
            tries: 0,
            settle_at: None,
        }
    }

    /// Whether its outcome is open.
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Dispatched | State::Unknown)
    }
}

/// An attempt to claim.
#[derive(Clone, Debug)]
pub struct NewAttempt {
    /// What is attempted.
    pub key: Key,
    /// A random identifier; a claim that is repeated with the same one succeeds again.
    pub attempt_id: String,
    /// The digest of the request.
    pub fingerprint: String,
    /// The amount of the request.
    pub amount: Option<String>,
    /// Which process claims it.
    pub begun_by: String,
    /// The time of the claim.
    pub begun_at: OffsetDateTime,
    /// When it is to be resolved if nothing is recorded.
    pub resolve_at: OffsetDateTime,
    /// Which attempt this one follows: that one must have failed, or be done where `after_done`.
    pub after: Option<u32>,
    /// Whether this attempt may follow one that is done. True only for changes that replace an
    /// earlier change.
    pub after_done: bool,
}

/// The result of a claim.
#[derive(Clone, Debug)]
pub enum Claim {
    /// The attempt is the caller's, and durable.
    Ours(AttemptId),
    /// Another attempt has the key; this is the latest.
    Taken(Box<AttemptRecord>),
}

/// How an attempt ended, or that its outcome is unknown.
#[derive(Clone, Debug)]
pub struct Ending {
    /// What is known now.
    pub state: State,
    /// The result of a done attempt.
    pub result: Option<StoredResult>,
    /// Why it failed or is unknown, as JSON.
    pub error: Option<String>,
    /// What decided; `None` where nothing did.
    pub decided_by: Option<DecidedBy>,
    /// When it was decided; `None` where it was not.
    pub closed_at: Option<OffsetDateTime>,
    /// Which person decided, and why.
    pub closed_by: Option<(String, String)>,
    /// The next work, and when it is due.
    pub next: Option<(Task, OffsetDateTime)>,
    /// When to look after a payment that waits for its payer.
    pub settle_at: Option<OffsetDateTime>,
}

/// The result of recording an ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It is recorded.
    Stored,
    /// The attempt had been closed before, with the same meaning. Nothing was changed.
    AlreadyClosed,
    /// The attempt had been closed as failed, and this response says that the provider did it. The
    /// attempt is done now, and marked as contradicted.
    Contradicted,
}

/// What to lease.
#[derive(Clone, Debug)]
pub struct Lease {
    /// The provider's name.
    pub provider: String,
    /// The provider's environment.
    pub environment: Environment,
    /// Which process leases.
    pub by: String,
    /// What is due at this time.
    pub now: OffsetDateTime,
    /// When the lease ends.
    pub until: OffsetDateTime,
    /// How many attempts at the most.
    pub limit: u32,
}

/// Work that did not finish and is due again.
#[derive(Clone, Debug)]
pub struct Postponement {
    /// The work that was tried. Where the attempt has moved on meanwhile, nothing is changed.
    pub task: Task,
    /// When it is due again; `None` for never.
    pub due_at: Option<OffsetDateTime>,
    /// How often it was tried now.
    pub tries: u32,
    /// Why it did not finish, as JSON.
    pub error: Option<String>,
    /// What a person must do.
    pub needs_person: Option<String>,
}

/// Which attempts to list.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those whose outcome is open.
    Open,
    /// Those that a person must decide, or whose response contradicts their resolution.
    NeedsPerson,
    /// All attempts with this reference or id, whatever the operation.
    Reference(String),
}

/// The state of the journal, in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Health {
    /// Attempts whose outcome is open, calls in flight included.
    pub open: u64,
    /// When the oldest of them was claimed.
    pub oldest_open: Option<OffsetDateTime>,
    /// Attempts with work that is due, leased ones excluded.
    pub due: u64,
    /// When the work that waits longest was due.
    pub oldest_due: Option<OffsetDateTime>,
    /// Attempts that a person must decide.
    pub needs_person: u64,
}
