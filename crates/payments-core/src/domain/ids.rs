//! Identifiers, each of its own type so that they cannot be mixed up.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::Violations;

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

            /// Lists what is wrong with the text under the path `field`: it must not be empty,
            /// nor longer than 255 bytes, nor hold blanks at its ends or control characters.
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
    /// The provider's identifier of a payout.
    PayoutId
}
text_id! {
    /// The merchant's own identifier of an order or contract. It goes to the provider with the
    /// request, and it is the only way to find a call again whose answer was lost: make it unique.
    MerchantReference
}
text_id! {
    /// The provider's identifier of whoever approved a payment.
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
    } else if text.trim() != text || text.chars().any(char::is_control) {
        violations.push(
            field,
            "must hold no control characters, nor blanks at its ends",
        );
    }
}
