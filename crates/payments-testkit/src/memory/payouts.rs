//! Payouts.

use async_trait::async_trait;
use payments_core::{
    Lookup, MerchantReference, Operation, Payout, PayoutId, PayoutProvider, PayoutRequest,
    PayoutStatus, Result,
};

use super::InMemoryProvider;
use super::calls::{validate, validate_priced};

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl PayoutProvider for InMemoryProvider {
    async fn send_payout(&self, request: &PayoutRequest) -> Result<Payout> {
        validate_priced(Operation::SEND_PAYOUT, request.amount(), |violations| {
            request.check(violations);
        })?;
        let mut ledger = self.ledger();
        let payout = Payout::new(
            PayoutId::new(ledger.next_number().id()),
            PayoutStatus::Accepted,
        )
        .with_reference(Some(request.reference().clone()));
        ledger.payouts.push(payout.clone());
        Ok(payout)
    }

    async fn find_payout(&self, reference: &MerchantReference) -> Result<Lookup<Payout>> {
        validate(Operation::FIND_PAYOUT, |violations| {
            reference.check("reference", violations);
        })?;
        let ledger = self.ledger();
        let newest_first = ledger.payouts.iter().rev();
        let matches = newest_first.filter(|payout| payout.reference.as_ref() == Some(reference));
        Ok(Lookup::complete(matches.cloned().collect()))
    }
}

impl InMemoryProvider {
    /// Every payout sent so far, oldest first.
    pub fn sent_payouts(&self) -> Vec<Payout> {
        self.ledger().payouts.clone()
    }
}

#[cfg(test)]
mod tests {
    use payments_core::{Currency, ErrorKind, Money, Outcome};

    use super::*;

    #[tokio::test]
    async fn a_payout_is_accepted_and_remembered() {
        let provider = InMemoryProvider::new();
        let amount = Money::from_minor(100, Currency::VES);
        let request = PayoutRequest::new("WAGE-1", amount, "Ana", "V1", "0102");
        let payout = provider.send_payout(&request).await.unwrap();
        assert_eq!(payout.id.as_str(), "MEM-1");
        assert_eq!(payout.status, PayoutStatus::Accepted);
        assert_eq!(payout.reference, Some("WAGE-1".into()));
        assert_eq!(provider.sent_payouts(), [payout]);
    }

    #[tokio::test]
    async fn payouts_are_found_by_their_reference_newest_first() {
        let provider = InMemoryProvider::new();
        let amount = Money::from_minor(100, Currency::VES);
        for reference in ["WAGE-1", "WAGE-2", "WAGE-1"] {
            let request = PayoutRequest::new(reference, amount, "Ana", "V1", "0102");
            provider.send_payout(&request).await.unwrap();
        }
        let found = provider.find_payout(&"WAGE-1".into()).await.unwrap();
        assert!(found.is_complete());
        let ids: Vec<&str> = found.matches().iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["MEM-3", "MEM-1"]);
        let error = provider.find_payout(&"".into()).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent);
    }

    #[tokio::test]
    async fn an_invalid_payout_is_not_sent() {
        let provider = InMemoryProvider::new();
        let request = PayoutRequest::new("WAGE-1", Money::zero(Currency::VES), "", "V1", "0102");
        let error = provider.send_payout(&request).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert_eq!(error.violations().len(), 2);
        assert!(provider.sent_payouts().is_empty());
    }
}
