//! What the payment form brings.

use std::fmt;

use payments_core::{
    Address, Card, CardExpiry, Customer, MethodKind, Personal, Violation, Violations,
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

/// A field of the form. Its name is the path that violations have, so that each can be shown beside
/// its field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    /// What the browser fills in by itself.
    pub(crate) autocomplete: &'static str,
    /// The keyboard of a phone.
    pub(crate) inputmode: &'static str,
}

macro_rules! form {
    ($($member:ident: $name:literal, $label:literal, $autocomplete:literal, $inputmode:literal;)*) => {
        /// The form. The card's number and code are never shown again and never printed.
        #[derive(Default, Deserialize)]
        #[serde(default)]
        pub(crate) struct PayForm {
            pub(crate) method: String,
            #[serde(rename = "card.number")]
            number: SecretString,
            #[serde(rename = "card.expiry")]
            expiry: SecretString,
            #[serde(rename = "card.security_code")]
            code: SecretString,
            $(#[serde(rename = $name)] $member: String,)*
        }

        /// The fields that may be shown again.
        pub(crate) const FIELDS: &[Field] = &[$(Field {
            name: $name,
            label: $label,
            autocomplete: $autocomplete,
            inputmode: $inputmode,
        },)*];

        impl PayForm {
            /// What was typed into one of [`FIELDS`].
            pub(crate) fn typed(&self, name: &str) -> &str {
                match name {
                    $($name => &self.$member,)*
                    _ => "",
                }
            }
        }
    };
}

form! {
    recipient: "recipient", "User name, phone or identity document", "username", "text";
    store: "method.store", "Store, by its code, such as SEVEN_ELEVEN", "off", "text";
    first_name: "customer.first_name", "First name", "given-name", "text";
    last_name: "customer.last_name", "Last name", "family-name", "text";
    email: "customer.email", "E-mail", "email", "email";
    phone: "customer.phone", "Phone", "tel-national", "tel";
    mobile: "customer.mobile", "Mobile phone", "mobile tel-national", "tel";
    street: "customer.address.street", "Street and number", "address-line1", "text";
    neighborhood: "customer.address.neighborhood", "Neighborhood", "address-level3", "text";
    city: "customer.address.city", "City", "address-level2", "text";
    state: "customer.address.state", "State", "address-level1", "text";
    postal_code: "customer.address.postal_code", "Postal code", "postal-code", "numeric";
    country: "customer.address.country", "Country", "country-name", "text";
}

pub(crate) const CARD_FIELDS: &[Field] = &[
    Field {
        name: "card.number",
        label: "Card number",
        autocomplete: "cc-number",
        inputmode: "numeric",
    },
    Field {
        name: "card.expiry",
        label: "Expiry, as MM/YY",
        autocomplete: "cc-exp",
        inputmode: "numeric",
    },
    Field {
        name: "card.security_code",
        label: "Security code",
        autocomplete: "cc-csc",
        inputmode: "numeric",
    },
];

impl fmt::Debug for PayForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PayForm")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// The name of a method in the form.
pub(crate) fn method_name(kind: MethodKind) -> &'static str {
    match kind {
        MethodKind::ProviderPage => "page",
        MethodKind::Wallet => "wallet",
        MethodKind::Card => "card",
        MethodKind::Cash => "cash",
        _ => "other",
    }
}

impl PayForm {
    /// A form that was not filled in yet.
    pub(crate) fn empty() -> Self {
        Self {
            country: "Mexico".to_owned(),
            ..Self::default()
        }
    }

    /// The chosen one of the offered methods.
    pub(crate) fn chosen(&self, offered: &[MethodKind]) -> Option<MethodKind> {
        let mut offered = offered.iter().copied();
        offered.find(|kind| method_name(*kind) == self.method)
    }

    pub(crate) fn recipient(&self) -> Personal {
        Personal::new(self.recipient.trim())
    }

    /// The provider's code of the store to pay at.
    pub(crate) fn store(&self) -> Option<String> {
        let store = self.store.trim();
        (!store.is_empty()).then(|| store.to_owned())
    }

    /// The card. Blanks and dashes, as people type them, are left out.
    pub(crate) fn card(&self) -> Result<Card, Vec<Violation>> {
        let digits = |text: &SecretString| {
            let text = text.expose_secret().chars();
            text.filter(|letter| !matches!(letter, ' ' | '-'))
                .collect::<String>()
        };
        let Some(expiry) = expiry(self.expiry.expose_secret()) else {
            let mut violations = Violations::new();
            violations.push("card.expiry", "must be a month and a year, such as 09/31");
            return Err(violations.into_vec());
        };
        let card = Card::new(digits(&self.number), expiry);
        Ok(card.with_security_code(digits(&self.code)))
    }

    pub(crate) fn customer(&self, user_agent: Option<String>) -> Customer {
        let personal = |text: &String| Personal::new(text.trim());
        Customer {
            first_name: personal(&self.first_name),
            last_name: personal(&self.last_name),
            email: personal(&self.email),
            phone: personal(&self.phone),
            mobile: personal(&self.mobile),
            document: "".into(),
            address: Address {
                street: personal(&self.street),
                neighborhood: personal(&self.neighborhood),
                city: personal(&self.city),
                state: personal(&self.state),
                postal_code: personal(&self.postal_code),
                country: personal(&self.country),
            },
            // Behind a proxy the address of the connection is the proxy's. An absent hint is better.
            ip: None,
            user_agent,
        }
    }
}

fn expiry(text: &str) -> Option<CardExpiry> {
    let (month, year) = text.split_once(['/', '-'])?;
    Some(CardExpiry::new(
        month.trim().parse().ok()?,
        year.trim().parse().ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expiry_is_read_as_people_type_it() {
        assert_eq!(expiry("09/31"), Some(CardExpiry::new(9, 31)));
        assert_eq!(expiry(" 9 / 2031 "), Some(CardExpiry::new(9, 2031)));
        for text in ["", "0931", "/", "9/", "a/31", "9/99999999"] {
            assert_eq!(expiry(text), None, "{text:?}");
        }
    }

    #[test]
    fn nothing_of_the_form_is_printed() {
        let form = PayForm {
            method: "card".to_owned(),
            number: "canary".into(),
            code: "canary".into(),
            email: "canary".to_owned(),
            ..PayForm::default()
        };
        assert_eq!(format!("{form:?}"), r#"PayForm { method: "card", .. }"#);
        for field in CARD_FIELDS {
            assert_eq!(form.typed(field.name), "", "{}", field.name);
        }
    }
}
