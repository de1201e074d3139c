use time::OffsetDateTime;
use time::macros::{date, datetime};

use super::*;
use crate::{
    CardExpiry, CardToken, Currency, Error, ErrorKind, MaskedCard, Money, Operation, Outcome,
    SystemClock,
};

type Failure = (Operation, ErrorKind, Outcome);

const CAN: Capabilities = Capabilities::new(Operation::ALL, &[Currency::VES]);

/// Has every operation; each returns an error that a default body would not.
#[derive(Debug)]
struct Full;

/// Has none: all bodies are the defaults.
#[derive(Debug)]
struct Bare;

const SETTLE_TIME: Duration = Duration::from_secs(17);
const NOON: OffsetDateTime = datetime!(2030-01-01 12:00 UTC);

/// Shows noon.
#[derive(Debug)]
struct Stopped;

#[async_trait]
impl Clock for Stopped {
    fn now(&self) -> OffsetDateTime {
        NOON
    }

    async fn sleep(&self, _: Duration) {}
}

fn refuse<T>(operation: Operation) -> Result<T> {
    let name = ProviderName::new("full");
    Err(Error::new(
        name,
        operation,
        ErrorKind::Refused,
        Outcome::Rejected,
    ))
}

impl Provider for Full {
    fn name(&self) -> ProviderName {
        ProviderName::new("full")
    }

    fn environment(&self) -> Environment {
        Environment::Production
    }

    fn capabilities(&self) -> Capabilities {
        CAN
    }

    fn settle_time(&self) -> Duration {
        SETTLE_TIME
    }

    fn clock(&self) -> &dyn Clock {
        &Stopped
    }
}

impl Provider for Bare {
    fn name(&self) -> ProviderName {
        ProviderName::new("bare")
    }

    fn environment(&self) -> Environment {
        Environment::Sandbox
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::new(&[], &[])
    }

    fn settle_time(&self) -> Duration {
        Duration::ZERO
    }

    fn clock(&self) -> &dyn Clock {
        &SystemClock
    }
}

#[async_trait]
impl PaymentProvider for Full {
    async fn create_payment(&self, _: &PaymentRequest) -> Result<Payment> {
        refuse(Operation::CREATE_PAYMENT)
    }

    async fn confirm_payment(&self, _: &Confirmation) -> Result<Payment> {
        refuse(Operation::CONFIRM_PAYMENT)
    }

    async fn get_payment(&self, _: &PaymentId) -> Result<Payment> {
        refuse(Operation::GET_PAYMENT)
    }

    async fn find_payment(&self, _: &MerchantReference) -> Result<Lookup<Payment>> {
        refuse(Operation::FIND_PAYMENT)
    }

    async fn list_payments(&self, _: &PageRequest) -> Result<Page<Payment>> {
        refuse(Operation::LIST_PAYMENTS)
    }

    async fn void_payment(&self, _: &PaymentId) -> Result<Payment> {
        refuse(Operation::VOID_PAYMENT)
    }

    async fn refund_payment(&self, _: &RefundRequest) -> Result<Refund> {
        refuse(Operation::REFUND_PAYMENT)
    }

    async fn find_refund(&self, _: &MerchantReference) -> Result<Lookup<Refund>> {
        refuse(Operation::FIND_REFUND)
    }

    async fn settle(&self, _: &Expected, _: Option<&Callback>) -> Result<Settlement> {
        refuse(Operation::SETTLE_PAYMENT)
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

#[async_trait]
impl CardVault for Full {
    async fn store_card(&self, _: &Card, _: &Customer) -> Result<StoredCard> {
        refuse(Operation::STORE_CARD)
    }

    async fn delete_card(&self, _: &StoredCard) -> Result<()> {
        refuse(Operation::DELETE_CARD)
    }
}

#[async_trait]
impl RecurringProvider for Full {
    async fn register_subscription(&self, _: &SubscriptionRequest) -> Result<Registration> {
        refuse(Operation::REGISTER_SUBSCRIPTION)
    }

    async fn get_subscription(&self, _: &SubscriptionId) -> Result<Subscription> {
        refuse(Operation::GET_SUBSCRIPTION)
    }

    async fn find_subscription(&self, _: &MerchantReference) -> Result<Lookup<Subscription>> {
        refuse(Operation::FIND_SUBSCRIPTION)
    }

    async fn cancel_subscription(&self, _: &SubscriptionId) -> Result<Subscription> {
        refuse(Operation::CANCEL_SUBSCRIPTION)
    }

    async fn modify_subscription(
        &self,
        _: &SubscriptionId,
        _: &AmountInput,
        _: Schedule,
    ) -> Result<Subscription> {
        refuse(Operation::MODIFY_SUBSCRIPTION)
    }

    async fn list_charges(&self, _: &SubscriptionId, _: &PageRequest) -> Result<Page<Charge>> {
        refuse(Operation::LIST_CHARGES)
    }
}

#[async_trait]
impl PayoutProvider for Full {
    async fn send_payout(&self, _: &PayoutRequest) -> Result<Payout> {
        refuse(Operation::SEND_PAYOUT)
    }

    async fn find_payout(&self, _: &MerchantReference) -> Result<Lookup<Payout>> {
        refuse(Operation::FIND_PAYOUT)
    }
}

#[allow(clippy::missing_trait_methods, reason = "the defaults are under test")]
impl PaymentProvider for Bare {}

#[allow(clippy::missing_trait_methods, reason = "the defaults are under test")]
impl CardVault for Bare {}

#[allow(clippy::missing_trait_methods, reason = "the defaults are under test")]
impl RecurringProvider for Bare {}
#[allow(clippy::missing_trait_methods, reason = "the defaults are under test")]
impl PayoutProvider for Bare {}

fn failure<T: std::fmt::Debug>(result: Result<T>) -> Failure {
    let error = result.unwrap_err();
    (error.operation(), error.kind(), error.outcome())
}

/// Makes every call; the type parameters are the pointers themselves.
async fn failures<P, V, R, O>(payments: &P, vault: &V, recurring: &R, payouts: &O) -> Vec<Failure>
where
    P: PaymentProvider,
    V: CardVault,
    R: RecurringProvider,
    O: PayoutProvider,
{
    let amount = Money::from_minor(2000, Currency::VES);
    let (page, schedule) = (
        PageRequest::first(),
        Schedule::monthly(1, date!(2030 - 01 - 01)),
    );
    let (payment, reference) = (PaymentId::new("P-1"), MerchantReference::new("ORDER-1"));
    let subscription = SubscriptionId::new("S-1");
    let card = Card::new("4".repeat(16), CardExpiry::new(1, 2031));
    let stored = StoredCard::new(CardToken::new("T-1"), MaskedCard::default());
    let register = SubscriptionRequest::new(amount, card.clone(), Customer::default(), schedule);
    let payout = PayoutRequest::new("ORDER-1", amount, "Ana", "V-1", "0102");
    vec![
        failure(
            payments
                .create_payment(&PaymentRequest::new("ORDER-1", amount))
                .await,
        ),
        failure(
            payments
                .confirm_payment(&Confirmation::by_payer("P-1", "A-1"))
                .await,
        ),
        failure(payments.get_payment(&payment).await),
        failure(payments.find_payment(&reference).await),
        failure(payments.list_payments(&page).await),
        failure(payments.void_payment(&payment).await),
        failure(
            payments
                .refund_payment(&RefundRequest::full("P-1", "R-1"))
                .await,
        ),
        failure(payments.find_refund(&reference).await),
        failure(vault.store_card(&card, &Customer::default()).await),
        failure(vault.delete_card(&stored).await),
        failure(recurring.register_subscription(&register).await),
        failure(recurring.get_subscription(&subscription).await),
        failure(recurring.find_subscription(&reference).await),
        failure(recurring.cancel_subscription(&subscription).await),
        failure(
            recurring
                .modify_subscription(&subscription, &amount.into(), schedule)
                .await,
        ),
        failure(recurring.list_charges(&subscription, &page).await),
        failure(payouts.send_payout(&payout).await),
        failure(payouts.find_payout(&reference).await),
    ]
}

fn all(kind: ErrorKind, outcome: Outcome) -> Vec<Failure> {
    Operation::ALL
        .iter()
        .map(|operation| (*operation, kind, outcome))
        .collect()
}

fn introduces_itself_as_full<P: PaymentProvider>(provider: &P) {
    assert_eq!(provider.name(), ProviderName::new("full"));
    assert_eq!(provider.environment(), Environment::Production);
    assert_eq!(provider.capabilities(), CAN);
    assert_eq!(provider.settle_time(), SETTLE_TIME);
    assert_eq!(provider.clock().now(), NOON);
    assert_eq!(
        provider.recurring().map(|own| own.name()),
        Some(provider.name())
    );
    assert_eq!(
        provider.vault().map(|own| own.name()),
        Some(provider.name())
    );
    assert_eq!(
        provider.payouts().map(|own| own.name()),
        Some(provider.name())
    );
}

#[tokio::test]
async fn an_arc_forwards_every_call() {
    let payments: Arc<dyn PaymentProvider> = Arc::new(Full);
    let vault: Arc<dyn CardVault> = Arc::new(Full);
    let recurring: Arc<dyn RecurringProvider> = Arc::new(Full);
    let payouts: Arc<dyn PayoutProvider> = Arc::new(Full);
    introduces_itself_as_full(&payments);
    assert_eq!(
        failures(&payments, &vault, &recurring, &payouts).await,
        all(ErrorKind::Refused, Outcome::Rejected)
    );
}

#[tokio::test]
async fn a_box_forwards_every_call_even_to_an_arc() {
    let payments: Box<dyn PaymentProvider> = Box::new(Arc::new(Full));
    let vault: Box<dyn CardVault> = Box::new(Full);
    let recurring: Box<dyn RecurringProvider> = Box::new(Full);
    let payouts: Box<dyn PayoutProvider> = Box::new(Full);
    introduces_itself_as_full(&payments);
    assert_eq!(
        failures(&payments, &vault, &recurring, &payouts).await,
        all(ErrorKind::Refused, Outcome::Rejected)
    );
}

#[tokio::test]
async fn a_missing_operation_is_unsupported_and_sends_nothing() {
    let bare = Arc::new(Bare);
    assert_eq!(
        failures(&*bare, &bare, &bare, &Box::new(Bare)).await,
        all(ErrorKind::Unsupported, Outcome::NotSent)
    );
    assert!(bare.recurring().is_none() && bare.payouts().is_none());
}

#[tokio::test]
async fn settling_is_forwarded_and_its_default_looks_the_payment_up() {
    let expected = Expected::new("P-1", "ORDER-1", Money::from_minor(1, Currency::VES));
    for full in [
        Box::new(Arc::new(Full)) as Box<dyn PaymentProvider>,
        Box::new(Full),
    ] {
        let failed = failure(full.settle(&expected, None).await);
        assert_eq!(
            failed,
            (
                Operation::SETTLE_PAYMENT,
                ErrorKind::Refused,
                Outcome::Rejected
            )
        );
    }
    let failed = failure(Arc::new(Bare).settle(&expected, None).await);
    let unsupported = (
        Operation::SETTLE_PAYMENT,
        ErrorKind::Unsupported,
        Outcome::NotSent,
    );
    assert_eq!(failed, unsupported);
}
