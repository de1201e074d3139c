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

/// Makes a constant of each ISO 4217 code.
macro_rules! currencies {
    ($($code:ident)*) => {
        impl Currency {
            $(
                #[doc = concat!("The ISO 4217 currency `", stringify!($code), "`.")]
                pub const $code: Self = Self::of_code(stringify!($code));
            )*
        }
    };
}

currencies! {
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP
    BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP
    GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS
    KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
    MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF
    SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD
    TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
}

impl Currency {
    /// A currency by its code; none for anything but three upper-case ASCII letters.
    ///
    /// ```
    /// use payments_core::Currency;
    ///
    /// const PESO: Option<Currency> = Currency::from_code("MXN");
    /// assert_eq!(PESO, Some(Currency::MXN));
    /// ```
    pub const fn from_code(code: &str) -> Option<Self> {
        match *code.as_bytes() {
            [a, b, c]
                if a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_uppercase() =>
            {
                Some(Self([a, b, c]))
            }
            _ => None,
        }
    }

    const fn of_code(code: &'static str) -> Self {
        match Self::from_code(code) {
            Some(currency) => currency,
            // A constant of this file; a test compares each with its name.
            None => Self(*b"XXX"),
        }
    }

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
        Self::from_code(text).ok_or(UnknownCurrency)
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
    fn a_constant_is_named_as_its_code() {
        let constants = [
            (Currency::ARS, "ARS"),
            (Currency::BRL, "BRL"),
            (Currency::CLP, "CLP"),
            (Currency::MXN, "MXN"),
            (Currency::USD, "USD"),
            (Currency::VES, "VES"),
            (Currency::ZWG, "ZWG"),
        ];
        for (constant, code) in constants {
            assert_eq!(constant.code(), code);
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
