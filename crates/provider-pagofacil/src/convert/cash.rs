//! Cash orders and stores.

use payments_core::{
    CivilTime, Currency, Money, NextAction, Payment, PaymentId, PaymentStatus, Voucher,
};
use payments_kit::codec::{Reader, Scalar};
use time::OffsetDateTime;

use super::{amount, redact, value};
use crate::error::cash_status;
use crate::model::{CashStore, published_limit};
use crate::wire::{CashPurchase, WireCashOrder, WireStore, values};

/// A cash order as the service shows it.
pub(crate) struct CashOrder {
    id: Option<String>,
    reference: Option<String>,
    status: PaymentStatus,
    amount: Option<Money>,
    voucher: Voucher,
    warnings: Vec<String>,
}

impl CashOrder {
    /// Reads an order at this time.
    pub(crate) fn read(reader: &Reader<'_>, order: &WireCashOrder, now: OffsetDateTime) -> Self {
        let mut warnings = Vec::new();
        let first = |texts| values(texts).next().map(|text| value(reader, text));
        let id = first(&order.reference);
        let expires_at = expiry(reader, &order.expires);
        let is_expired = expires_at
            .and_then(|time: CivilTime| time.to_utc())
            .is_some_and(|end| end <= now);
        let mut states: Vec<String> = values(&order.status)
            .map(|text| redact(reader, text))
            .collect();
        states.dedup();
        let states: Vec<&str> = states.iter().map(String::as_str).collect();
        let (status, unknown) = cash_status(&states, is_expired);
        warnings.extend(unknown);
        let mut pesos = |name: &str, text: Option<&str>| {
            let read = amount(text?, Currency::MXN, &mut warnings);
            if let Err(reason) = &read {
                warnings.push(format!("the {name} cannot be read: {reason}"));
            }
            read.ok()
        };
        let mut prices: Vec<&str> = values(&order.amount).collect();
        prices.dedup();
        let price = match prices.as_slice() {
            [one] => pesos("amount", Some(one)),
            _ => None,
        };
        let fee = pesos("fee of the store", order.fee.text());
        if price.is_none() && prices.len() != 1 {
            warnings.push("the response has not one amount".to_owned());
        }
        let mut voucher = Voucher::new(id.clone().unwrap_or_default());
        voucher.store = first(&order.store);
        voucher.fee = fee;
        voucher.expires_at = expires_at;
        let details = [
            ("bank", &order.bank),
            ("account number", &order.account),
            ("agreement number", &order.agreement),
            ("opening hours", &order.schedule),
            // In the service's form too, for no document shows it.
            ("pay before", &order.expires),
        ];
        let details = details
            .into_iter()
            .filter_map(|(label, text)| Some((label.to_owned(), value(reader, text.text()?))));
        voucher.details = details.collect();
        Self {
            id,
            reference: first(&order.customer_order),
            status,
            amount: price,
            voucher,
            warnings,
        }
    }

    /// The service's id of the order.
    pub(crate) fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The order that was opened for this purchase, with further warnings. It is open, whatever the
    /// response says of its state.
    pub(crate) fn created(mut self, purchase: &CashPurchase<'_>, warnings: Vec<String>) -> Payment {
        // The state of a new order is part of the evidence; that there is none is as documented.
        self.status = PaymentStatus::AwaitingApproval;
        self.warnings = warnings;
        self.amount = Some(purchase.amount);
        self.reference = Some(purchase.reference.to_owned());
        self.voucher.store.get_or_insert(purchase.store.to_owned());
        let id = PaymentId::new(self.id.take().unwrap_or_default());
        self.into_payment(id)
    }

    /// The payment, where the service shows an id of it.
    pub(crate) fn payment(mut self, further: Vec<String>) -> Option<Payment> {
        self.warnings.extend(further);
        let id = PaymentId::new(self.id.take()?);
        Some(self.into_payment(id))
    }

    fn into_payment(mut self, id: PaymentId) -> Payment {
        self.voucher.amount = match (self.amount, self.voucher.fee) {
            (Some(price), Some(fee)) => price.checked_add(fee).ok(),
            _ => None,
        };
        let expires_at = self.voucher.expires_at;
        // Only an open order is still to be paid.
        let voucher = (self.status == PaymentStatus::AwaitingApproval)
            .then_some(NextAction::ShowVoucher(self.voucher));
        Payment::new(id, self.status, self.amount)
            .with_reference(self.reference.map(Into::into))
            .with_expires_at(expires_at)
            .with_next_action(voucher)
            .with_warnings(self.warnings)
    }
}

/// Whether an id is the number of a card charge: the service's numbers of transactions hold these
/// letters, as in `S-PFE12S12I12568`.
pub(crate) fn is_card_charge(id: &PaymentId) -> bool {
    let id = id.as_str();
    let id = id
        .strip_prefix("S-")
        .or(id.strip_prefix("T-"))
        .unwrap_or(id);
    id.starts_with("PFE") || id.starts_with("RAPFE")
}

/// The end of an order, in Mexico City, where it can be read.
fn expiry(reader: &Reader<'_>, text: &Scalar) -> Option<CivilTime> {
    let time = reader.time(text)?;
    let offset = time::UtcOffset::from_hms(-6, 0, 0).ok()?;
    Some(time.with_offset(offset))
}

/// A store, where it has a code.
pub(crate) fn store(reader: &Reader<'_>, store: &WireStore) -> Option<CashStore> {
    let code = value(reader, store.code.text()?);
    let name = store.name.text().map(|name| redact(reader, name));
    Some(CashStore {
        limit: published_limit(&code),
        name: name.unwrap_or_else(|| code.clone()),
        code,
    })
}
