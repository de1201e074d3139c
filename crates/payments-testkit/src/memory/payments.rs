//! Payments.

use async_trait::async_trait;
use payments_core::{
    Approval, Callback, Card, CardToken, CardVault, Confirmation, Customer, Expected, Lookup,
    MaskedCard, MerchantReference, Money, Operation, Page, PageRequest, Payment, PaymentId,
    PaymentProvider, PaymentRequest, PaymentStatus, PayoutProvider, RecurringProvider, Refund,
    RefundId, RefundRequest, RefundStatus, Result, Settlement, StoredCard, settle,
};

use super::InMemoryProvider;
use super::calls::{declined, not_found, page, refused, validate, validate_priced};
use super::ledger::PaymentRecord;

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl PaymentProvider for InMemoryProvider {
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        let operation = Operation::CREATE_PAYMENT;
        let amount = validate_priced(operation, request.amount(), |violations| {
            request.check(violations);
            if request.return_urls().is_none() {
                violations.push("return_urls", "must say where the payer comes back to");
            }
        })?;
        let mut ledger = self.ledger();
        let record = PaymentRecord {
            number: ledger.next_number(),
            status: PaymentStatus::AwaitingApproval,
            amount,
            refunded: None,
            reference: request.reference().clone(),
            description: request.description().map(str::to_owned),
            payer: None,
            receipt: None,
            created_at: self.civil_now(),
        };
        let payment = record.view();
        ledger.payments.push(record);
        Ok(payment)
    }

    async fn confirm_payment(&self, confirmation: &Confirmation) -> Result<Payment> {
        let operation = Operation::CONFIRM_PAYMENT;
        validate(operation, |violations| confirmation.check(violations))?;
        let mut ledger = self.ledger();
        let declines = ledger.declines_next_payment;
        let record = ledger
            .payment(confirmation.payment())
            .ok_or_else(|| not_found(operation))?;
        require(operation, record, PaymentStatus::Approved)?;
        match confirmation.approval() {
            Approval::Payer(payer) if record.payer.as_ref() == Some(payer) => {}
            Approval::Payer(_) => {
                return Err(refused(operation, "another payer approved the payment"));
            }
            _ => return Err(refused(operation, "payers approve on a page only")),
        }
        if declines {
            record.status = PaymentStatus::Declined;
            ledger.declines_next_payment = false;
            return Err(declined(operation));
        }
        record.status = PaymentStatus::Paid;
        record.receipt = Some(format!("RECEIPT-OF-{}", record.number.id()));
        Ok(record.view())
    }

    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        let operation = Operation::GET_PAYMENT;
        validate(operation, |violations| id.check("id", violations))?;
        let mut ledger = self.ledger();
        let record = ledger.payment(id).ok_or_else(|| not_found(operation))?;
        Ok(record.view())
    }

    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        validate(Operation::FIND_PAYMENT, |violations| {
            reference.check("reference", violations);
        })?;
        let ledger = self.ledger();
        let newest_first = ledger.payments.iter().rev();
        let matches = newest_first
            .filter(|record| record.reference == *reference)
            .map(PaymentRecord::view);
        Ok(Lookup::complete(matches.collect()))
    }

    async fn list_payments(&self, request: &PageRequest) -> Result<Page<Payment>> {
        page(
            Operation::LIST_PAYMENTS,
            &self.ledger().payments,
            |record| record.number,
            PaymentRecord::view,
            request,
            self.page_size(),
        )
    }

    async fn void_payment(&self, id: &PaymentId) -> Result<Payment> {
        let operation = Operation::VOID_PAYMENT;
        validate(operation, |violations| id.check("id", violations))?;
        let mut ledger = self.ledger();
        let record = ledger.payment(id).ok_or_else(|| not_found(operation))?;
        require(operation, record, PaymentStatus::Paid)?;
        record.status = PaymentStatus::Voided;
        Ok(record.view())
    }

    async fn refund_payment(&self, request: &RefundRequest) -> Result<Refund> {
        let operation = Operation::REFUND_PAYMENT;
        validate(operation, |violations| request.check(violations))?;
        let mut ledger = self.ledger();
        let number = ledger.next_number();
        let record = ledger
            .payment(&request.payment)
            .ok_or_else(|| not_found(operation))?;
        if !matches!(
            record.status,
            PaymentStatus::Paid | PaymentStatus::PartiallyRefunded
        ) {
            let status = &record.status;
            let detail = format!("a paid payment can be refunded, and this one is {status}");
            return Err(refused(operation, detail));
        }
        let before = record
            .refunded
            .unwrap_or(Money::zero(record.amount.currency()));
        let too_much = || refused(operation, "the refunds would exceed the payment");
        let rest = record.amount.checked_sub(before).map_err(|_| too_much())?;
        let amount = match &request.amount {
            Some(amount) => amount.money().map_err(|_| too_much())?,
            None => rest,
        };
        let after = before.checked_add(amount).map_err(|_| too_much())?;
        let left = record.amount.checked_sub(after).map_err(|_| too_much())?;
        if left.is_negative() {
            return Err(too_much());
        }
        record.refunded = Some(after);
        record.status = if left.is_positive() {
            PaymentStatus::PartiallyRefunded
        } else {
            PaymentStatus::Refunded
        };
        let payment = request.payment.clone();
        let refund = Refund::new(RefundId::new(number.id()), payment, RefundStatus::Refunded)
            .with_reference(Some(request.reference.clone()))
            .with_amount(Some(amount));
        ledger.refunds.push(refund.clone());
        Ok(refund)
    }

    async fn find_refund(&self, reference: &MerchantReference) -> Result<Lookup<Refund>> {
        validate(Operation::FIND_REFUND, |violations| {
            reference.check("reference", violations);
        })?;
        let ledger = self.ledger();
        let newest_first = ledger.refunds.iter().rev();
        let matches = newest_first.filter(|refund| refund.reference.as_ref() == Some(reference));
        Ok(Lookup::complete(matches.cloned().collect()))
    }

    async fn settle(&self, expected: &Expected, _: Option<&Callback>) -> Result<Settlement> {
        settle::by_lookup(self, expected).await
    }

    fn vault(&self) -> Option<&dyn CardVault> {
        Some(self)
    }

    fn recurring(&self) -> Option<&dyn RecurringProvider> {
        Some(self)
    }

    fn payouts(&self) -> Option<&dyn PayoutProvider> {
        Some(self)
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl CardVault for InMemoryProvider {
    async fn store_card(&self, card: &Card, _: &Customer) -> Result<StoredCard> {
        validate(Operation::STORE_CARD, |violations| {
            card.number().check_digits("card.number", violations);
        })?;
        let mut ledger = self.ledger();
        let token = CardToken::new(format!("TOKEN-OF-{}", ledger.next_number().id()));
        ledger.cards.push(token.clone());
        let shown = MaskedCard::from_echo(None, card.number().expose());
        Ok(StoredCard::new(token, shown))
    }

    async fn delete_card(&self, card: &StoredCard) -> Result<()> {
        let mut ledger = self.ledger();
        let known = ledger.cards.len();
        ledger.cards.retain(|token| *token != card.token);
        if ledger.cards.len() == known {
            return Err(not_found(Operation::DELETE_CARD));
        }
        Ok(())
    }
}

fn require(operation: Operation, record: &PaymentRecord, status: PaymentStatus) -> Result<()> {
    if record.status == status {
        return Ok(());
    }
    let detail = format!("the payment must be {status:?} and is {:?}", record.status);
    Err(refused(operation, detail))
}

#[cfg(test)]
mod tests;
