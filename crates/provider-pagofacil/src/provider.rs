//! The provider: what the traits of `payments-core` do here. Each method is one file in `ops`.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use payments_core::{
    AmountInput, Capabilities, Charge, Clock, Currency, Environment, Error, Lookup,
    MerchantReference, MethodCapability, MethodKind, Operation, Page, PageRequest, Payment,
    PaymentProvider, PaymentRequest, Provider, ProviderName, RecurringProvider, Registration,
    Result, ReturnLeg, Schedule, SearchReach, Subscription, SubscriptionId, SubscriptionRequest,
    WebhookTrust,
};

use crate::client::Client;
use crate::error::NAME;
use crate::model::ChargeOptions;
use crate::ops;
use crate::validate::INSTALLMENTS;

/// Finding and cancelling subscriptions and listing their charges needs the API secret.
const OPERATIONS: &[Operation] = &[
    Operation::CREATE_PAYMENT,
    Operation::FIND_PAYMENT,
    Operation::REGISTER_SUBSCRIPTION,
    Operation::GET_SUBSCRIPTION,
    Operation::FIND_SUBSCRIPTION,
    Operation::CANCEL_SUBSCRIPTION,
    Operation::LIST_CHARGES,
];
const PESOS: &[Currency] = &[Currency::MXN];
/// Subscriptions are in pesos all the same.
const PESOS_AND_DOLLARS: &[Currency] = &[Currency::MXN, Currency::USD];

const IN_PESOS: Capabilities = Capabilities::new(OPERATIONS, PESOS)
    .with_methods(
        &[MethodCapability::new(MethodKind::Card, PESOS).with_installments(&INSTALLMENTS)],
    )
    .with_return_leg(ReturnLeg::new(false, WebhookTrust::None))
    .with_refund_advice(REFUND_ADVICE)
    .with_search_reach(SearchReach::Unknown);
const IN_PESOS_AND_DOLLARS: Capabilities = Capabilities::new(OPERATIONS, PESOS_AND_DOLLARS)
    .with_methods(&[
        MethodCapability::new(MethodKind::Card, PESOS_AND_DOLLARS).with_installments(&INSTALLMENTS)
    ])
    .with_return_leg(ReturnLeg::new(false, WebhookTrust::None))
    .with_refund_advice(REFUND_ADVICE)
    .with_search_reach(SearchReach::Unknown);
const REFUND_ADVICE: &str =
    "no call of PagoFácil.net refunds a charge: refund it in its manager, or ask its support";

/// A client of PagoFácil. Clones are cheap and share connections.
#[derive(Clone, Debug)]
pub struct PagoFacil {
    pub(crate) client: Arc<Client>,
}

impl PagoFacil {
    pub(crate) fn of(client: Client) -> Self {
        Self {
            client: Arc::new(client),
        }
    }
}

impl Provider for PagoFacil {
    fn name(&self) -> ProviderName {
        NAME
    }

    fn environment(&self) -> Environment {
        self.client.environment()
    }

    fn capabilities(&self) -> Capabilities {
        if self.client.takes_dollars() {
            IN_PESOS_AND_DOLLARS
        } else {
            IN_PESOS
        }
    }

    fn settle_time(&self) -> Duration {
        self.client.http().settle_time()
    }

    fn clock(&self) -> &dyn Clock {
        self.client.http().clock()
    }
}

/// One-time card charges. The service finds them by the merchant's reference only and has no look-up
/// by id, and it documents no refund.
#[async_trait]
impl PaymentProvider for PagoFacil {
    /// Charges the card as [`charge_card`](PagoFacil::charge_card) does without options.
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        let options = ChargeOptions::new();
        ops::create_payment(&self.client, request, &options).await
    }

    /// Returns the charge that the service shows for a reference and, with the API secret, every
    /// charge of it in the reports. Without the secret, a result with a charge has a gap, for the
    /// service does not promise to reject a reference that was used before. A result is empty and
    /// complete only where the service says in its documented form that there is no charge.
    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        ops::find_payment(&self.client, reference).await
    }

    fn recurring(&self) -> Option<&dyn RecurringProvider> {
        Some(self)
    }
}

#[async_trait]
impl RecurringProvider for PagoFacil {
    async fn register_subscription(&self, request: &SubscriptionRequest) -> Result<Registration> {
        ops::register_subscription(&self.client, request).await
    }

    async fn get_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        ops::get_subscription(&self.client, id).await
    }

    /// Searches the reports for charges with this contract number, and checks the subscriptions
    /// that they name. It needs the API secret. A subscription without a charge yet is in no report,
    /// so the result always has a gap.
    async fn find_subscription(
        &self,
        reference: &MerchantReference,
    ) -> Result<Lookup<Subscription>> {
        ops::find_subscription(&self.client, reference).await
    }

    /// Needs the API secret and an account that the service enabled for it. Without the secret it
    /// returns the violation `keys.api_secret` before anything is sent.
    async fn cancel_subscription(&self, id: &SubscriptionId) -> Result<Subscription> {
        ops::cancel_subscription(&self.client, id).await
    }

    /// Returns [`Unsupported`](payments_core::ErrorKind::Unsupported): the service announced the
    /// method and never documented it.
    async fn modify_subscription(
        &self,
        _id: &SubscriptionId,
        _amount: &AmountInput,
        _schedule: Schedule,
    ) -> Result<Subscription> {
        let unsupported = Error::unsupported(NAME, Operation::MODIFY_SUBSCRIPTION);
        Err(unsupported.with_detail(
            "the service announced the method and never documented it: cancel the subscription \
             and register another",
        ))
    }

    /// Reads the reports of the account, so it needs the API secret, and a page may be empty without
    /// being the last. Charges are in the service's order.
    async fn list_charges(&self, id: &SubscriptionId, page: &PageRequest) -> Result<Page<Charge>> {
        ops::list_charges(&self.client, id, page).await
    }
}
