//! Payments of the wallet.

use payments_core::{Currency, Result};
use payments_kit::codec::Number;

use super::{Reader, first_of};
use crate::error;
use crate::model::{AccountMovement, PaymentMethod, WalletPayment, WalletPaymentId};
use crate::wire;

/// The only currency of the service, which it does not name in these responses.
const CURRENCY: Currency = Currency::VES;

impl Reader<'_> {
    pub(crate) fn wallet_payment(&self, payment: wire::WalletPayment) -> Result<WalletPayment> {
        let id = WalletPaymentId::new(self.values.required("id", &payment.id)?);
        let status = error::wallet_status(
            &self.values.required("status", &payment.status)?,
            self.secrets(),
        );
        let methods = payment.methods.into_entries();
        let source = payment.source;
        let has_source = source.id.text().is_some() || source.name.text().is_some();
        Ok(WalletPayment {
            id,
            created_at: self.values.time(&payment.created_at),
            number: payment.number.into_text(),
            status,
            kind: payment.kind.into_text(),
            user: payment.user.id.into_text(),
            user_name: first_of(&payment.user.data, &["fullname"]),
            recipient: first_of(
                &payment.recipient,
                &["", "username", "_data.username", "id"],
            ),
            operation_amount: self
                .values
                .optional_money(payment.operation_amount, CURRENCY)?,
            amount: self.values.money(payment.total, CURRENCY)?,
            methods: methods
                .map(|method| self.method(method))
                .collect::<Result<_>>()?,
            source: has_source.then(|| self.account(source)),
            data: self.display_data(&payment.data),
        })
    }

    fn method(&self, part: wire::Method) -> Result<PaymentMethod> {
        let method = part.method;
        let amount = |amount: Number| self.values.optional_money(amount, CURRENCY);
        let operations = part.operations.into_entries();
        Ok(PaymentMethod {
            created_at: self.values.time(&part.created_at),
            id: method.id.into_text(),
            name: method.name.into_text(),
            description: method.description.into_text(),
            mode: method.mode.id.into_text(),
            mode_name: method.mode.name.into_text(),
            form: method.form.into_text(),
            platform: method.platform.into_text(),
            operation_amount: amount(part.operation_amount)?,
            amount: amount(part.total)?,
            movements: operations
                .map(|operation| self.movement(operation))
                .collect::<Result<_>>()?,
        })
    }

    fn movement(&self, operation: wire::ItemOperation) -> Result<AccountMovement> {
        Ok(AccountMovement {
            created_at: self.values.time(&operation.created_at),
            description: operation.description.into_text(),
            amount: self.values.money(operation.amount, CURRENCY)?,
        })
    }
}
