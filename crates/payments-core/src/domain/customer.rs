//! Who pays: the cardholder and where they live.

use std::net::IpAddr;

use super::Personal;

/// The cardholder. All fields are personal data and print as `[personal]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Customer {
    /// Given names.
    pub first_name: Personal,
    /// Family names.
    pub last_name: Personal,
    /// E-mail address.
    pub email: Personal,
    /// Home phone number, digits only.
    pub phone: Personal,
    /// Mobile phone number, digits only.
    pub mobile: Personal,
    /// Postal address.
    pub address: Address,
    /// The address that the cardholder's browser or app called from.
    pub ip: Option<IpAddr>,
    /// The `User-Agent` of the cardholder's browser.
    pub user_agent: Option<String>,
}

/// A postal address, as Mexican services ask for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Street and house number.
    pub street: Personal,
    /// Neighbourhood (`colonia`).
    pub neighborhood: Personal,
    /// City or municipality.
    pub city: Personal,
    /// State.
    pub state: Personal,
    /// Postal code.
    pub postal_code: Personal,
    /// Country, by name.
    pub country: Personal,
}
