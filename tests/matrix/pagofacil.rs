//! PagoFácil's calls, on a simulator.

use async_trait::async_trait;
use payments_core::{
    CardVault, Operation, PageRequest, PaymentId, PaymentProvider, Recourse, RecurringProvider,
    Result, StoredCard, SubscriptionId, SubscriptionStatus,
};
use payments_kit::http::{ClientConfig, ReqwestTransport};
use payments_sim::pagofacil::State;
use payments_sim::{SimClock, Simulator};
use payments_testkit::samples;
use provider_pagofacil::{ChargeOptions, Encoding, OWN_OPERATIONS, PagoFacil, TransactionFilter};

use super::Row;
use super::clients::{self, charge, contract, good_card};
use super::stage::{Printed, Stage};

/// A charge with what only this service takes.
pub(super) const WITH_OPTIONS: &str = "with options";
/// A payment that is paid in cash.
pub(super) const OF_CASH: &str = "of a cash order";
/// The operation that lists stores.
const LIST_STORES: Operation = OWN_OPERATIONS[1];
/// A charge of a card that was stored before.
pub(super) const OF_STORED_CARD: &str = "of a stored card";
/// The operations about cash orders and stored cards, which have no encodings.
pub(super) const WITHOUT_ENCODING: [Operation; 4] = [
    Operation::GET_PAYMENT,
    LIST_STORES,
    Operation::STORE_CARD,
    Operation::DELETE_CARD,
];

pub(super) struct OnPagoFacil {
    row: Row,
    encoding: Encoding,
    simulator: Simulator,
    /// A client without faults.
    good: PagoFacil,
    /// The same, which takes cash orders and stores cards.
    with_all: PagoFacil,
}

pub(super) struct Case {
    reference: String,
    subscription: Option<SubscriptionId>,
    order: Option<PaymentId>,
}

impl OnPagoFacil {
    pub(super) async fn start(row: Row, http: ReqwestTransport) -> Self {
        let clock = samples::subscription_clock();
        let simulator = Simulator::start_with(0, clock).await.unwrap();
        let encoding = row.encoding.unwrap();
        let config = clients::config(&simulator, http);
        let good = clients::pagofacil(&simulator, encoding, config.clone());
        let with_all = clients::pagofacil_with_all(&simulator, config);
        Self {
            row,
            encoding,
            simulator,
            good,
            with_all,
        }
    }
}

impl OnPagoFacil {
    /// Whether the call is about cash orders or stored cards.
    fn is_without_encoding(&self) -> bool {
        let variants = [OF_CASH, OF_STORED_CARD];
        WITHOUT_ENCODING.contains(&self.row.call)
            || self
                .row
                .variant
                .is_some_and(|variant| variants.contains(&variant))
    }

    /// A card that was stored before the call.
    async fn stored(&self) -> StoredCard {
        let stored = self
            .with_all
            .store_card(&good_card(), &clients::cardholder())
            .await;
        stored.unwrap()
    }

    async fn make_without_encoding(&self, case: &Case, config: ClientConfig) -> Result<Printed> {
        let client = clients::pagofacil_with_all(&self.simulator, config);
        match self.row.call {
            Operation::STORE_CARD => {
                let holder = clients::cardholder();
                let stored = client.store_card(&good_card(), &holder).await?;
                assert!(stored.deletion_key.is_some());
                Ok(Printed::of(stored.card))
            }
            Operation::DELETE_CARD => {
                let stored = self.stored().await;
                client.delete_card(&stored).await.map(Printed::of)
            }
            Operation::CREATE_PAYMENT if self.row.variant == Some(OF_STORED_CARD) => {
                let token = self.stored().await.token;
                let request = clients::token_charge(&case.reference, token);
                client.create_payment(&request).await.map(Printed::of)
            }
            Operation::CREATE_PAYMENT => {
                let request = clients::cash_order(&case.reference);
                client.create_payment(&request).await.map(Printed::of)
            }
            Operation::GET_PAYMENT => {
                let order = case.order.as_ref().unwrap();
                client.get_payment(order).await.map(Printed::of)
            }
            _ => client.list_stores().await.map(Printed::of),
        }
    }
}

impl Case {
    fn subscription(&self) -> &SubscriptionId {
        self.subscription.as_ref().unwrap()
    }
}

#[async_trait]
impl Stage for OnPagoFacil {
    type Case = Case;

    fn clock(&self) -> &SimClock {
        self.simulator.clock()
    }

    async fn prepare(&self, reference: String) -> Case {
        let mut order = None;
        let subscription = match self.row.call {
            Operation::GET_PAYMENT => {
                let request = clients::cash_order(&reference);
                let opened = self.with_all.create_payment(&request).await.unwrap();
                order = Some(opened.id().clone());
                None
            }
            LIST_STORES | Operation::STORE_CARD | Operation::DELETE_CARD => None,
            Operation::CREATE_PAYMENT | Operation::REGISTER_SUBSCRIPTION => None,
            Operation::FIND_PAYMENT => {
                self.good
                    .create_payment(&charge(&reference, good_card()))
                    .await
                    .unwrap();
                None
            }
            _ => {
                let contract = contract(&reference);
                let registered = self.good.register_subscription(&contract).await.unwrap();
                Some(registered.subscription.id().clone())
            }
        };
        Case {
            reference,
            subscription,
            order,
        }
    }

    async fn make(&self, case: &Case, config: ClientConfig) -> Result<Printed> {
        if self.is_without_encoding() {
            return self.make_without_encoding(case, config).await;
        }
        let mut keys = clients::pagofacil_keys();
        // With the secret, a look-up by reference is two calls: of the charge, and of the reports.
        if self.row.call != Operation::FIND_PAYMENT {
            keys = keys.with_api_secret(State::sandbox_api_secret());
        }
        let client = clients::pagofacil_with(keys, &self.simulator, self.encoding, config);
        let reference = case.reference.as_str();
        let first = PageRequest::first();
        match self.row.call {
            Operation::CREATE_PAYMENT if self.row.variant == Some(WITH_OPTIONS) => {
                let options = ChargeOptions::new().without_mail();
                let paid = client
                    .charge_card(&charge(reference, good_card()), &options)
                    .await;
                paid.map(Printed::of)
            }
            Operation::CREATE_PAYMENT => client
                .create_payment(&charge(reference, good_card()))
                .await
                .map(Printed::of),
            Operation::FIND_PAYMENT => {
                let found = client.find_payment(&reference.into()).await?;
                assert_eq!(found.matches().len(), 1);
                Ok(Printed::of(found))
            }
            Operation::REGISTER_SUBSCRIPTION => {
                let registered = client.register_subscription(&contract(reference)).await;
                registered.map(Printed::of)
            }
            Operation::GET_SUBSCRIPTION => {
                let subscription = client.get_subscription(case.subscription()).await;
                subscription.map(Printed::of)
            }
            Operation::FIND_SUBSCRIPTION => {
                let found = client.find_subscription(&reference.into()).await?;
                // A fault within a report may hide the contract number, never that there is a gap.
                assert!(found.matches().len() <= 1 && !found.is_complete());
                Ok(Printed::of(found))
            }
            Operation::CANCEL_SUBSCRIPTION => {
                let cancelled = client.cancel_subscription(case.subscription()).await;
                cancelled.map(Printed::of)
            }
            Operation::LIST_CHARGES => {
                let page = client.list_charges(case.subscription(), &first).await?;
                assert_eq!(page.items.len(), 1);
                Ok(Printed::of(page))
            }
            own if OWN_OPERATIONS[0] == own => {
                let filter = TransactionFilter::new();
                client
                    .search_transactions(&filter, &first)
                    .await
                    .map(Printed::of)
            }
            other => panic!("no entry says how to call PagoFácil's {other}"),
        }
    }

    fn times(&self, case: &Case) -> usize {
        let service = self.simulator.pagofacil();
        let ledger = service.ledger();
        let tally = ledger.get(&case.reference).copied().unwrap_or_default();
        match self.row.call {
            Operation::CREATE_PAYMENT if self.row.variant == Some(OF_CASH) => {
                let orders = service.cash_orders();
                let orders = orders.iter();
                orders.filter(|one| one.order_id == case.reference).count()
            }
            Operation::CREATE_PAYMENT => tally.one_time_approved + tally.one_time_declined,
            Operation::REGISTER_SUBSCRIPTION => {
                // Each registration charges once.
                assert_eq!(tally.registrations, tally.approved());
                tally.registrations
            }
            Operation::CANCEL_SUBSCRIPTION => {
                let subscription = service.subscription(case.subscription().as_str());
                usize::from(!subscription.unwrap().active)
            }
            other => panic!("no entry says what PagoFácil holds after {other}"),
        }
    }

    async fn finds(&self, case: &Case, recourse: &Recourse) -> Option<bool> {
        let Recourse::Call { operation, key } = recourse else {
            return None;
        };
        match *operation {
            // No document shows that orders and charges of stored cards are found, so that an
            // absence always leaves a gap.
            Operation::FIND_PAYMENT if *key == case.reference && self.is_without_encoding() => {
                let found = self.with_all.find_payment(&key.as_str().into()).await;
                let found = found.unwrap();
                assert!(!found.is_complete() || !found.matches().is_empty());
                Some(!found.matches().is_empty())
            }
            Operation::FIND_PAYMENT if *key == case.reference => {
                let found = self.good.find_payment(&key.as_str().into()).await.unwrap();
                let paid = |payment: &payments_core::Payment| payment.status().is_paid();
                let is_there = found.matches().iter().any(paid);
                (is_there || found.is_complete()).then_some(is_there)
            }
            Operation::FIND_SUBSCRIPTION if *key == case.reference => {
                let found = self.good.find_subscription(&key.as_str().into()).await;
                Some(!found.unwrap().matches().is_empty())
            }
            Operation::GET_SUBSCRIPTION if key == case.subscription().as_str() => {
                let subscription = self.good.get_subscription(case.subscription()).await;
                Some(*subscription.unwrap().status() == SubscriptionStatus::Cancelled)
            }
            _ => None,
        }
    }
}
