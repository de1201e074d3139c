//! The public types: what a create request said, the state of an intent, and what was paid out.

use std::fmt;

use rust_decimal::Decimal;
use url::Url;

/// A payment intent as its create request described it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubmittedIntent {
    /// Who is asked to pay.
    pub kind: IntentKind,
    /// Where the payer goes after agreeing, or what the service calls after a payment.
    pub return_url: String,
    /// Where the payer goes after turning it down.
    pub cancel_url: String,
    /// What is paid, in the order of the request.
    pub transactions: Vec<SubmittedTransaction>,
}

/// Who is asked to pay.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum IntentKind {
    /// The payer who opens the approval page.
    Sale,
    /// One payer in particular.
    Request {
        /// A username, a phone number or an identity document.
        recipient: String,
    },
}

impl IntentKind {
    /// The service's own word: `sale` or `request`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Request { .. } => "request",
        }
    }

    /// The payer who is asked; a sale asks no particular payer.
    pub fn recipient(&self) -> Option<&str> {
        match self {
            Self::Sale => None,
            Self::Request { recipient } => Some(recipient),
        }
    }
}

// The recipient is a person.
impl fmt::Debug for IntentKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// One transaction of a [`SubmittedIntent`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubmittedTransaction {
    /// The username of the account that gets the money, when it is not the merchant's own.
    pub destination: Option<String>,
    /// What is paid.
    pub total: Decimal,
    /// The currency of the total.
    pub currency: String,
    /// What of the total is shipping.
    pub shipping: Option<Decimal>,
    /// What of the total is tax.
    pub tax: Option<Decimal>,
    /// What of the total is the items.
    pub sub_total: Option<Decimal>,
    /// What the payer reads.
    pub description: String,
    /// The merchant's own reference.
    pub invoice_number: Option<String>,
    /// What is bought, in the order of the request.
    pub items: Vec<SubmittedItem>,
    /// Who shares the money, in the order of the request.
    pub distributions: Vec<SubmittedDistribution>,
}

impl SubmittedTransaction {
    pub(crate) fn has_details(&self) -> bool {
        [self.shipping, self.tax, self.sub_total]
            .iter()
            .any(Option::is_some)
    }

    /// The sub-total: the one that was sent, or else what the other details leave of the total.
    pub(crate) fn items_total(&self) -> Decimal {
        let others = self.shipping.unwrap_or_default() + self.tax.unwrap_or_default();
        self.sub_total.unwrap_or(self.total - others)
    }
}

/// One item of a [`SubmittedTransaction`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubmittedItem {
    /// Its name.
    pub name: String,
    /// The price of one.
    pub price: Decimal,
    /// How many.
    pub quantity: Option<u32>,
    /// The merchant's identifier of the article.
    pub sku: Option<String>,
    /// The currency of the price.
    pub currency: Option<String>,
}

/// One share of a [`SubmittedTransaction`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubmittedDistribution {
    /// The username of the account that gets it.
    pub account: String,
    /// How much.
    pub amount: Decimal,
    /// What for.
    pub description: Option<String>,
}

/// The state of a simulated payment intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IntentState {
    /// The payer has not decided yet.
    Created,
    /// The payer agreed; the merchant has not executed it.
    Authorized,
    /// The money moved.
    Executed,
    /// The payer turned it down.
    Canceled,
    /// The money moved and was given back.
    Annulled,
}

impl IntentState {
    /// The service's own word for the state.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Authorized => "authorized",
            Self::Executed => "executed",
            Self::Canceled => "canceled",
            Self::Annulled => "annulled",
        }
    }
}

impl fmt::Display for IntentState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// One simulated payment intent in its present state.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IntentView {
    /// The service's identifier.
    pub id: String,
    /// Its state.
    pub state: IntentState,
    /// The merchant's own reference: the first invoice number among its transactions.
    pub reference: Option<String>,
    /// What the payer pays in VES, all transactions together.
    pub total: Decimal,
    /// How often it moved money: 0 or 1, and still 1 once annulled.
    pub executions: u32,
}

/// How often money moved for one of the merchant's references.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Movements {
    /// How many intents were executed. More than 1 is a payment taken twice.
    pub executions: usize,
    /// How many of these were annulled later.
    pub voids: usize,
    /// How many payouts were registered in a batch, loaded or not. More than 1 is a payout made twice.
    pub payouts: usize,
}

/// A payout that the simulated service accepted: an item of a batch that is pending to load.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegisteredPayout {
    /// How it travels.
    pub kind: PayoutKind,
    /// The number of its batch.
    pub batch: usize,
    /// Whether the batch was [loaded](crate::mpandco::State::load_payout_batches), which is when the
    /// money leaves the wallet.
    pub loaded: bool,
    /// The merchant's own reference.
    pub reference: String,
    /// Who the bank account belongs to.
    pub name_account: String,
    /// The identity document of that person or company.
    pub identification_number: String,
    /// The bank account, 20 digits.
    pub bank_account: String,
    /// How much is paid.
    pub amount: Decimal,
    /// The receiver's phone number.
    pub phone: Option<String>,
    /// The receiver's e-mail address.
    pub email: Option<String>,
}

// Who receives the money is a person.
impl fmt::Debug for RegisteredPayout {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RegisteredPayout")
            .field("kind", &self.kind)
            .field("reference", &self.reference)
            .field("amount", &self.amount)
            .field("batch", &self.batch)
            .field("loaded", &self.loaded)
            .finish_non_exhaustive()
    }
}

/// How a payout travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PayoutKind {
    /// Between banks, within a day.
    Dispersion,
    /// Between banks, at once.
    DispersionInstantInterbank,
}

/// Where the pay tokens of a `request` are.
///
/// The manual shows them on the intent, and the service's SDK reads them from the transactions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PayTokenPlacement {
    /// The same tokens on the intent and on each transaction.
    #[default]
    Both,
    /// On the intent only.
    Intent,
    /// On the transactions only, each with different tokens.
    Transactions,
}

impl PayoutKind {
    /// The service's own word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dispersion => "DISPERSION",
            Self::DispersionInstantInterbank => "DISPERSION_INSTANT_INTERBANK",
        }
    }

    pub(crate) fn of(word: &str) -> Option<Self> {
        [Self::Dispersion, Self::DispersionInstantInterbank]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// A call to the merchant's server that reports a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Callback {
    /// The identifier of the intent that was paid.
    pub intent: String,
    /// The URL: the intent's return URL, with `paymentIntent` and `payerId`
    /// added to its query.
    pub url: Url,
}
