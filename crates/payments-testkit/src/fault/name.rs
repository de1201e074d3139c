//! The names of faults, for commands and reports.

use std::fmt;
use std::str::FromStr;

use super::Fault;

/// The error for a text that names no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no fault {name:?}; there are {}", listed())]
pub struct UnknownFault {
    name: String,
}

fn listed() -> String {
    let names: Vec<String> = named().map(|fault| fault.to_string()).collect();
    names.join(", ")
}

fn named() -> impl Iterator<Item = Fault> {
    Fault::ALL.into_iter().chain(Fault::BY_SERVICE)
}

/// Its name, such as `break_after`, with its number where it has one: `status_after_502`.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Refuse => "refuse",
            Self::BreakBefore => "break_before",
            Self::BreakAfter => "break_after",
            Self::Stall => "stall",
            Self::Endless => "endless",
            Self::Truncate => "truncate",
            Self::Empty => "empty",
            Self::Html => "html",
            Self::Notice => "notice",
            Self::Malformed => "malformed",
            Self::Latin1 => "latin1",
            Self::Compressed => "compressed",
            Self::StatusBefore(status) => return write!(f, "{STATUS_BEFORE}{status}"),
            Self::StatusAfter(status) => return write!(f, "{STATUS_AFTER}{status}"),
            Self::TooManyRequests(seconds) => return write!(f, "{TOO_MANY_REQUESTS}{seconds}"),
            Self::Redirect => "redirect",
            Self::WrongRpcId => "wrong_rpc_id",
            Self::StatusTwice => "status_twice",
            Self::MethodFault => "method_fault",
        };
        f.write_str(name)
    }
}

const STATUS_BEFORE: &str = "status_before_";
const STATUS_AFTER: &str = "status_after_";
const TOO_MANY_REQUESTS: &str = "too_many_requests_";

/// Reads what [`Display`](fmt::Display) writes, with any status from 100 to 999 and any number of
/// seconds.
impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, UnknownFault> {
        let status = |digits: &str| {
            digits
                .parse()
                .ok()
                .filter(|code| (100..1000).contains(code))
        };
        let numbered = if let Some(digits) = name.strip_prefix(STATUS_BEFORE) {
            status(digits).map(Self::StatusBefore)
        } else if let Some(digits) = name.strip_prefix(STATUS_AFTER) {
            status(digits).map(Self::StatusAfter)
        } else if let Some(digits) = name.strip_prefix(TOO_MANY_REQUESTS) {
            digits.parse().ok().map(Self::TooManyRequests)
        } else {
            named().find(|fault| fault.to_string() == name)
        };
        numbered.ok_or_else(|| UnknownFault {
            name: name.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_read_back_from_its_name() {
        for fault in named() {
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
        assert_eq!("status_after_418".parse(), Ok(Fault::StatusAfter(418)));
        assert_eq!(
            "too_many_requests_30".parse(),
            Ok(Fault::TooManyRequests(30))
        );
    }

    #[test]
    fn the_error_for_an_unknown_name_lists_the_known_ones() {
        for name in [
            "",
            "stal",
            "status_after_",
            "status_after_99",
            "status_before_1000",
        ] {
            let error = name.parse::<Fault>().unwrap_err().to_string();
            assert!(error.contains(&format!("{name:?}")), "{error}");
            for fault in named() {
                assert!(error.contains(&fault.to_string()), "{error}");
            }
        }
    }
}
