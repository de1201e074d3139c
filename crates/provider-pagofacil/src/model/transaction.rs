//! The transactions of the service's reports.

use payments_core::{
    Charge, ChargeOutcome, CivilTime, MaskedCard, MerchantReference, Money, Personal,
    SubscriptionId,
};
use serde::Serialize;
use time::Date;

/// Which transactions to search: all of them by default.
///
/// Days are those of Mexico City, from the first to the last inclusive. Violations name the fields
/// `filter.end`, `filter.branch_id` and `filter.transaction_id`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransactionFilter {
    start: Option<Date>,
    end: Option<Date>,
    status: Option<u32>,
    branch_id: Option<String>,
    transaction_id: Option<String>,
}

impl TransactionFilter {
    /// All transactions.
    pub fn new() -> Self {
        Self::default()
    }

    /// From this day on. It is sent as `dateStart`, the name in the service's table; the example in
    /// the same document sends `date`. Check the times of what is found before you rely on it.
    #[must_use]
    pub fn with_start(mut self, start: Date) -> Self {
        self.start = Some(start);
        self
    }

    /// Until this day.
    #[must_use]
    pub fn with_end(mut self, end: Date) -> Self {
        self.end = Some(end);
        self
    }

    /// With this status. The service's table says 0 for failed and 1 for approved; its example
    /// shows 2 on an approved transaction.
    #[must_use]
    pub fn with_status(mut self, status: u32) -> Self {
        self.status = Some(status);
        self
    }

    /// Of this branch.
    #[must_use]
    pub fn with_branch_id(mut self, branch_id: impl Into<String>) -> Self {
        self.branch_id = Some(branch_id.into());
        self
    }

    /// With this id.
    #[must_use]
    pub fn with_transaction_id(mut self, transaction_id: impl Into<String>) -> Self {
        self.transaction_id = Some(transaction_id.into());
        self
    }

    pub(crate) fn start(&self) -> Option<Date> {
        self.start
    }

    pub(crate) fn end(&self) -> Option<Date> {
        self.end
    }

    pub(crate) fn status(&self) -> Option<u32> {
        self.status
    }

    pub(crate) fn branch_id(&self) -> Option<&str> {
        self.branch_id.as_deref()
    }

    pub(crate) fn transaction_id(&self) -> Option<&str> {
        self.transaction_id.as_deref()
    }
}

/// A transaction as the service reports it: a one-time charge, or one of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transaction {
    /// The service's number of it.
    pub id: String,
    /// The merchant's reference: the `idPedido` of a one-time charge, the `idCliente` of a subscription.
    pub reference: Option<MerchantReference>,
    /// The outcome. Only `authorized` decides it.
    pub outcome: ChargeOutcome,
    /// The service's status number: 0 for failed and 1 for approved by its table, 2 on an approved
    /// one in its example.
    pub status: Option<String>,
    /// The amount. Reports name no currency: charges of subscriptions are in pesos, and so are all of
    /// a client that takes no dollars. Absent, with a warning, where the client takes dollars.
    pub amount: Option<Money>,
    /// When the service made it.
    pub at: Option<CivilTime>,
    /// The bank's authorization number.
    pub authorization: Option<String>,
    /// The processor's message, redacted.
    pub message: Option<String>,
    /// The service's number of the transaction type.
    pub kind: Option<String>,
    /// The channel, `recurring` for a charge of a subscription.
    pub via: Option<String>,
    /// The branch's number.
    pub branch_id: Option<String>,
    /// The branch's name.
    pub branch_name: Option<String>,
    /// The merchant's texts, `param_1` to `param_5`.
    pub params: [Option<Personal>; 5],
    /// The masked card.
    pub card: MaskedCard,
    /// The country of the card.
    pub card_country: Option<String>,
    /// The bank of the card.
    pub card_bank: Option<String>,
    /// The cardholder's e-mail address.
    pub cardholder_email: Option<Personal>,
    /// The cardholder's name.
    pub cardholder_name: Option<Personal>,
    /// What was unusual about the transaction although it could be read.
    pub warnings: Vec<String>,
}

impl Transaction {
    /// Whether it belongs to a subscription: by its channel or, where the service reports none, by
    /// the form of its number.
    pub fn is_recurring(&self) -> bool {
        match &self.via {
            Some(via) => via.eq_ignore_ascii_case("recurring"),
            None => self.subscription().is_some(),
        }
    }

    /// The subscription that its number names: charge 6 of `T-RAPFE1S1I368` is
    /// `S-RAPFE1S1I368-6`. No document promises that form, so nothing relies on it alone.
    pub(crate) fn subscription(&self) -> Option<SubscriptionId> {
        let (id, number) = self.id.strip_prefix("S-")?.rsplit_once('-')?;
        let counts = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        (counts && !id.is_empty()).then(|| SubscriptionId::new(format!("T-{id}")))
    }

    pub(crate) fn into_charge(self) -> Charge {
        Charge::new(self.outcome)
            .with_id(Some(self.id))
            .with_amount(self.amount)
            .with_authorization(self.authorization)
            .with_at(self.at)
            .with_message(self.message)
    }
}
