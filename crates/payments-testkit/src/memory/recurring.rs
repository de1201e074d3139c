//! Subscriptions.

use async_trait::async_trait;
use payments_core::{
    AmountInput, Charge, ChargeOutcome, CivilTime, FirstCharge, Lookup, MaskedCard,
    MerchantReference, Operation, Page, PageRequest, RecurringProvider, Registration, Result,
    Schedule, Subscription, SubscriptionId, SubscriptionRequest, SubscriptionStatus,
};

use super::InMemoryProvider;
use super::calls::{not_found, page, refused, validate, validate_priced};
use super::ledger::{Ledger, SubscriptionRecord};

#[async_trait]
impl RecurringProvider for InMemoryProvider {
    async fn register_subscription(&self, request: &SubscriptionRequest) -> Result<Registration> {
        let now = self.civil_now();
        let operation = Operation::REGISTER_SUBSCRIPTION;
        let amount = validate_priced(operation, request.amount(), |violations| {
            request.check(now.at().date(), violations);
            if request.charge_now() && request.card().security_code().is_none() {
                violations.push("card.security_code", "must be there for a charge now");
            }
        })?;
        let mut ledger = self.ledger();
        let number = ledger.next_number();
        ledger.subscriptions.push(SubscriptionRecord {
            number,
            status: SubscriptionStatus::Active,
            amount,
            reference: request.reference().cloned(),
            schedule: request.schedule(),
            card: MaskedCard::from_echo(None, request.card().number().expose()),
            registered_at: now,
            charges: Vec::new(),
        });
        let id = SubscriptionId::new(number.id());
        let charge = if request.charge_now() {
            ledger.charge(&id, now)
        } else {
            None
        };
        let record = ledger
            .subscription(&id)
            .ok_or_else(|| not_found(operation))?;
        Ok(Registration::new(
            record.view(),
            charge.map_or(FirstCharge::NotRequested, FirstCharge::Made),
        ))
    }

    async fn get_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        let operation = Operation::GET_SUBSCRIPTION;
        validate(operation, |violations| id.check("id", violations))?;
        let mut ledger = self.ledger();
        let record = ledger
            .subscription(id)
            .ok_or_else(|| not_found(operation))?;
        Ok(record.view())
    }

    async fn find_subscription(
        &self,
        reference: &MerchantReference,
    ) -> Result<Lookup<Subscription>> {
        validate(Operation::FIND_SUBSCRIPTION, |violations| {
            reference.check("reference", violations);
        })?;
        let ledger = self.ledger();
        let newest_first = ledger.subscriptions.iter().rev();
        let matches = newest_first
            .filter(|record| record.reference.as_ref() == Some(reference))
            .map(SubscriptionRecord::view);
        Ok(Lookup::complete(matches.collect()))
    }

    async fn cancel_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        let operation = Operation::CANCEL_SUBSCRIPTION;
        validate(operation, |violations| id.check("id", violations))?;
        let mut ledger = self.ledger();
        let record = ledger
            .subscription(id)
            .ok_or_else(|| not_found(operation))?;
        if record.status != SubscriptionStatus::Active {
            return Err(refused(operation, "the subscription is cancelled already"));
        }
        record.status = SubscriptionStatus::Cancelled;
        Ok(record.view())
    }

    async fn modify_subscription(
        &self,
        id: &SubscriptionId,
        amount: &AmountInput,
        schedule: Schedule,
    ) -> Result<Subscription> {
        let operation = Operation::MODIFY_SUBSCRIPTION;
        let today = self.civil_now().at().date();
        let amount = validate_priced(operation, amount, |violations| {
            id.check("id", violations);
            amount.check("amount", violations);
            schedule.check("schedule", today, violations);
        })?;
        let mut ledger = self.ledger();
        let record = ledger
            .subscription(id)
            .ok_or_else(|| not_found(operation))?;
        if record.status != SubscriptionStatus::Active {
            return Err(refused(operation, "the subscription is cancelled"));
        }
        record.amount = amount;
        record.schedule = schedule;
        Ok(record.view())
    }

    async fn list_charges(
        &self,
        id: &SubscriptionId,
        request: &PageRequest,
    ) -> Result<Page<Charge>> {
        let operation = Operation::LIST_CHARGES;
        validate(operation, |violations| id.check("id", violations))?;
        let mut ledger = self.ledger();
        let record = ledger
            .subscription(id)
            .ok_or_else(|| not_found(operation))?;
        page(
            operation,
            &record.charges,
            |(number, _)| *number,
            |(_, charge)| charge.clone(),
            request,
            self.page_size(),
        )
    }
}

impl Ledger {
    /// Charges an active subscription once.
    pub(super) fn charge(&mut self, id: &SubscriptionId, at: CivilTime) -> Option<Charge> {
        let active = |record: &SubscriptionRecord| record.status == SubscriptionStatus::Active;
        self.subscription(id).filter(|record| active(record))?;
        let declined = std::mem::take(&mut self.declines_next_charge);
        let number = self.next_number();
        let record = self.subscription(id)?;
        let charge = Charge::new(if declined {
            ChargeOutcome::Declined
        } else {
            ChargeOutcome::Approved
        })
        .with_id(Some(number.id()))
        .with_amount(Some(record.amount))
        .with_authorization((!declined).then(|| format!("AUTHORIZATION-OF-{}", number.id())))
        .with_at(Some(at))
        .with_message(declined.then(|| "the bank declined".to_owned()));
        record.charges.push((number, charge.clone()));
        Some(charge)
    }
}

#[cfg(test)]
mod tests {
    use payments_core::{Card, CardExpiry, Currency, Error, ErrorKind, Money, Outcome};

    use super::*;
    use crate::samples;

    fn provider() -> InMemoryProvider {
        InMemoryProvider::new().with_clock(samples::subscription_clock())
    }

    async fn registered(provider: &InMemoryProvider) -> SubscriptionId {
        let request = samples::subscription();
        let registration = provider.register_subscription(&request).await.unwrap();
        registration.subscription.id().clone()
    }

    fn facts(error: &Error) -> (ErrorKind, Outcome) {
        (error.kind(), error.outcome())
    }

    #[tokio::test]
    async fn a_registration_keeps_no_card_number() {
        let provider = provider();
        let request = samples::subscription();
        let registration = provider.register_subscription(&request).await.unwrap();
        assert_eq!(registration.first_charge, FirstCharge::NotRequested);
        let subscription = registration.subscription;
        assert_eq!(subscription.id().as_str(), "MEM-1");
        assert_eq!(*subscription.status(), SubscriptionStatus::Active);
        assert_eq!(subscription.reference(), request.reference());
        assert_eq!(subscription.amount(), request.amount().money().ok());
        assert_eq!(subscription.schedule(), Some(request.schedule()));
        assert_eq!(subscription.card().last_four(), Some("1111"));
        assert_eq!(
            subscription.registered_at().unwrap().to_string(),
            "2013-09-01T12:00:00+00:00[UTC]"
        );
        let id = subscription.id();
        assert_eq!(provider.get_subscription(id).await.unwrap(), subscription);
        let found = provider
            .find_subscription(&"Contrato789232".into())
            .await
            .unwrap();
        assert_eq!(found.matches(), [subscription]);
    }

    #[tokio::test]
    async fn registration_and_first_charge_are_separate() {
        let provider = provider();
        let request = samples::subscription().with_charge_now();
        provider.decline_next_charge();
        for outcome in [ChargeOutcome::Declined, ChargeOutcome::Approved] {
            let registration = provider.register_subscription(&request).await.unwrap();
            let subscription = registration.subscription;
            assert_eq!(*subscription.status(), SubscriptionStatus::Active);
            let FirstCharge::Made(charge) = registration.first_charge else {
                panic!("no charge was made");
            };
            assert_eq!(charge.outcome, outcome);
            assert_eq!(
                charge.authorization.is_some(),
                outcome == ChargeOutcome::Approved
            );
            assert_eq!(subscription.charges(), [charge]);
        }
    }

    #[tokio::test]
    async fn a_charge_now_needs_the_security_code() {
        let sample = samples::subscription();
        let card = Card::new("5".repeat(16), CardExpiry::new(8, 13));
        let amount = sample.amount().clone();
        let customer = sample.customer().clone();
        let request = SubscriptionRequest::new(amount, card, customer, sample.schedule());
        let error = provider()
            .register_subscription(&request.with_charge_now())
            .await
            .unwrap_err();
        assert_eq!(facts(&error), (ErrorKind::InvalidRequest, Outcome::NotSent));
        let fields: Vec<&str> = error.violations().iter().map(|v| v.field()).collect();
        assert_eq!(fields, ["card.expiry", "card.security_code"]);
    }

    #[tokio::test]
    async fn a_cancelled_subscription_is_not_charged() {
        let provider = provider();
        let id = registered(&provider).await;
        assert!(provider.charge(&id).is_some());
        let cancelled = provider.cancel_subscription(&id).await.unwrap();
        assert_eq!(*cancelled.status(), SubscriptionStatus::Cancelled);
        assert_eq!(provider.charge(&id), None);
        let error = provider.cancel_subscription(&id).await.unwrap_err();
        assert_eq!(facts(&error), (ErrorKind::Refused, Outcome::Rejected));
    }

    #[tokio::test]
    async fn charges_are_listed_newest_first() {
        let provider = provider().with_page_size(2);
        let id = registered(&provider).await;
        for _ in 0..3 {
            provider.charge(&id).unwrap();
        }
        let first = provider
            .list_charges(&id, &PageRequest::first())
            .await
            .unwrap();
        let ids = |page: &Page<Charge>| -> Vec<String> {
            page.items.iter().filter_map(|c| c.id.clone()).collect()
        };
        assert_eq!(ids(&first), ["MEM-4", "MEM-3"]);
        assert_eq!(first.total, Some(3));
        let next = PageRequest::after(first.next.unwrap());
        let second = provider.list_charges(&id, &next).await.unwrap();
        assert_eq!(ids(&second), ["MEM-2"]);
        assert_eq!(second.next, None);
    }

    #[tokio::test]
    async fn an_unknown_subscription_is_not_found() {
        let provider = provider();
        let id = "MEM-1".into();
        let not_found = (ErrorKind::NotFound, Outcome::Rejected);
        let error = provider.get_subscription(&id).await.unwrap_err();
        assert_eq!(facts(&error), not_found);
        let error = provider.cancel_subscription(&id).await.unwrap_err();
        assert_eq!(facts(&error), not_found);
        let first = PageRequest::first();
        let error = provider.list_charges(&id, &first).await.unwrap_err();
        assert_eq!(facts(&error), not_found);
        assert_eq!(provider.charge(&id), None);
    }

    #[tokio::test]
    async fn a_modification_counts_for_the_next_charge_of_an_active_subscription() {
        let provider = provider();
        let id = registered(&provider).await;
        let schedule = samples::subscription().schedule();
        let modify = |minor| {
            let (provider, id) = (provider.clone(), id.clone());
            let amount = Money::from_minor(minor, Currency::MXN).into();
            async move { provider.modify_subscription(&id, &amount, schedule).await }
        };
        let modified = modify(4_200).await.unwrap();
        assert_eq!(modified, provider.get_subscription(&id).await.unwrap());
        let charge = provider.charge(&id).unwrap();
        assert_eq!(charge.amount, Some(Money::from_minor(4_200, Currency::MXN)));
        let error = modify(-1).await.unwrap_err();
        assert_eq!(facts(&error), (ErrorKind::InvalidRequest, Outcome::NotSent));
        provider.cancel_subscription(&id).await.unwrap();
        let error = modify(4_300).await.unwrap_err();
        assert_eq!(facts(&error), (ErrorKind::Refused, Outcome::Rejected));
    }
}
