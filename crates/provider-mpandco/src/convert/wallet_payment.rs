//! Payments of the wallet.

use payments_core::{Result, Unreadable};
use payments_kit::codec::Scalars;

use super::{Notes, Reader, first_of, parsed};
use crate::error;
use crate::model::{AccountMovement, PaymentMethod, WalletAmount, WalletPayment, WalletPaymentId};
use crate::wire::{self, Entry};

impl Reader<'_> {
    /// Reads an entry of a listing. One without an amount has no place in it.
    pub(crate) fn listed_wallet_payment(
        &self,
        entry: Entry<wire::WalletPayment>,
    ) -> Result<WalletPayment, Unreadable> {
        let payment = match entry {
            Entry::Parsed(payment) => payment,
            Entry::Unparsed(texts) => {
                let id = texts.iter().find(|(path, _)| *path == "id");
                let id = id.map(|(_, text)| self.secrets().redact_value(text));
                return Err(Unreadable::new("it has another shape than a payment").with_id(id));
            }
        };
        let id = self.distinct(&payment.id).into_iter().next();
        let payment = self.wallet_payment(payment).map_err(|error| {
            Unreadable::new(error.detail().unwrap_or_default()).with_id(id.clone())
        })?;
        if payment.amount.is_some() {
            return Ok(payment);
        }
        let warnings = payment.warnings.join(", ");
        let status = &payment.status;
        let reason = format!("its amount cannot be read ({warnings}); its status is {status:?}");
        Err(Unreadable::new(reason).with_id(id))
    }

    pub(crate) fn wallet_payment(&self, payment: wire::WalletPayment) -> Result<WalletPayment> {
        let mut notes = self.notes();
        let id = WalletPaymentId::new(self.required("id", &payment.id)?);
        let status = self.required("status", &payment.status)?;
        let methods = parsed("payment methods", payment.methods, &mut notes);
        let source = payment.source;
        let has_source = source.id.text().is_some() || source.name.text().is_some();
        if payment.total.texts().next().is_none() {
            notes.warn("the response has no amount");
        }
        Ok(WalletPayment {
            id,
            created_at: self.values.time(&payment.created_at),
            number: self.values.value(&payment.number),
            status: error::wallet_status(&status, self.secrets()),
            kind: payment.kind.into_text(),
            user: self.one("user", &payment.user.id, &mut notes),
            user_name: first_of(&payment.user.data, &["fullname"]),
            recipient: first_of(
                &payment.recipient,
                &["", "username", "_data.username", "id"],
            ),
            operation_amount: self.wallet_amount(
                "the amount of the operation",
                &payment.operation_amount,
                &mut notes,
            ),
            amount: self.wallet_amount("the amount", &payment.total, &mut notes),
            methods: methods.map(|one| self.method(one, &mut notes)).collect(),
            source: has_source.then(|| self.account(source)),
            data: self.display_data(&payment.data),
            warnings: notes.warnings,
        })
    }

    fn method(&self, part: wire::Method, notes: &mut Notes) -> PaymentMethod {
        let method = part.method;
        let name = "an amount of a payment method";
        PaymentMethod {
            created_at: self.values.time(&part.created_at),
            id: method.id.into_text(),
            name: method.name.into_text(),
            description: method.description.into_text(),
            mode: method.mode.id.into_text(),
            mode_name: method.mode.name.into_text(),
            form: method.form.into_text(),
            platform: method.platform.into_text(),
            operation_amount: self.wallet_amount(name, &part.operation_amount, notes),
            amount: self.wallet_amount(name, &part.total, notes),
            movements: parsed("movements", part.operations, notes)
                .map(|operation| self.movement(operation, notes))
                .collect(),
        }
    }

    fn movement(&self, operation: wire::ItemOperation, notes: &mut Notes) -> AccountMovement {
        AccountMovement {
            created_at: self.values.time(&operation.created_at),
            description: operation.description.into_text(),
            amount: self.wallet_amount("the amount of a movement", &operation.amount, notes),
        }
    }

    fn wallet_amount(
        &self,
        name: &str,
        amount: &Scalars,
        notes: &mut Notes,
    ) -> Option<WalletAmount> {
        self.number(name, amount, notes).map(WalletAmount::new)
    }
}
