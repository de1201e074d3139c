//! Who pays: the cardholder and where they live.

use std::fmt;
use std::net::IpAddr;

use super::Personal;

/// The cardholder. All fields are personal data and print as `[personal]`.
#[derive(Clone, Default, PartialEq, Eq)]
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
    /// The identity document, where a provider asks for one, such as a CPF or a cédula.
    pub document: Personal,
    /// Postal address.
    pub address: Address,
    /// The address that the cardholder's browser or app called from.
    pub ip: Option<IpAddr>,
    /// The `User-Agent` of the cardholder's browser.
    pub user_agent: Option<String>,
}

// Where somebody's browser is, and which it is, is as personal as where they live.
impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ip = self.ip.map(|ip| Personal::new(ip.to_string()));
        f.debug_struct("Customer")
            .field("first_name", &self.first_name)
            .field("last_name", &self.last_name)
            .field("email", &self.email)
            .field("phone", &self.phone)
            .field("mobile", &self.mobile)
            .field("document", &self.document)
            .field("address", &self.address)
            .field("ip", &ip)
            .field("user_agent", &self.user_agent.as_deref().map(Personal::new))
            .finish()
    }
}

/// A postal address, as Mexican services ask for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Street and house number.
    pub street: Personal,
    /// Neighborhood (`colonia`).
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_customer_is_printed() {
        let customer = Customer {
            first_name: "Ana".into(),
            document: "V19123456".into(),
            ip: Some([203, 0, 113, 7].into()),
            user_agent: Some("Mozilla/5.0".to_owned()),
            ..Customer::default()
        };
        insta::assert_snapshot!(format!("{customer:?}"), @"Customer { first_name: [personal], last_name: [personal], email: [personal], phone: [personal], mobile: [personal], document: [personal], address: Address { street: [personal], neighborhood: [personal], city: [personal], state: [personal], postal_code: [personal], country: [personal] }, ip: Some([personal]), user_agent: Some([personal]) }");
    }
}
