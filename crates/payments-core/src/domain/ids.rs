//! Identifiers, one type for each kind so that they cannot be mixed up.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::violation::Violations;

/// The longest identifier that any provider is asked to carry.
const LONGEST: usize = 255;

macro_rules! text_id {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The identifier with this text. Whether a call can carry it is decided when the
            /// call is validated.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Lists what is wrong with the text under the path `field`: it must be 1 to 255
            /// printable ASCII characters, without blanks at either end, and not `.` or `..`.
            /// Services keep only such texts unchanged.
            pub fn check(&self, field: &str, violations: &mut Violations) {
                check(&self.0, field, violations);
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl FromStr for $name {
            type Err = Infallible;

            fn from_str(text: &str) -> Result<Self, Infallible> {
                Ok(Self::new(text))
            }
        }
    };
}

text_id! {
    /// The provider's identifier of a payment.
    PaymentId
}
text_id! {
    /// The provider's identifier of a subscription (a recurring charge).
    SubscriptionId
}
text_id! {
    /// The provider's identifier of a refund.
    RefundId
}
text_id! {
    /// The provider's identifier of a payout.
    PayoutId
}
text_id! {
    /// The merchant's own identifier of an order or contract. It goes to the provider with the
    /// request, and it is the only way to find a call again whose response was lost: make it unique.
    MerchantReference
}
text_id! {
    /// The provider's identifier of the payer who approved a payment.
    PayerId
}
text_id! {
    /// Where the next page of a listing begins. Its text means something to its provider only.
    PageToken
}

fn check(text: &str, field: &str, violations: &mut Violations) {
    if text.is_empty() {
        violations.push(field, "must not be empty");
    } else if text.len() > LONGEST {
        violations.push(field, format!("must not be longer than {LONGEST} bytes"));
    } else if matches!(text, "." | "..") {
        // In a path these lead to another resource.
        violations.push(field, "must not be a dot segment");
    } else if text.trim() != text || !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        violations.push(
            field,
            "must hold printable ASCII characters only, without blanks at its ends",
        );
    }
}
