//! Currencies by their ISO 4217 code.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An ISO 4217 currency, such as [`Currency::MXN`].
///
/// Any three upper-case letters are a currency; the code decides how many decimals its amounts
/// may have.
///
/// ```
/// use payments_core::Currency;
///
/// assert_eq!("VES".parse::<Currency>()?, Currency::VES);
/// assert_eq!(Currency::VES.decimals(), 2);
/// # Ok::<(), payments_core::domain::UnknownCurrency>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The Mexican peso.
    pub const MXN: Self = Self(*b"MXN");
    /// The Venezuelan bolívar (digital and sovereign bolívar share the code).
    pub const VES: Self = Self(*b"VES");
    /// The United States dollar.
    pub const USD: Self = Self(*b"USD");

    /// The three-letter code.
    pub fn code(&self) -> &str {
        // Only ASCII letters ever get in, so the fallback is never seen.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many decimals an amount of this currency may have, by ISO 4217.
    pub fn decimals(&self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG"
            | b"RWF" | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }
}

/// The text is not a currency code: three upper-case ASCII letters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a currency is three upper-case letters, such as MXN")]
pub struct UnknownCurrency;

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(UnknownCurrency),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_has_the_decimals_of_its_standard() {
        for (code, decimals) in [
            ("CLP", 0),
            ("PYG", 0),
            ("MXN", 2),
            ("VES", 2),
            ("COP", 2),
            ("KWD", 3),
            ("CLF", 4),
        ] {
            let currency: Currency = code.parse().unwrap();
            assert_eq!(currency.decimals(), decimals, "{code}");
            assert_eq!(format!("{currency} {currency:?}"), format!("{code} {code}"));
        }
    }

    #[test]
    fn only_three_upper_case_letters_are_a_currency() {
        for text in ["", "MX", "MXNN", "mxn", "MX1", "M X", "ÑX"] {
            assert_eq!(text.parse::<Currency>(), Err(UnknownCurrency), "{text}");
        }
        assert!(serde_json::from_str::<Currency>(r#""mxn""#).is_err());
    }
}
