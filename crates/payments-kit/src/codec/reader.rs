//! Reading the values of one response.

use payments_core::redact::Secrets;
use payments_core::{
    CivilTime, Currency, DecimalError, Error, ErrorKind, Money, MoneyError, Operation, Outcome,
    Personal, ProviderName, Result,
};
use time::Date;

use super::{Number, Scalar, parse_civil, parse_date};

/// Reads values of a provider's response to one operation: money, times and texts, the texts
/// without the sensitive values of the request.
///
/// ```
/// use payments_core::redact::Secrets;
/// use payments_core::{Currency, Operation, ProviderName};
/// use payments_kit::codec::{Number, Reader, Scalar, from_json};
///
/// let secrets = Secrets::new();
/// let reader = Reader::new(ProviderName::new("example"), Operation::GET_PAYMENT, "Etc/UTC", &secrets);
/// let (total, none): (Number, Number) = from_json(br#"["20.00", null]"#)?;
/// assert_eq!(reader.money(total, Currency::VES)?.to_string(), "20.00 VES");
/// let error = reader.money(none, Currency::VES).unwrap_err();
/// assert_eq!(error.detail(), Some("the amount is not a decimal number"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    provider: ProviderName,
    operation: Operation,
    zone: &'static str,
    secrets: &'a Secrets,
}

impl<'a> Reader<'a> {
    /// A reader of the response to `operation`. Times without an offset are on the wall clocks of
    /// `zone`, an IANA name; `secrets` are those of the
    /// [response](crate::http::HttpResponse::secrets).
    pub fn new(
        provider: ProviderName,
        operation: Operation,
        zone: &'static str,
        secrets: &'a Secrets,
    ) -> Self {
        Self {
            provider,
            operation,
            zone,
            secrets,
        }
    }

    /// The operation.
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// The sensitive values of the request.
    pub fn secrets(&self) -> &'a Secrets {
        self.secrets
    }

    /// Returns the error of a response that does not say what happened:
    /// [`ErrorKind::UnreadableResponse`] with [`Outcome::Unknown`].
    pub fn unreadable(&self, reason: impl AsRef<str>) -> Error {
        unreadable(self.provider, self.operation, reason).without(self.secrets)
    }

    /// Reads a text that the response cannot do without.
    ///
    /// # Errors
    ///
    /// [`unreadable`](Self::unreadable), which names the member.
    pub fn required(&self, name: &str, value: &Scalar) -> Result<String> {
        let missing = || self.unreadable(format!("the response has no {name}"));
        self.value(value).ok_or_else(missing)
    }

    /// Reads the code of a currency.
    ///
    /// # Errors
    ///
    /// [`unreadable`](Self::unreadable) where it is absent or no code of ISO 4217.
    pub fn currency(&self, code: &Scalar) -> Result<Currency> {
        let unknown = |_| self.unreadable("the amount has no known currency");
        code.text().unwrap_or_default().parse().map_err(unknown)
    }

    /// Reads an amount that the response cannot do without.
    ///
    /// # Errors
    ///
    /// [`unreadable`](Self::unreadable) where it is absent or cannot be held exactly.
    pub fn money(&self, amount: Number, currency: Currency) -> Result<Money> {
        let absent = || self.unreadable(format!("the amount is {}", DecimalError::Syntax));
        self.optional_money(amount, currency)?.ok_or_else(absent)
    }

    /// Reads an amount that may be absent, but not wrong.
    ///
    /// # Errors
    ///
    /// [`unreadable`](Self::unreadable) where it cannot be held exactly.
    pub fn optional_money(&self, amount: Number, currency: Currency) -> Result<Option<Money>> {
        money(amount, currency).map_err(|reason| self.unreadable(reason.to_string()))
    }

    /// Reads a time; nothing where there is none in a [known form](parse_civil).
    pub fn time(&self, text: &Scalar) -> Option<CivilTime> {
        parse_civil(text.text()?, self.zone)
    }

    /// Reads a date; nothing where there is none in a [known form](parse_date).
    pub fn date(&self, text: &Scalar) -> Option<Date> {
        parse_date(text.text()?)
    }

    /// Reads words of the provider, [redacted](Secrets::redact).
    pub fn words(&self, text: &Scalar) -> Option<String> {
        text.text().map(|text| self.secrets.redact(text))
    }

    /// Reads an id, a reference or another text that must stay as it is, unless a secret shows in
    /// it: see [`Secrets::redact_value`].
    pub fn value(&self, text: &Scalar) -> Option<String> {
        text.text().map(|text| self.secrets.redact_value(text))
    }

    /// Reads a text about a person, which is never printed. It is kept as it is.
    pub fn personal(&self, text: &Scalar) -> Option<Personal> {
        text.text().map(Personal::new)
    }
}

/// Reads an amount; nothing where there is none. The noise of a float is removed: see
/// [`noise_warning`].
///
/// # Errors
///
/// [`MoneyError`] when it cannot be held exactly.
pub fn money(amount: Number, currency: Currency) -> Result<Option<Money>, MoneyError> {
    let amount = match amount.without_noise(currency.decimals()) {
        Some(amount) => Some(amount),
        None => amount.decimal()?,
    };
    amount
        .map(|amount| Money::new(amount, currency))
        .transpose()
}

/// Returns a warning for an amount that was written with the noise of a float, such as
/// `19.990000000000002`, and is read as the closest amount of its currency. PHP writes such numbers
/// for sums of floats: they have 16 or more significant digits.
///
/// ```
/// use payments_core::Currency;
/// use payments_kit::codec::{Number, from_json, money, noise_warning};
///
/// let amount: Number = from_json(b"19.990000000000002")?;
/// let read = money(amount, Currency::MXN)?.map(|money| money.to_string());
/// assert_eq!(read.as_deref(), Some("19.99 MXN"));
/// assert!(noise_warning(amount, Currency::MXN).is_some());
/// // A finer amount without that many digits is an error, as ever.
/// let fine: Number = from_json(b"19.995")?;
/// assert!(money(fine, Currency::MXN).is_err() && noise_warning(fine, Currency::MXN).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn noise_warning(amount: Number, currency: Currency) -> Option<String> {
    let read = amount.without_noise(currency.decimals())?;
    let written = amount.decimal().ok().flatten()?;
    Some(format!(
        "the amount {written} is read as {read} {currency}: it has the noise of a float"
    ))
}

/// Returns the error of a call that may have been done, with a response that does not say so:
/// [`ErrorKind::UnreadableResponse`] with [`Outcome::Unknown`].
pub fn unreadable(provider: ProviderName, operation: Operation, reason: impl AsRef<str>) -> Error {
    let (kind, outcome) = (ErrorKind::UnreadableResponse, Outcome::Unknown);
    Error::new(provider, operation, kind, outcome).with_detail(reason)
}
