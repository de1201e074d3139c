//! What a merchant is known by at PagoFácil.

use std::fmt;

use payments_core::Violations;
use secrecy::{ExposeSecret, SecretString};

/// The keys of one environment.
#[derive(Clone)]
pub(crate) struct Keys {
    branch_id: SecretString,
    user_id: SecretString,
}

impl Keys {
    fn new(branch_id: String, user_id: String) -> Self {
        Self {
            branch_id: SecretString::from(branch_id),
            user_id: SecretString::from(user_id),
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

    pub(crate) fn check(&self, violations: &mut Violations) {
        for (field, key) in [
            ("keys.branch_id", self.branch_id()),
            ("keys.user_id", self.user_id()),
        ] {
            if key.trim().is_empty() {
                violations.push(field, "must not be empty");
            }
        }
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

            pub(crate) fn into_keys(self) -> Keys {
                self.0
            }
        }
    };
}

keys! {
    /// Keys of the tests environment. They do not work in production.
    SandboxKeys
}
keys! {
    /// Keys of production. They do not work in the tests environment.
    ProductionKeys
}
