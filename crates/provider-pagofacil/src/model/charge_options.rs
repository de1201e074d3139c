//! Options of a charge that only this service has.

use std::fmt;

/// Options of [`PagoFacil::charge_card`](crate::PagoFacil::charge_card) beyond the payment request.
/// Violations name the fields `options.param1` to `options.param5`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ChargeOptions {
    params: [Option<String>; 5],
    without_mail: bool,
}

impl ChargeOptions {
    const NAMES: [&str; 5] = ["param1", "param2", "param3", "param4", "param5"];

    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets texts that the reports return, as `param1` to `param5`: at most 60 characters each.
    /// `None` leaves one out.
    #[must_use]
    pub fn with_params(mut self, params: [Option<String>; 5]) -> Self {
        self.params = params;
        self
    }

    /// Sends the cardholder no e-mail (`noMail`).
    #[must_use]
    pub fn without_mail(mut self) -> Self {
        self.without_mail = true;
        self
    }

    /// The texts with their names.
    pub(crate) fn params(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let named = Self::NAMES.into_iter().zip(&self.params);
        named.filter_map(|(name, text)| Some((name, text.as_deref()?)))
    }

    pub(crate) fn is_without_mail(&self) -> bool {
        self.without_mail
    }
}

// The texts may be about a person.
impl fmt::Debug for ChargeOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChargeOptions")
            .field("without_mail", &self.without_mail)
            .finish_non_exhaustive()
    }
}
