//! Stores that take cash orders.

use payments_core::{Currency, Money};
use serde::Serialize;

/// A store, or a chain of stores, where a buyer pays a cash order.
///
/// Codes are open text: the service adds and removes stores, and
/// [`list_stores`](crate::PagoFacil::list_stores) reads them from it. A code goes into
/// [`PaymentMethod::Cash`](payments_core::PaymentMethod::Cash).
///
/// ```
/// use provider_pagofacil::CashStore;
///
/// assert_eq!(CashStore::SEVEN_ELEVEN, "SEVEN_ELEVEN");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CashStore {
    /// The code, such as `SEVEN_ELEVEN`.
    pub code: String,
    /// The name to show to a buyer.
    pub name: String,
    /// The most that the store took for one order when the service published it, in 2017. It is
    /// advice: the service does not say whether it still holds, and a larger order is sent with a
    /// warning.
    pub limit: Option<Money>,
}

macro_rules! stores {
    ($($(#[$docs:meta])* $constant:ident $($limit:literal)?;)*) => {
        impl CashStore {
            $($(#[$docs])* pub const $constant: &'static str = stringify!($constant);)*

            /// The codes in the service's documents. Not each of them is served today.
            pub const KNOWN: &'static [&'static str] = &[$(Self::$constant),*];
        }

        /// The most that a store took in 2017, in pesos.
        const LIMITS: &[(&str, i64)] = &[$($((CashStore::$constant, $limit),)?)*];
    };
}

stores! {
    /// Oxxo, in an example of an earlier document.
    OXXO 15_000;
    /// 7-Eleven. The buyer names the agreement number and the account.
    SEVEN_ELEVEN 15_000;
    /// Extra.
    EXTRA 5_000;
    /// Farmacias Benavides.
    FARMACIA_BENAVIDES 5_000;
    /// Chedraui, in the document of 2017.
    CHEDRAUI 5_000;
    /// Farmacias Esquivar, in the document of 2017.
    FARMACIA_ESQUIVAR 5_000;
    /// Farmacias del Ahorro.
    FARMACIAS_DEL_AHORRO;
    /// Vía Servicios.
    VIA_SERVICIOS;
    /// Circle K.
    CIRCLE_K;
    /// Grupo RFP.
    GRUPO_RFP;
    /// Santander, in an example of a later document.
    SANTANDER;
}

/// The published limit of a store.
pub(crate) fn published_limit(code: &str) -> Option<Money> {
    let (_, pesos) = LIMITS.iter().find(|(known, _)| *known == code)?;
    Some(Money::from_minor(pesos * 100, Currency::MXN))
}
