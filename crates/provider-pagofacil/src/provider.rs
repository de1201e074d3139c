//! The provider: what the traits of `payments-core` do here. Each method is one file in `ops`.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use payments_core::{
    AmountInput, Callback, Capabilities, Charge, Clock, Currency, Environment, Error, Expected,
    Lookup, MerchantReference, MethodCapability, MethodKind, Operation, Page, PageRequest, Payment,
    PaymentId, PaymentProvider, PaymentRequest, Provider, ProviderName, RecurringProvider,
    Registration, Result, ReturnLeg, Schedule, SearchReach, Settlement, Subscription,
    SubscriptionId, SubscriptionRequest, WebhookTrust, settle,
};

#[cfg(feature = "unverified-card-tokens")]
use payments_core::{Card, CardVault, Customer, StoredCard};

use crate::client::Client;
use crate::error::NAME;
use crate::validate::INSTALLMENTS;
use crate::{callback, ops};

/// The operations: those of stored cards at the start, that of cash orders at the end. Finding and
/// cancelling subscriptions and listing their charges needs the API secret.
const OPERATIONS: &[Operation] = &[
    Operation::STORE_CARD,
    Operation::DELETE_CARD,
    Operation::CREATE_PAYMENT,
    Operation::FIND_PAYMENT,
    Operation::REGISTER_SUBSCRIPTION,
    Operation::GET_SUBSCRIPTION,
    Operation::FIND_SUBSCRIPTION,
    Operation::CANCEL_SUBSCRIPTION,
    Operation::LIST_CHARGES,
    Operation::GET_PAYMENT,
];
const PESOS: &[Currency] = &[Currency::MXN];
/// Subscriptions, stored cards and cash orders are in pesos all the same.
const PESOS_AND_DOLLARS: &[Currency] = &[Currency::MXN, Currency::USD];
/// The methods, in the same order.
const METHODS: &[MethodCapability] = &methods(PESOS);
const METHODS_WITH_DOLLARS: &[MethodCapability] = &methods(PESOS_AND_DOLLARS);

const fn methods(of_cards: &'static [Currency]) -> [MethodCapability; 3] {
    [
        MethodCapability::new(MethodKind::CardToken, PESOS),
        MethodCapability::new(MethodKind::Card, of_cards).with_installments(&INSTALLMENTS),
        MethodCapability::new(MethodKind::Cash, PESOS),
    ]
}

/// What a client can do.
fn capabilities(client: &Client) -> Capabilities {
    let (currencies, methods) = if client.takes_dollars() {
        (PESOS_AND_DOLLARS, METHODS_WITH_DOLLARS)
    } else {
        (PESOS, METHODS)
    };
    let webhook = if client.takes_cash() {
        WebhookTrust::Hint
    } else {
        WebhookTrust::None
    };
    Capabilities::new(offered(client, OPERATIONS, 2), currencies)
        .with_methods(offered(client, methods, 1))
        .with_return_leg(ReturnLeg::new(false, webhook))
        .with_refund_advice(REFUND_ADVICE)
        .with_search_reach(SearchReach::Unknown)
}

/// What a client offers of a list whose first entries concern stored cards and whose last one
/// concerns cash orders.
fn offered<T>(client: &Client, all: &'static [T], of_stored_cards: usize) -> &'static [T] {
    let first = if client.stores_cards() {
        0
    } else {
        of_stored_cards
    };
    let end = all.len() - usize::from(!client.takes_cash());
    all.get(first..end).unwrap_or_default()
}

const REFUND_ADVICE: &str = "no call of PagoFácil.net refunds a charge or a cash order, or cancels \
                             an order: do it in its manager, or ask its support";

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
        capabilities(&self.client)
    }

    fn settle_time(&self) -> Duration {
        self.client.http().settle_time()
    }

    fn clock(&self) -> &dyn Clock {
        self.client.http().clock()
    }
}

/// One-time card charges, and cash orders where the client [takes them](crate::PagoFacilBuilder::with_cash_orders).
///
/// The service documents no refund and no cancellation of either.
#[async_trait]
impl PaymentProvider for PagoFacil {
    /// Charges a card as [`charge_card`](PagoFacil::charge_card) does without options, or opens a
    /// cash order, whose [next action](Payment::next_action) is the voucher.
    ///
    /// *Requires*, of a cash order: the code of a store, from
    /// [`list_stores`](PagoFacil::list_stores); a reference of at most 45 characters; at most
    /// 999999.99 pesos. The payer's name and e-mail address are sent, for the service mails them
    /// the voucher; the description is sent as the product.
    ///
    /// *Outcome*, of a cash order: sent once. After [`Unknown`](payments_core::Outcome::Unknown),
    /// [resolve it](payments_core::PaymentProviderExt::resolve_payment), and do not open another
    /// one before that: two orders for one purchase can both be paid.
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        ops::create_payment(&self.client, request).await
    }

    /// Fetches a cash order, or a card charge from the reports, where the client takes cash orders.
    ///
    /// A cash order is paid only where the service shows the number 4 as its state, which no
    /// document promises; in any other form of it, the order is pending.
    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        ops::get_payment(&self.client, id).await
    }

    /// Returns the charge that the service shows for a reference and, with the API secret, every
    /// charge of it in the reports. Without the secret, a result with a charge has a gap, for the
    /// service does not promise to reject a reference that was used before. A result is empty and
    /// complete only where the service says in its documented form that there is no charge. Where
    /// the client takes cash orders, those of the last 60 days are searched too, and the result
    /// always has a gap.
    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        ops::find_payment(&self.client, reference).await
    }

    /// Looks the payment up. A webhook is not signed and proves nothing: one about another order is
    /// refused before anything is sent, and any other only says that it is time to look.
    async fn settle(&self, expected: &Expected, callback: Option<&Callback>) -> Result<Settlement> {
        callback::check(callback, expected)?;
        settle::by_lookup(self, expected).await
    }

    #[cfg(feature = "unverified-card-tokens")]
    fn vault(&self) -> Option<&dyn CardVault> {
        self.client.stores_cards().then_some(self)
    }

    fn recurring(&self) -> Option<&dyn RecurringProvider> {
        Some(self)
    }
}

/// Stored cards: see [`with_card_tokens`](crate::PagoFacilBuilder::with_card_tokens), which says how
/// certain they are. The service documents no call that reads, lists or changes them.
#[cfg(feature = "unverified-card-tokens")]
#[async_trait]
impl CardVault for PagoFacil {
    /// Stores a card, with its security code. What the service calls its authorization is needed to
    /// delete the card: it is the [deletion key](StoredCard::deletion_key), a text of 22 digits.
    async fn store_card(&self, card: &Card, customer: &Customer) -> Result<StoredCard> {
        ops::store_card(&self.client, card, customer).await
    }

    async fn delete_card(&self, card: &StoredCard) -> Result<()> {
        ops::delete_card(&self.client, card).await
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
