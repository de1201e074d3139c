//! Reading the query of a callback.

use url::form_urlencoded;

/// A callback that does not tell which payment it is about, or who approved it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidReturn {
    /// There is no `paymentIntent`, or an empty one.
    #[error("the callback names no payment")]
    NoPayment,
    /// There is neither `payerId` nor `payer`, or an empty one.
    #[error("the callback names no payer")]
    NoPayer,
    /// A parameter stands there twice with different values.
    #[error("the callback contradicts itself")]
    Contradiction,
    /// It is not about the payment that was expected.
    #[error("the callback is about another payment than the one expected")]
    OtherPayment,
}

/// The value of a parameter that goes by any of these names. An empty one counts as none.
pub(super) fn parameter(query: &str, names: &[&str]) -> Result<Option<String>, InvalidReturn> {
    let mut found: Option<String> = None;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if !names.contains(&&*name) || value.is_empty() {
            continue;
        }
        match &found {
            Some(found) if **found != *value => return Err(InvalidReturn::Contradiction),
            _ => found = Some(value.into_owned()),
        }
    }
    Ok(found)
}
