//! The result of a journaled call, as an enum.

use payments_core::{Error, ErrorKind, Outcome, ProviderName, Recourse, Result};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use crate::store::{AttemptId, AttemptRecord};

/// The result of a journaled call. Through the traits the same is a `Result`: see
/// [`into_result`](Self::into_result).
#[derive(Clone, Debug)]
#[must_use = "it says whether money moved"]
#[non_exhaustive]
pub enum Attempt<T> {
    /// The call was made now, and the provider did it.
    Done(T),
    /// An earlier call with the same reference and the same request did it. This call was not
    /// sent.
    Known {
        /// The stored result.
        value: T,
        /// When it was recorded.
        since: OffsetDateTime,
    },
    /// A call with the same reference and the same request is in flight, here or on another
    /// machine. This call was not sent.
    InFlight(AttemptInfo),
    /// The call was made now, and the provider did not do it; or nothing was sent. The attempt is
    /// closed: the same call may be made again.
    Failed(Error),
    /// The outcome of this call, or of an earlier one with the same reference, is unknown. The
    /// journal has it and resolves it. The error is that of this call; it is `None` where this call
    /// was not sent.
    Pending(AttemptInfo, Option<Error>),
    /// The journal holds a different request under the same reference. This call was not sent.
    Different(AttemptInfo),
}

/// The attempt that has a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptInfo {
    /// Which attempt it is.
    pub id: AttemptId,
    /// When it was begun.
    pub since: OffsetDateTime,
    /// Which process began it.
    pub by: String,
    /// What a person must do; `None` where the journal goes on by itself.
    pub needs_person: Option<String>,
}

impl AttemptInfo {
    pub(crate) fn of(record: &AttemptRecord) -> Self {
        Self {
            id: record.id.clone(),
            since: record.begun_at,
            by: record.begun_by.clone(),
            needs_person: record.needs_person.clone(),
        }
    }

    fn error(&self, provider: ProviderName, kind: ErrorKind, outcome: Outcome) -> Error {
        let Self { id, since, by, .. } = self;
        let second = since.to_offset(UtcOffset::UTC).replace_nanosecond(0);
        let since = second.ok().and_then(|at| at.format(&Rfc3339).ok());
        let since = since.unwrap_or_default();
        let detail = format!("attempt {} was begun at {since} by {by}", id.number);
        Error::new(provider, id.key.operation, kind, outcome).with_detail(detail)
    }
}

const WAIT: &str = "the journal resolves it: make the same call again later, and do not use another \
                    reference before";

impl<T> Attempt<T> {
    /// The result that the traits return. `Done` and `Known` are `Ok`. `InFlight` and `Pending` are
    /// errors of these kinds with the outcome `Unknown`, for the payment may go through: do not
    /// pay it another way. `Different` is [`ErrorKind::ReferenceReused`] with the outcome
    /// `NotSent`.
    ///
    /// # Errors
    /// As described.
    pub fn into_result(self, provider: ProviderName) -> Result<T> {
        match self {
            Self::Done(value) | Self::Known { value, .. } => Ok(value),
            Self::Failed(error) | Self::Pending(_, Some(error)) => Err(error),
            Self::InFlight(info) => Err(info
                .error(provider, ErrorKind::InFlight, Outcome::Unknown)
                .with_recourse(Recourse::Manual(WAIT.into()))),
            Self::Pending(info, None) => {
                let error = info.error(provider, ErrorKind::Pending, Outcome::Unknown);
                Err(match &info.needs_person {
                    Some(instruction) => error.with_detail(format!(
                        "a person must decide it in the journal: {instruction}"
                    )),
                    None => error.with_recourse(Recourse::Manual(WAIT.into())),
                })
            }
            Self::Different(info) => {
                Err(info.error(provider, ErrorKind::ReferenceReused, Outcome::NotSent))
            }
        }
    }

    pub(crate) fn map<U>(self, map: impl FnOnce(T) -> U) -> Attempt<U> {
        match self {
            Self::Done(value) => Attempt::Done(map(value)),
            Self::Known { value, since } => Attempt::Known {
                value: map(value),
                since,
            },
            Self::InFlight(info) => Attempt::InFlight(info),
            Self::Failed(error) => Attempt::Failed(error),
            Self::Pending(info, error) => Attempt::Pending(info, error),
            Self::Different(info) => Attempt::Different(info),
        }
    }
}
