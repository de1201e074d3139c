//! A provider with one flaw.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use payments_core::{
    Callback, Capabilities, Card, CardToken, CardVault, Clock, Confirmation, Currency, Customer,
    Environment, Error, ErrorKind, Expected, Lookup, MerchantReference, Money, Operation, Outcome,
    Page, PageRequest, Payment, PaymentId, PaymentProvider, PaymentRequest, PaymentStatus, Payout,
    PayoutProvider, PayoutRequest, Provider, ProviderName, RecurringProvider, Refund,
    RefundRequest, Result, Settlement, StoredCard,
};
use payments_testkit::samples;
use tokio::sync::Mutex;

use crate::flaw::Flaw;

/// How many calls of [`Flaw::LosesSlots`] may be open.
const SLOTS: usize = 5;

pub(crate) struct Flawed {
    pub(crate) inner: Arc<dyn PaymentProvider>,
    pub(crate) flaw: Flaw,
    open: AtomicUsize,
    busy: Mutex<()>,
}

impl Flawed {
    pub(crate) fn new(inner: Arc<dyn PaymentProvider>, flaw: Flaw) -> Self {
        Self {
            inner,
            flaw,
            open: AtomicUsize::new(0),
            busy: Mutex::new(()),
        }
    }

    /// The error, with another kind or outcome.
    pub(crate) fn distorted(&self, error: &Error, kind: ErrorKind, outcome: Outcome) -> Error {
        Error::new(self.name(), error.operation(), kind, outcome)
            .with_violations(error.violations().to_vec())
    }

    /// The error, as if the service had been asked.
    pub(crate) fn rejected(&self, error: &Error) -> Error {
        self.distorted(error, error.kind(), Outcome::Rejected)
    }

    fn unavailable(&self) -> Error {
        let (operation, kind) = (Operation::CREATE_PAYMENT, ErrorKind::Unavailable);
        Error::new(self.name(), operation, kind, Outcome::NotSent)
    }

    /// Any other task may run.
    async fn wait() {
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
    }
}

/// The request with another amount.
fn repriced(request: &PaymentRequest, amount: Money) -> PaymentRequest {
    let repriced = PaymentRequest::new(request.reference().clone(), amount);
    match request.return_urls() {
        Some(urls) => repriced.with_return_urls(urls.clone()),
        None => repriced,
    }
}

impl fmt::Debug for Flawed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.flaw {
            Flaw::PrintsCards => write!(f, "Flawed({})", samples::card_number()),
            Flaw::PrintsCardsInHex => {
                let hex: Vec<String> = samples::card_number()
                    .bytes()
                    .map(|byte| format!("{byte:02x}"))
                    .collect();
                write!(f, "Flawed({})", hex.concat())
            }
            Flaw::PrintsCardsInBase64 => {
                let text = format!("n:{}", samples::card_number());
                write!(f, "Flawed({})", STANDARD.encode(text))
            }
            _ => write!(f, "Flawed({:?})", self.inner),
        }
    }
}

impl Provider for Flawed {
    fn name(&self) -> ProviderName {
        ProviderName::new("flawed")
    }

    fn environment(&self) -> Environment {
        self.inner.environment()
    }

    fn capabilities(&self) -> Capabilities {
        let all = self.inner.capabilities();
        if self.flaw != Flaw::ServesTheUnlisted {
            return all;
        }
        let mut listed = all.operations().to_vec();
        listed.retain(|operation| *operation != Operation::MODIFY_SUBSCRIPTION);
        let listed = Capabilities::new(listed.leak(), all.currencies())
            .with_methods(all.methods())
            .with_return_leg(all.return_leg())
            .with_search_reach(all.search_reach());
        match all.refunds_parts() {
            true => listed.with_partial_refund(),
            false => listed,
        }
    }

    fn settle_time(&self) -> Duration {
        match self.flaw {
            Flaw::SettlesAtOnce => Duration::ZERO,
            _ => self.inner.settle_time(),
        }
    }

    fn clock(&self) -> &dyn Clock {
        self.inner.clock()
    }
}

#[async_trait]
impl PaymentProvider for Flawed {
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        let money = request.amount().money().ok();
        match self.flaw {
            Flaw::LosesSlots => {
                if self.open.load(Ordering::SeqCst) >= SLOTS {
                    return Err(self.unavailable());
                }
                self.open.fetch_add(1, Ordering::SeqCst);
                Self::wait().await;
                let created = self.inner.create_payment(request).await;
                self.open.fetch_sub(1, Ordering::SeqCst);
                created
            }
            Flaw::ServesOneAtATime => {
                let _busy = self.busy.try_lock().map_err(|_| self.unavailable())?;
                Self::wait().await;
                self.inner.create_payment(request).await
            }
            Flaw::SendsUnchecked => {
                let created = self.inner.create_payment(request).await;
                created.map_err(|error| self.rejected(&error))
            }
            Flaw::IgnoresTheCurrency if let Some(money) = money => {
                let peso = Money::parse(&money.amount().to_string(), Currency::MXN).unwrap();
                self.inner.create_payment(&repriced(request, peso)).await
            }
            Flaw::MultipliesTheAmount if let Some(money) = money => {
                let hundredfold = money.checked_mul(100).unwrap();
                self.inner
                    .create_payment(&repriced(request, hundredfold))
                    .await
            }
            Flaw::TracesCards => {
                tracing::debug!(card = samples::card_number(), "creating a payment");
                self.inner.create_payment(request).await
            }
            Flaw::AsksFirst => {
                self.inner.list_payments(&PageRequest::first()).await?;
                self.inner.create_payment(request).await
            }
            _ => self.inner.create_payment(request).await,
        }
    }

    async fn confirm_payment(&self, confirmation: &Confirmation) -> Result<Payment> {
        let confirmed = self.inner.confirm_payment(confirmation).await;
        let Err(error) = &confirmed else {
            return confirmed;
        };
        match self.flaw {
            Flaw::ConfirmsAgain => {
                let payment = self.inner.get_payment(confirmation.payment()).await?;
                if payment.status().is_paid() {
                    return Ok(payment);
                }
                confirmed
            }
            Flaw::AcceptsDeclines if error.kind() == ErrorKind::Declined => {
                let payment = self.inner.get_payment(confirmation.payment()).await?;
                Ok(Payment::new(
                    payment.id().clone(),
                    PaymentStatus::Paid,
                    payment.amount(),
                ))
            }
            Flaw::RejectsTheUnknown if error.outcome() == Outcome::Unknown => {
                Err(self.rejected(error))
            }
            _ => confirmed,
        }
    }

    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        let got = self.inner.get_payment(id).await;
        match got {
            Err(error) if self.flaw == Flaw::RefusesUnknownIds => {
                Err(self.distorted(&error, ErrorKind::Refused, error.outcome()))
            }
            Ok(paid) if self.flaw == Flaw::ShowsTheStateBefore && paid.status().is_paid() => {
                let (id, amount) = (paid.id().clone(), paid.amount());
                Ok(Payment::new(id, PaymentStatus::Approved, amount))
            }
            got => got,
        }
    }

    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        if self.flaw == Flaw::FindsNothing {
            return Ok(Lookup::complete(Vec::new()));
        }
        self.inner.find_payment(reference).await
    }

    async fn list_payments(&self, page: &PageRequest) -> Result<Page<Payment>> {
        if self.flaw == Flaw::ListsOldestFirst {
            let mut all = self.inner.list_payments(&PageRequest::first()).await?;
            while let Some(next) = all.next.take() {
                let further = self.inner.list_payments(&PageRequest::after(next)).await?;
                all.items.extend(further.items);
                all.next = further.next;
            }
            all.items.reverse();
            return Ok(all);
        }
        let mut page = self.inner.list_payments(page).await?;
        if self.flaw == Flaw::ListsTwice {
            page.items.extend(page.items.first().cloned());
        }
        Ok(page)
    }

    async fn void_payment(&self, id: &PaymentId) -> Result<Payment> {
        self.inner.void_payment(id).await
    }

    async fn refund_payment(&self, request: &RefundRequest) -> Result<Refund> {
        self.inner.refund_payment(request).await
    }

    async fn find_refund(&self, reference: &MerchantReference) -> Result<Lookup<Refund>> {
        self.inner.find_refund(reference).await
    }

    async fn settle(&self, expected: &Expected, callback: Option<&Callback>) -> Result<Settlement> {
        let is_believed = self.flaw == Flaw::BelievesWebhooks && callback.is_some();
        let settled = self.inner.settle(expected, callback).await;
        let is_other = matches!(&settled, Err(error) if error.kind() == ErrorKind::Mismatch);
        if is_believed || (is_other && self.flaw == Flaw::SettlesAnything) {
            let payment = self.inner.get_payment(expected.payment()).await?;
            return Ok(Settlement::AlreadyPaid(payment));
        }
        settled
    }

    fn vault(&self) -> Option<&dyn CardVault> {
        self.inner.vault().map(|_| self as &dyn CardVault)
    }

    fn recurring(&self) -> Option<&dyn RecurringProvider> {
        let given = self.inner.recurring()?;
        match self.flaw {
            Flaw::GivesOutAnother => Some(given),
            _ => Some(self),
        }
    }

    fn payouts(&self) -> Option<&dyn PayoutProvider> {
        Some(self)
    }
}

#[async_trait]
impl CardVault for Flawed {
    async fn store_card(&self, card: &Card, customer: &Customer) -> Result<StoredCard> {
        let stored = self.inner.vault().unwrap().store_card(card, customer).await;
        match self.flaw {
            Flaw::SendsCardsUnchecked => stored.map_err(|error| self.rejected(&error)),
            Flaw::TokenizesNothing => stored.map(|stored| {
                let number = CardToken::new(card.number().expose());
                StoredCard::new(number, stored.card)
            }),
            _ => stored,
        }
    }

    async fn delete_card(&self, card: &StoredCard) -> Result<()> {
        if self.flaw == Flaw::KeepsDeletedCards {
            return Ok(());
        }
        self.inner.vault().unwrap().delete_card(card).await
    }
}

#[async_trait]
impl PayoutProvider for Flawed {
    async fn send_payout(&self, request: &PayoutRequest) -> Result<Payout> {
        let sent = self.inner.payouts().unwrap().send_payout(request).await;
        let mut payout = match sent {
            Err(error) if self.flaw == Flaw::SendsPayoutsUnchecked => {
                return Err(self.rejected(&error));
            }
            sent => sent?,
        };
        if self.flaw == Flaw::MixesUpPayouts {
            payout.reference = Some("ANOTHER-1".into());
        }
        Ok(payout)
    }

    async fn find_payout(&self, reference: &MerchantReference) -> Result<Lookup<Payout>> {
        if self.flaw == Flaw::FindsNoPayout {
            return Ok(Lookup::complete(Vec::new()));
        }
        self.inner.payouts().unwrap().find_payout(reference).await
    }
}
