//! A payment of the wallet.

use std::collections::BTreeMap;
use std::fmt;

use payments_core::{CivilTime, Currency, Money, MoneyError, Personal};
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

/// The identifier of a [`WalletPayment`]. It is not that of the intent which led to the payment.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct WalletPaymentId(String);

impl WalletPaymentId {
    /// The identifier with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WalletPaymentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for WalletPaymentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl From<&str> for WalletPaymentId {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// An exact amount in the history of the wallet.
///
/// The service names no currency there. The history spans the redenominations of the bolívar, so
/// that an old amount may be in a currency of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WalletAmount(Decimal);

impl WalletAmount {
    pub(crate) fn new(amount: Decimal) -> Self {
        Self(amount.normalize())
    }

    /// Returns the amount in a currency that the caller knows, such as the one of the intent.
    ///
    /// # Errors
    ///
    /// [`MoneyError`] when the currency cannot hold it exactly.
    pub fn in_currency(self, currency: Currency) -> Result<Money, MoneyError> {
        Money::new(self.0, currency)
    }
}

impl fmt::Display for WalletAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Serializes as a text, which keeps every digit.
impl Serialize for WalletAmount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A payment in the history of the merchant's wallet (chapters 6.7 and 6.11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WalletPayment {
    /// Its id.
    pub id: WalletPaymentId,
    /// When it was made, in Venezuelan time.
    pub created_at: Option<CivilTime>,
    /// The receipt number: `P` and 13 digits.
    pub number: Option<String>,
    /// Its status.
    pub status: WalletStatus,
    /// The service's number for what kind of payment it is, such as `1000`.
    pub kind: Option<String>,
    /// The id of the user who paid.
    pub user: Option<String>,
    /// The name of the user who paid.
    pub user_name: Option<Personal>,
    /// Who is paid: a user name or phone number.
    pub recipient: Option<Personal>,
    /// The amount of the operation itself.
    pub operation_amount: Option<WalletAmount>,
    /// The amount in all.
    pub amount: Option<WalletAmount>,
    /// How it was paid.
    pub methods: Vec<PaymentMethod>,
    /// The account that it was paid from.
    pub source: Option<WalletAccount>,
    /// Texts for display by their names, such as `summary_1`, redacted.
    pub data: BTreeMap<String, Personal>,
    /// What could not be read.
    pub warnings: Vec<String>,
}

/// The status of a payment of the wallet.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WalletStatus {
    /// 9000: it is done, and the money moved.
    Finished,
    /// 4000: approved, but the receiver has not accepted it yet.
    AwaitingReceiver,
    /// 2000: the sender cancelled it before the receiver accepted it.
    CancelledBySender,
    /// A status that this version does not know, as the service wrote it. It is neither a success
    /// nor a failure.
    Other(String),
}

impl WalletStatus {
    /// Whether the receiver has the money. Only a finished payment counts.
    pub fn is_paid(&self) -> bool {
        *self == Self::Finished
    }
}

/// How a part of a payment was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PaymentMethod {
    /// When, in Venezuelan time.
    pub created_at: Option<CivilTime>,
    /// The id of the method.
    pub id: Option<String>,
    /// Its name, such as `mPandco a mPandco`.
    pub name: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// What money it moves, such as `balance_mpandco`.
    pub mode: Option<String>,
    /// The name of that, such as `Saldo mPandco`.
    pub mode_name: Option<String>,
    /// The direction of the money, such as `SENDING`.
    pub form: Option<String>,
    /// The platform it goes through, such as `MPANDCO`.
    pub platform: Option<String>,
    /// The amount of the operation itself.
    pub operation_amount: Option<WalletAmount>,
    /// The amount in all.
    pub amount: Option<WalletAmount>,
    /// What the amount consists of.
    pub movements: Vec<AccountMovement>,
}

/// What the service calls an item operation: one movement on an account, such as a fee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AccountMovement {
    /// When, in Venezuelan time.
    pub created_at: Option<CivilTime>,
    /// What for.
    pub description: Option<String>,
    /// How much.
    pub amount: Option<WalletAmount>,
}

/// An account of the wallet, which the service calls a digital account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WalletAccount {
    /// Its id.
    pub id: Option<String>,
    /// When it was opened, in Venezuelan time.
    pub created_at: Option<CivilTime>,
    /// Its holder's name for it.
    pub name: Option<Personal>,
    /// Its user name.
    pub username: Option<Personal>,
}
