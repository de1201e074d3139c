//! Payments and settlements.

use payments_core as core;
use schemars::JsonSchema;
use serde::Serialize;

use super::basics::{Card, Decline, LocalTime, Money, Privacy, note, status, status_text};
use crate::output::{Item, Shown, Tabular};

/// A payment.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Payment {
    /// The provider's id.
    id: String,
    /// The status: `awaiting_approval`, `approved`, `paid`, `cancelled`, `voided`, `declined` and
    /// others of later versions; `other` for a status that is not documented.
    status: String,
    /// The provider's own words where the status is `other`.
    provider_status: Option<String>,
    /// The amount.
    amount: Option<Money>,
    /// How much of it was refunded.
    refunded: Option<Money>,
    /// The merchant's reference.
    reference: Option<String>,
    /// The description that the payer reads.
    description: Option<String>,
    /// The provider's id of the payer.
    payer: Option<String>,
    /// The number of the receipt, or the authorization of the bank.
    receipt: Option<String>,
    /// When it was created.
    created: Option<LocalTime>,
    /// Until when it can be paid.
    expires: Option<LocalTime>,
    /// What the payer has to do next.
    next_action: Option<NextAction>,
    /// The card that was charged.
    card: Option<Card>,
    /// Why it was declined.
    decline: Option<Decline>,
    /// The provider's message.
    message: Option<String>,
    /// What differs from the documented response although it could be read.
    warnings: Vec<String>,
}

/// What the payer has to do next.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum NextAction {
    /// The payer's browser goes to this URL.
    RedirectPayer(String),
    /// The payer confirms at the till with a PIN, or in the provider's app.
    AskPayer {
        /// The payer's accounts to choose from; `--show-personal` prints their names.
        accounts: Vec<String>,
    },
    /// The payer pays this voucher in cash.
    ShowVoucher {
        /// What the payer names at the till.
        reference: String,
        /// The store.
        store: Option<String>,
        /// What the payer pays, the fee of the store included, where it is known.
        amount: Option<Money>,
        /// The fee of the store.
        fee: Option<Money>,
        /// The bank account or agreement that the store pays into, each with its label.
        details: Vec<Detail>,
        /// Until when it can be paid.
        expires: Option<LocalTime>,
    },
    /// The payer transfers the amount to this account.
    Transfer {
        /// The account, a CLABE in Mexico.
        account: String,
        /// The text that the payer gives with the transfer.
        concept: Option<String>,
        /// Until when the account accepts it.
        expires: Option<LocalTime>,
    },
    /// Another action, which this version does not know.
    Other,
}

/// A line of a voucher.
#[derive(Serialize, JsonSchema)]
struct Detail {
    /// What it is, such as `account number`.
    label: String,
    /// The text.
    text: String,
}

impl Detail {
    fn of((label, text): &(String, String)) -> Self {
        Self {
            label: label.clone(),
            text: text.clone(),
        }
    }
}

impl NextAction {
    fn of(action: &core::NextAction, privacy: Privacy) -> Self {
        match action {
            core::NextAction::RedirectPayer(url) => Self::RedirectPayer(url.to_string()),
            core::NextAction::AskPayer { tokens } => Self::AskPayer {
                accounts: accounts(tokens, privacy),
            },
            core::NextAction::ShowVoucher(voucher) => Self::ShowVoucher {
                reference: voucher.reference.clone(),
                store: voucher.store.clone(),
                amount: voucher.amount.map(Money::of),
                fee: voucher.fee.map(Money::of),
                details: voucher.details.iter().map(Detail::of).collect(),
                expires: voucher.expires_at.map(LocalTime::of),
            },
            core::NextAction::Transfer(transfer) => Self::Transfer {
                account: transfer.account.clone(),
                concept: transfer.concept.clone(),
                expires: transfer.expires_at.map(LocalTime::of),
            },
            _ => Self::Other,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::RedirectPayer(url) => format!("send the payer to {url}"),
            Self::AskPayer { accounts } if accounts.is_empty() => "ask the payer".to_owned(),
            Self::AskPayer { accounts } => {
                format!(
                    "ask the payer to choose an account: {}",
                    accounts.join(", ")
                )
            }
            Self::ShowVoucher {
                reference,
                amount,
                details,
                ..
            } => {
                let mut text = format!("show the voucher {reference}");
                if let Some(amount) = amount {
                    text.push_str(&format!(", {} with the fee", amount.text()));
                }
                for Detail {
                    label,
                    text: detail,
                } in details
                {
                    text.push_str(&format!(", {label} {detail}"));
                }
                text
            }
            Self::Transfer { account, .. } => format!("ask for a transfer to {account}"),
            Self::Other => "see the provider's documentation".to_owned(),
        }
    }
}

/// The names of the accounts that a payer can pay with.
pub(super) fn accounts(tokens: &[core::PayToken], privacy: Privacy) -> Vec<String> {
    let names = tokens.iter().map(|token| token.name().unwrap_or_default());
    names
        .map(|name| privacy.text(&core::Personal::new(name)))
        .collect()
}

impl Payment {
    pub(crate) fn of(payment: &core::Payment, privacy: Privacy) -> Self {
        let (status, provider_status) = status(payment.status());
        let owned = |text: &str| text.to_owned();
        Self {
            id: payment.id().to_string(),
            status,
            provider_status,
            amount: payment.amount().map(Money::of),
            refunded: payment.refunded().map(Money::of),
            reference: payment.reference().map(ToString::to_string),
            description: payment.description().map(owned),
            payer: payment.payer().map(ToString::to_string),
            receipt: payment.receipt().map(owned),
            created: payment.created_at().map(LocalTime::of),
            expires: payment.expires_at().map(LocalTime::of),
            next_action: payment
                .next_action()
                .map(|action| NextAction::of(action, privacy)),
            card: payment.card().map(Card::of),
            decline: payment.decline().as_ref().map(Decline::of),
            message: payment.message().map(owned),
            warnings: payment.warnings().to_vec(),
        }
    }

    /// The status and the amount.
    pub(super) fn summary(&self) -> String {
        let status = status_text(&self.status, self.provider_status.as_deref());
        match &self.amount {
            Some(amount) => format!("{status}, {}", amount.text()),
            None => status,
        }
    }
}

impl Tabular for Payment {
    const COLUMNS: &'static [&'static str] = &["reference", "status", "amount", "created", "id"];

    fn item(&self) -> Item {
        let created = self.created.as_ref();
        Item::new()
            .with("id", &self.id)
            .with(
                "status",
                status_text(&self.status, self.provider_status.as_deref()),
            )
            .with("amount", self.amount.as_ref().map(Money::text))
            .with("refunded", self.refunded.as_ref().map(Money::text))
            .with("reference", &self.reference)
            .with("description", &self.description)
            .with("payer", &self.payer)
            .with("receipt", &self.receipt)
            .with_short(
                "created",
                created.map(LocalTime::text),
                created.map(LocalTime::minute),
            )
            .with("expires", self.expires.as_ref().map(LocalTime::text))
            .with("next", self.next_action.as_ref().map(NextAction::text))
            .with("card", self.card.as_ref().and_then(Card::text))
            .with(
                "decline",
                self.decline.as_ref().map(|decline| &decline.advice),
            )
            .with("message", &self.message)
            .with("warnings", note(&self.warnings))
    }
}

/// The result of settling an order.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Settlement {
    /// `paid` by this call, `already_paid`, `pending`, `cancelled`, `returned`, or `other`.
    settlement: String,
    /// The payment of the order.
    payment: Payment,
}

impl Settlement {
    pub(crate) fn of(settlement: &payments_core::Settlement, privacy: Privacy) -> Self {
        let name = match settlement {
            payments_core::Settlement::Paid(_) => "paid",
            payments_core::Settlement::AlreadyPaid(_) => "already_paid",
            payments_core::Settlement::Pending(_) => "pending",
            payments_core::Settlement::Cancelled(_) => "cancelled",
            payments_core::Settlement::Returned(_) => "returned",
            _ => "other",
        };
        Self {
            settlement: name.to_owned(),
            payment: Payment::of(settlement.payment(), privacy),
        }
    }

    pub(super) fn shown(&self) -> Shown {
        let item = Item::new().with("settlement", self.settlement.replace('_', " "));
        item.followed_by(self.payment.item()).into()
    }
}
