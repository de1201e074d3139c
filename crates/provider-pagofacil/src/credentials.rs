//! Credentials: the keys of an environment, and the service numbers.

use std::fmt;

use payments_core::{Operation, Violations};
use payments_kit::builder::check_credentials;
use secrecy::{ExposeSecret, SecretString};

const API_SECRET: &str = "keys.api_secret";

/// AES-128.
#[cfg(feature = "unverified-card-tokens")]
pub(crate) const CIPHER_KEY_BYTES: usize = 16;

/// The keys of one environment.
#[derive(Clone)]
pub(crate) struct Keys {
    branch_id: SecretString,
    user_id: SecretString,
    api_secret: Option<SecretString>,
    #[cfg(feature = "unverified-card-tokens")]
    cipher_key: Option<SecretString>,
}

impl Keys {
    fn new(branch_id: String, user_id: String) -> Self {
        Self {
            branch_id: SecretString::from(branch_id),
            user_id: SecretString::from(user_id),
            api_secret: None,
            #[cfg(feature = "unverified-card-tokens")]
            cipher_key: None,
        }
    }

    /// `idSucursal`.
    pub(crate) fn branch_id(&self) -> &str {
        self.branch_id.expose_secret()
    }

    /// `idUsuario`.
    pub(crate) fn user_id(&self) -> &str {
        self.user_id.expose_secret()
    }

    /// `apiSecret`, or a violation.
    pub(crate) fn require_api_secret(&self, violations: &mut Violations) -> Option<&str> {
        if self.api_secret.is_none() {
            violations.push(
                API_SECRET,
                "is required: the service's support issues it; add it to the keys with \
                 with_api_secret()",
            );
        }
        self.api_secret()
    }

    /// `apiSecret`.
    pub(crate) fn api_secret(&self) -> Option<&str> {
        self.api_secret.as_ref().map(ExposeSecret::expose_secret)
    }

    /// Sets the key of the cipher for stored cards.
    #[cfg(feature = "unverified-card-tokens")]
    pub(crate) fn set_cipher_key(&mut self, key: SecretString) {
        self.cipher_key = Some(key);
    }

    /// The key of the cipher for stored cards.
    #[cfg(feature = "unverified-card-tokens")]
    pub(crate) fn cipher_key(&self) -> Option<&SecretString> {
        self.cipher_key.as_ref()
    }

    pub(crate) fn check(&self, violations: &mut Violations) {
        #[cfg(feature = "unverified-card-tokens")]
        if self
            .cipher_key
            .as_ref()
            .is_some_and(|key| key.expose_secret().len() != CIPHER_KEY_BYTES)
        {
            violations.push(
                "keys.cipher_key",
                "must have exactly 16 bytes: the company's own libraries disagree on what they make \
                 of any other length",
            );
        }
        let keys = [
            ("keys.branch_id", &self.branch_id),
            ("keys.user_id", &self.user_id),
        ];
        let api_secret = self.api_secret.iter().map(|secret| (API_SECRET, secret));
        check_credentials(keys.into_iter().chain(api_secret), violations);
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys([secret])")
    }
}

macro_rules! keys {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        #[derive(Clone, Debug)]
        pub struct $name(Keys);

        impl $name {
            /// The branch key (`idSucursal`) and the user key (`idUsuario`), 40 hexadecimal digits
            /// each. They are wiped from memory when dropped, and never printed.
            pub fn new(branch_id: impl Into<String>, user_id: impl Into<String>) -> Self {
                Self(Keys::new(branch_id.into(), user_id.into()))
            }

            /// Adds the API secret, 64 hexadecimal digits that the service's support issues for
            /// cancelling subscriptions and for reports. It is kept like the keys.
            #[must_use]
            pub fn with_api_secret(mut self, api_secret: impl Into<SecretString>) -> Self {
                self.0.api_secret = Some(api_secret.into());
                self
            }

            pub(crate) fn into_keys(self) -> Keys {
                self.0
            }
        }
    };
}

keys! {
    /// Keys of the test environment. They do not work in production.
    SandboxKeys
}
keys! {
    /// Keys of production. They do not work in the test environment.
    ProductionKeys
}

/// The `idServicio` of each operation that sends one.
#[derive(Clone, Debug, Default)]
pub(crate) struct ServiceIds(Vec<(Operation, u32)>);

impl ServiceIds {
    /// What is sent unless another number is set: the API reference says 3, third party, for
    /// one-time charges and subscriptions alike. The older guide's examples have 2 for a
    /// registration.
    const DEFAULT: u32 = 3;
    const SENT_BY: [Operation; 3] = [
        Operation::REGISTER_SUBSCRIPTION,
        Operation::CANCEL_SUBSCRIPTION,
        Operation::CREATE_PAYMENT,
    ];

    pub(crate) fn set(&mut self, operation: Operation, service_id: u32) {
        self.0.retain(|(set, _)| *set != operation);
        self.0.push((operation, service_id));
    }

    pub(crate) fn of(&self, operation: Operation) -> u32 {
        let mut ids = self.0.iter();
        ids.find(|(with, _)| *with == operation)
            .map_or(Self::DEFAULT, |(_, id)| *id)
    }

    pub(crate) fn check(&self, violations: &mut Violations) {
        for (operation, _) in &self.0 {
            if !Self::SENT_BY.contains(operation) {
                violations.push("service_id", format!("{operation} sends no idServicio"));
            }
        }
    }
}
