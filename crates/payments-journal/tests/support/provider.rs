//! A provider that does what a script says, and has the books of one in memory.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use payments_core::{
    AmountInput, CallOptions, Capabilities, Charge, Clock, Confirmation, Environment, Error,
    ErrorKind, Lookup, MerchantReference, Operation, Outcome, Page, PageRequest, Payment,
    PaymentId, PaymentProvider, PaymentRequest, Payout, PayoutProvider, PayoutRequest, Provider,
    ProviderName, RecurringProvider, Refund, RefundRequest, Registration, Result, Schedule,
    Subscription, SubscriptionId, SubscriptionRequest,
};
use payments_testkit::InMemoryProvider;
use tokio::sync::Notify;

/// What happens to one call that moves money.
#[derive(Clone, Debug)]
pub(crate) enum Script {
    /// The provider does it, and its response is lost.
    LoseResponse,
    /// The request is lost: the provider does nothing, and the client cannot know.
    LoseRequest,
    /// The provider cannot be reached.
    NotSent,
    /// The provider refuses.
    Decline,
    /// It is done once the test notifies.
    Wait(Arc<Notify>),
    /// The code of the provider panics after the request.
    Panic,
}

/// The provider. Clones share everything.
#[derive(Clone, Debug)]
pub(crate) struct Scripted {
    memory: InMemoryProvider,
    environment: Environment,
    script: Arc<Mutex<VecDeque<Script>>>,
    calls: Arc<Mutex<u32>>,
    blind: Arc<Mutex<bool>>,
    options: Arc<Mutex<CallOptions>>,
    gap: Arc<Mutex<bool>>,
}

impl Scripted {
    pub(crate) fn new(memory: InMemoryProvider) -> Self {
        Self {
            environment: memory.environment(),
            memory,
            script: Arc::default(),
            calls: Arc::default(),
            blind: Arc::default(),
            options: Arc::default(),
            gap: Arc::default(),
        }
    }

    /// Says that it is in this environment. The books stay the same.
    pub(crate) fn in_environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// The next call that moves money goes like this.
    pub(crate) fn next(&self, script: Script) {
        self.script.lock().unwrap().push_back(script);
    }

    /// How many calls that move money were made.
    pub(crate) fn calls(&self) -> u32 {
        *self.calls.lock().unwrap()
    }

    /// The options of the last call that moves money.
    pub(crate) fn options(&self) -> CallOptions {
        self.options.lock().unwrap().clone()
    }

    /// Whether look-ups fail.
    pub(crate) fn set_blind(&self, blind: bool) {
        *self.blind.lock().unwrap() = blind;
    }

    /// Whether a search for payments misses some.
    pub(crate) fn set_gap(&self, gap: bool) {
        *self.gap.lock().unwrap() = gap;
    }

    fn look_up(&self, operation: Operation) -> Result<()> {
        if *self.blind.lock().unwrap() {
            return Err(self.error(operation, ErrorKind::Unavailable, Outcome::Unknown));
        }
        Ok(())
    }

    fn error(&self, operation: Operation, kind: ErrorKind, outcome: Outcome) -> Error {
        Error::new(self.name(), operation, kind, outcome)
    }

    async fn play<T>(
        &self,
        operation: Operation,
        call: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        *self.calls.lock().unwrap() += 1;
        *self.options.lock().unwrap() = CallOptions::current();
        let script = self.script.lock().unwrap().pop_front();
        let lost = || self.error(operation, ErrorKind::Timeout, Outcome::Unknown);
        match script {
            None => call.await,
            Some(Script::LoseResponse) => {
                call.await?;
                Err(lost())
            }
            Some(Script::LoseRequest) => Err(lost()),
            Some(Script::NotSent) => {
                Err(self.error(operation, ErrorKind::Network, Outcome::NotSent))
            }
            Some(Script::Decline) => {
                Err(self.error(operation, ErrorKind::Declined, Outcome::Rejected))
            }
            Some(Script::Wait(notify)) => {
                notify.notified().await;
                call.await
            }
            Some(Script::Panic) => {
                call.await?;
                panic!("the provider's code has a bug")
            }
        }
    }
}

impl Provider for Scripted {
    fn name(&self) -> ProviderName {
        self.memory.name()
    }

    fn environment(&self) -> Environment {
        self.environment
    }

    fn capabilities(&self) -> Capabilities {
        self.memory.capabilities()
    }

    fn settle_time(&self) -> Duration {
        self.memory.settle_time()
    }

    fn clock(&self) -> &dyn Clock {
        self.memory.clock()
    }
}

#[async_trait]
impl PaymentProvider for Scripted {
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        let call = self.memory.create_payment(request);
        self.play(Operation::CREATE_PAYMENT, call).await
    }

    async fn confirm_payment(&self, confirmation: &Confirmation) -> Result<Payment> {
        let call = self.memory.confirm_payment(confirmation);
        self.play(Operation::CONFIRM_PAYMENT, call).await
    }

    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        self.look_up(Operation::GET_PAYMENT)?;
        self.memory.get_payment(id).await
    }

    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        self.look_up(Operation::FIND_PAYMENT)?;
        if *self.gap.lock().unwrap() {
            return Ok(Lookup::partial(Vec::new(), "the last page is missing"));
        }
        self.memory.find_payment(reference).await
    }

    async fn list_payments(&self, page: &PageRequest) -> Result<Page<Payment>> {
        self.memory.list_payments(page).await
    }

    async fn void_payment(&self, id: &PaymentId) -> Result<Payment> {
        let call = self.memory.void_payment(id);
        self.play(Operation::VOID_PAYMENT, call).await
    }

    async fn refund_payment(&self, request: &RefundRequest) -> Result<Refund> {
        let call = self.memory.refund_payment(request);
        self.play(Operation::REFUND_PAYMENT, call).await
    }

    async fn find_refund(&self, reference: &MerchantReference) -> Result<Lookup<Refund>> {
        self.look_up(Operation::FIND_REFUND)?;
        self.memory.find_refund(reference).await
    }

    fn recurring(&self) -> Option<&dyn RecurringProvider> {
        Some(self)
    }

    fn payouts(&self) -> Option<&dyn PayoutProvider> {
        Some(self)
    }
}

#[async_trait]
impl RecurringProvider for Scripted {
    async fn register_subscription(&self, request: &SubscriptionRequest) -> Result<Registration> {
        let call = self.memory.register_subscription(request);
        self.play(Operation::REGISTER_SUBSCRIPTION, call).await
    }

    async fn get_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        self.look_up(Operation::GET_SUBSCRIPTION)?;
        self.memory.get_subscription(id).await
    }

    async fn find_subscription(
        &self,
        reference: &MerchantReference,
    ) -> Result<Lookup<Subscription>> {
        self.look_up(Operation::FIND_SUBSCRIPTION)?;
        self.memory.find_subscription(reference).await
    }

    async fn cancel_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        let call = self.memory.cancel_subscription(id);
        self.play(Operation::CANCEL_SUBSCRIPTION, call).await
    }

    async fn modify_subscription(
        &self,
        id: &SubscriptionId,
        amount: &AmountInput,
        schedule: Schedule,
    ) -> Result<Subscription> {
        let call = self.memory.modify_subscription(id, amount, schedule);
        self.play(Operation::MODIFY_SUBSCRIPTION, call).await
    }

    async fn list_charges(&self, id: &SubscriptionId, page: &PageRequest) -> Result<Page<Charge>> {
        self.memory.list_charges(id, page).await
    }
}

#[async_trait]
impl PayoutProvider for Scripted {
    async fn send_payout(&self, request: &PayoutRequest) -> Result<Payout> {
        let call = self.memory.send_payout(request);
        self.play(Operation::SEND_PAYOUT, call).await
    }

    async fn find_payout(&self, reference: &MerchantReference) -> Result<Lookup<Payout>> {
        self.look_up(Operation::FIND_PAYOUT)?;
        self.memory.find_payout(reference).await
    }
}

/// A clock that jumps by an hour once it was read so many times.
#[derive(Clone, Debug)]
pub(crate) struct JumpingClock {
    clock: payments_testkit::SimClock,
    reads: Arc<Mutex<u32>>,
}

impl JumpingClock {
    pub(crate) fn new(clock: payments_testkit::SimClock, reads: u32) -> Self {
        Self {
            clock,
            reads: Arc::new(Mutex::new(reads)),
        }
    }
}

#[async_trait]
impl Clock for JumpingClock {
    fn now(&self) -> time::OffsetDateTime {
        let mut reads = self.reads.lock().unwrap();
        *reads = reads.saturating_sub(1);
        if *reads == 0 {
            self.clock.advance(time::Duration::hours(1));
            *reads = u32::MAX;
        }
        self.clock.now()
    }

    async fn sleep(&self, _: Duration) {}
}
