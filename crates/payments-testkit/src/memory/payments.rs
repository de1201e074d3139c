//! Payments.

use async_trait::async_trait;
use payments_core::{
    Approval, Confirmation, Lookup, MerchantReference, Operation, Page, PageRequest, Payment,
    PaymentId, PaymentProvider, PaymentRequest, PaymentStatus, PayoutProvider, RecurringProvider,
    Result,
};

use super::InMemoryProvider;
use super::calls::{not_found, page, refused, validate, validate_priced};
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

    fn recurring(&self) -> Option<&dyn RecurringProvider> {
        Some(self)
    }

    fn payouts(&self) -> Option<&dyn PayoutProvider> {
        Some(self)
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
mod tests {
    use payments_core::{Currency, Error, ErrorKind, Money, Outcome, PageToken};
    use time::macros::datetime;
    use url::Url;

    use super::*;
    use crate::SimClock;
    use crate::samples;

    fn provider() -> InMemoryProvider {
        InMemoryProvider::new().with_clock(SimClock::fixed(datetime!(2026-03-04 05:06 UTC)))
    }

    fn request() -> PaymentRequest {
        samples::payment(&Url::parse("https://shop.example/").unwrap())
    }

    async fn created(provider: &InMemoryProvider) -> PaymentId {
        let payment = provider.create_payment(&request()).await.unwrap();
        payment.id().clone()
    }

    async fn approved(provider: &InMemoryProvider) -> Confirmation {
        let id = created(provider).await;
        let payer = provider.approve(&id).unwrap();
        Confirmation::by_payer(id.as_str(), payer.as_str())
    }

    fn assert_rejected(result: Result<Payment>, kind: ErrorKind) -> Error {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (kind, Outcome::Rejected));
        error
    }

    #[tokio::test]
    async fn a_payment_goes_from_its_creation_to_its_void() {
        let provider = provider();
        let payment = provider.create_payment(&request()).await.unwrap();
        assert_eq!(payment.id().as_str(), "MEM-1");
        assert_eq!(*payment.status(), PaymentStatus::AwaitingApproval);
        assert_eq!(
            payment.amount(),
            Some(Money::from_minor(2_000, Currency::VES))
        );
        assert_eq!(payment.reference(), Some(&"ORDER-1".into()));
        assert_eq!(payment.description(), Some("Two coffees"));
        assert_eq!(
            payment.created_at().unwrap().to_string(),
            "2026-03-04 5:06:00.0 UTC"
        );
        let page = payment.next_action().unwrap().redirect_url().unwrap();
        assert_eq!(page.as_str(), "https://approve.example/MEM-1");

        let payer = provider.approve(payment.id()).unwrap();
        let approved = provider.get_payment(payment.id()).await.unwrap();
        assert_eq!(*approved.status(), PaymentStatus::Approved);
        assert_eq!(approved.payer(), Some(&payer));
        assert_eq!(approved.next_action(), None);
        assert_eq!(approved.receipt(), None);

        let confirmation = Confirmation::by_payer(payment.id().as_str(), payer.as_str());
        let paid = provider.confirm_payment(&confirmation).await.unwrap();
        assert!(paid.status().is_paid());
        assert_eq!(paid.receipt(), Some("RECEIPT-OF-MEM-1"));

        let voided = provider.void_payment(payment.id()).await.unwrap();
        assert_eq!(*voided.status(), PaymentStatus::Voided);
        assert_eq!(provider.get_payment(payment.id()).await.unwrap(), voided);
    }

    #[tokio::test]
    async fn a_payment_is_confirmed_once() {
        let provider = provider();
        let confirmation = approved(&provider).await;
        provider.confirm_payment(&confirmation).await.unwrap();
        let error = assert_rejected(
            provider.confirm_payment(&confirmation).await,
            ErrorKind::Refused,
        );
        insta::assert_snapshot!(error, @"in_memory confirm_payment: the provider refused the call: the payment must be Approved and is Paid. The provider did not do it: no money moved");
    }

    #[tokio::test]
    async fn only_the_approving_payer_confirms_a_payment() {
        let provider = provider();
        let id = created(&provider).await;
        let early = Confirmation::by_payer(id.as_str(), "PAYER-OF-MEM-1");
        assert_rejected(provider.confirm_payment(&early).await, ErrorKind::Refused);
        provider.approve(&id).unwrap();
        let other = Confirmation::by_payer(id.as_str(), "somebody");
        assert_rejected(provider.confirm_payment(&other).await, ErrorKind::Refused);
        provider.confirm_payment(&early).await.unwrap();
    }

    #[tokio::test]
    async fn only_a_paid_payment_is_voided_and_only_once() {
        let provider = provider();
        let confirmation = approved(&provider).await;
        let id = confirmation.payment();
        assert_rejected(provider.void_payment(id).await, ErrorKind::Refused);
        provider.confirm_payment(&confirmation).await.unwrap();
        provider.void_payment(id).await.unwrap();
        assert_rejected(provider.void_payment(id).await, ErrorKind::Refused);
    }

    #[tokio::test]
    async fn a_cancelled_payment_cannot_proceed() {
        let provider = provider();
        let id = created(&provider).await;
        assert!(provider.cancel(&id));
        assert!(!provider.cancel(&id));
        assert_eq!(provider.approve(&id), None);
        let payment = provider.get_payment(&id).await.unwrap();
        assert_eq!(*payment.status(), PaymentStatus::Cancelled);

        let confirmation = approved(&provider).await;
        assert_eq!(provider.approve(confirmation.payment()), None);
        assert!(provider.cancel(confirmation.payment()));
        assert_rejected(
            provider.confirm_payment(&confirmation).await,
            ErrorKind::Refused,
        );
        assert!(!provider.cancel(&"MEM-9".into()));
    }

    #[tokio::test]
    async fn an_unknown_payment_is_not_found() {
        let provider = provider();
        let id = "MEM-1".into();
        assert_rejected(provider.get_payment(&id).await, ErrorKind::NotFound);
        assert_rejected(provider.void_payment(&id).await, ErrorKind::NotFound);
        let confirmation = Confirmation::by_payer("MEM-1", "somebody");
        assert_rejected(
            provider.confirm_payment(&confirmation).await,
            ErrorKind::NotFound,
        );
        assert_eq!(provider.approve(&id), None);
        let found = provider.find_payment(&"ORDER-1".into()).await.unwrap();
        assert!(found.matches().is_empty() && found.is_complete());
    }

    #[tokio::test]
    async fn a_reference_used_twice_is_found_twice() {
        let provider = provider();
        created(&provider).await;
        created(&provider).await;
        let found = provider.find_payment(&"ORDER-1".into()).await.unwrap();
        let ids: Vec<&str> = found.matches().iter().map(|p| p.id().as_str()).collect();
        assert_eq!(ids, ["MEM-2", "MEM-1"]);
    }

    #[tokio::test]
    async fn all_violations_of_a_request_are_listed() {
        let amount = Money::from_minor(100, "EUR".parse().unwrap());
        let request = PaymentRequest::new(" ", amount);
        let error = provider().create_payment(&request).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.outcome(), Outcome::NotSent);
        let violations: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
        assert_eq!(
            violations,
            [
                "reference: must hold no control characters, nor blanks at its ends",
                "return_urls: must say where the payer comes back to",
                "amount: must be in MXN, USD or VES",
            ]
        );
        let error = provider().get_payment(&"".into()).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent);
    }

    #[tokio::test]
    async fn pages_hold_while_payments_are_added() {
        let provider = provider().with_page_size(2);
        for _ in 0..5 {
            created(&provider).await;
        }
        let mut listed = Vec::new();
        let mut request = PageRequest::first();
        loop {
            let page = provider.list_payments(&request).await.unwrap();
            assert!(page.items.len() <= 2);
            listed.extend(page.items.iter().map(|p| p.id().to_string()));
            created(&provider).await;
            match page.next {
                Some(token) => request = PageRequest::after(token),
                None => break,
            }
        }
        assert_eq!(listed, ["MEM-5", "MEM-4", "MEM-3", "MEM-2", "MEM-1"]);
        let first = provider.list_payments(&PageRequest::first()).await.unwrap();
        assert_eq!(first.total, Some(8));
    }

    #[tokio::test]
    async fn a_foreign_page_token_is_refused() {
        let elsewhere = PageRequest::after(PageToken::new("two"));
        let error = provider().list_payments(&elsewhere).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.violations()[0].field(), "page");
    }

    #[tokio::test]
    async fn subscriptions_and_payouts_are_reached_through_the_payments() {
        let provider: Box<dyn PaymentProvider> = Box::new(provider());
        assert!(provider.recurring().is_some());
        assert!(provider.payouts().is_some());
    }
}
