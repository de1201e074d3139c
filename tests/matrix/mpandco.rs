//! mPandco's calls, on a simulator.

use async_trait::async_trait;
use payments_core::url::Url;
use payments_core::{
    Callback, Confirmation, Expected, MerchantReference, NextAction, Operation, PageRequest,
    Payment, PaymentId, PaymentProvider, PaymentRequest, PaymentStatus, PayoutProvider, Pin,
    Recourse, RefundRequest, Result,
};
use payments_kit::http::{ClientConfig, ReqwestTransport};
use payments_sim::mpandco::{IntentState, PIN, SANDBOX_TOKEN};
use payments_sim::{SimClock, Simulator};
use provider_mpandco::model::WalletPaymentId;
use provider_mpandco::{
    AFFILIATION_CODES, AUTHORIZE_INTENT, CHECK_CREDENTIALS, CREATE_TRANSACTIONS, GET_INTENT,
    GET_WALLET_PAYMENT, InMemoryTokenStore, LIST_WALLET_PAYMENTS, Mpandco, PayerReturn,
    StoredToken, TOKEN, TokenStore,
};
use secrecy::SecretString;
use time::OffsetDateTime;

use super::Row;
use super::clients::{self, payout, sale};
use super::stage::{Printed, Stage};

/// A confirmation with a pay token and a PIN.
pub(super) const AT_THE_TILL: &str = "with a PIN";
/// A call of a client whose token has expired.
pub(super) const RENEWING: &str = "with an expired token";

pub(super) struct OnMpandco {
    row: Row,
    simulator: Simulator,
    /// A client without faults, and its token, which every other client uses.
    good: Mpandco,
    store: InMemoryTokenStore,
}

/// A payment as far as the call needs it.
pub(super) struct Case {
    reference: String,
    payment: Option<Payment>,
    returned: Option<Url>,
    receipt: Option<WalletPaymentId>,
    /// The token that the client has at first.
    store: InMemoryTokenStore,
}

impl OnMpandco {
    pub(super) async fn start(row: Row, http: ReqwestTransport) -> Self {
        let simulator = Simulator::start().await.unwrap();
        let store = InMemoryTokenStore::default();
        let config = clients::config(&simulator, http);
        let good = clients::mpandco(&simulator, config, store.clone());
        Self {
            row,
            simulator,
            good,
            store,
        }
    }

    /// The token of the client in question: a good one, unless the row is about getting it.
    async fn store(&self) -> InMemoryTokenStore {
        if self.row.at != TOKEN {
            return self.store.clone();
        }
        let store = InMemoryTokenStore::default();
        if self.row.variant == Some(RENEWING) {
            self.simulator.mpandco().expire_tokens();
            self.good.check_credentials().await.unwrap();
            let token = self.store.load().await.unwrap();
            let (access, refresh) = (token.access().clone(), token.refresh().cloned());
            assert!(refresh.is_some(), "nothing to renew a token with");
            let expired = StoredToken::new(access, refresh, OffsetDateTime::UNIX_EPOCH);
            store.save(&expired).await;
        }
        store
    }

    async fn create(&self, request: &PaymentRequest) -> Payment {
        self.good.create_payment(request).await.unwrap()
    }

    fn approve(&self, payment: &Payment) -> Url {
        let returned = self.simulator.approve_payment(payment.id().as_str());
        returned.unwrap()
    }
}

fn confirmation(returned: &Url, id: &PaymentId) -> Confirmation {
    let returned = PayerReturn::from_url(returned).unwrap();
    returned.confirmation(id).unwrap()
}

impl Case {
    fn id(&self) -> &PaymentId {
        self.payment.as_ref().unwrap().id()
    }

    fn confirmation(&self) -> Confirmation {
        if let Some(returned) = &self.returned {
            return confirmation(returned, self.id());
        }
        let Some(NextAction::AskPayer { tokens }) = self.payment.as_ref().unwrap().next_action()
        else {
            panic!("no pay token");
        };
        Confirmation::by_pay_token(self.id().as_str(), tokens[0].clone(), Pin::new(PIN))
    }
}

#[async_trait]
impl Stage for OnMpandco {
    type Case = Case;

    fn clock(&self) -> &SimClock {
        self.simulator.clock()
    }

    async fn prepare(&self, reference: String) -> Case {
        let mut case = Case {
            payment: None,
            returned: None,
            receipt: None,
            store: self.store().await,
            reference,
        };
        let request = sale(&case.reference);
        match self.row.call {
            Operation::CREATE_PAYMENT | CREATE_TRANSACTIONS | Operation::SEND_PAYOUT => {
                // The token that the client will use.
                self.good.check_credentials().await.unwrap();
                return case;
            }
            Operation::CONFIRM_PAYMENT if self.row.variant == Some(AT_THE_TILL) => {
                case.payment = Some(self.create(&request.with_recipient(clients::PAYER)).await);
            }
            Operation::CONFIRM_PAYMENT | Operation::SETTLE_PAYMENT => {
                let payment = self.create(&request).await;
                case.returned = Some(self.approve(&payment));
                case.payment = Some(payment);
            }
            Operation::VOID_PAYMENT
            | Operation::REFUND_PAYMENT
            | GET_WALLET_PAYMENT
            | LIST_WALLET_PAYMENTS => {
                let payment = self.create(&request).await;
                let returned = self.approve(&payment);
                let confirmation = confirmation(&returned, payment.id());
                self.good.confirm_payment(&confirmation).await.unwrap();
                let intent = self.good.get_intent(payment.id()).await.unwrap();
                let receipt = intent.transactions[0].receipt.as_ref();
                case.receipt = receipt.and_then(|receipt| receipt.id.clone());
                case.payment = Some(payment);
            }
            _ => case.payment = Some(self.create(&request).await),
        }
        case
    }

    async fn make(&self, case: &Case, config: ClientConfig) -> Result<Printed> {
        let client = clients::mpandco(&self.simulator, config, case.store.clone());
        let reference = case.reference.as_str();
        let first = PageRequest::first();
        let tools = client.sandbox_tools().unwrap();
        let sandbox_token = SecretString::from(SANDBOX_TOKEN);
        match self.row.call {
            Operation::CREATE_PAYMENT => {
                let request = sale(reference);
                client.create_payment(&request).await.map(Printed::of)
            }
            CREATE_TRANSACTIONS => {
                let sales = [sale(reference), sale(&format!("{reference}-B"))];
                client.create_transactions(&sales).await.map(Printed::of)
            }
            Operation::CONFIRM_PAYMENT => {
                let confirmation = case.confirmation();
                client.confirm_payment(&confirmation).await.map(Printed::of)
            }
            Operation::SETTLE_PAYMENT => {
                let amount = case.payment.as_ref().unwrap().amount().unwrap();
                let expected = Expected::new(case.id().as_str(), reference, amount);
                let returned = Callback::browser_return(case.returned.clone().unwrap());
                let settled = client.settle(&expected, Some(&returned)).await?;
                assert!(settled.is_paid(), "{settled:?}");
                Ok(Printed::of(settled))
            }
            Operation::VOID_PAYMENT => client.void_payment(case.id()).await.map(Printed::of),
            Operation::REFUND_PAYMENT => {
                let request = RefundRequest::full(case.id(), case.id().as_str());
                client.refund_payment(&request).await.map(Printed::of)
            }
            Operation::FIND_REFUND => {
                let reference = MerchantReference::new(case.id().as_str());
                client.find_refund(&reference).await.map(Printed::of)
            }
            Operation::SEND_PAYOUT => client
                .send_payout(&payout(reference))
                .await
                .map(Printed::of),
            AUTHORIZE_INTENT => {
                let payer = tools.authorize_intent(&sandbox_token, case.id()).await;
                payer.map(Printed::of)
            }
            AFFILIATION_CODES => {
                let codes = tools.affiliation_codes(&sandbox_token).await;
                codes.map(Printed::unserialized)
            }
            Operation::GET_PAYMENT => client.get_payment(case.id()).await.map(Printed::of),
            Operation::FIND_PAYMENT => {
                let found = client.find_payment(&reference.into()).await?;
                assert_eq!(found.matches().len(), 1);
                Ok(Printed::of(found))
            }
            Operation::LIST_PAYMENTS => client.list_payments(&first).await.map(Printed::of),
            GET_INTENT => client.get_intent(case.id()).await.map(Printed::of),
            GET_WALLET_PAYMENT => {
                let id = case.receipt.as_ref().unwrap();
                client.get_wallet_payment(id).await.map(Printed::of)
            }
            LIST_WALLET_PAYMENTS => client.list_wallet_payments(&first).await.map(Printed::of),
            CHECK_CREDENTIALS => client.check_credentials().await.map(Printed::of),
            other => panic!("no entry says how to call mPandco's {other}"),
        }
    }

    fn times(&self, case: &Case) -> usize {
        let service = self.simulator.mpandco();
        let reference = case.reference.as_str();
        let is_in = |state: IntentState| {
            let intent = service.intent(case.id().as_str());
            usize::from(intent.unwrap().state == state)
        };
        match self.row.call {
            Operation::CREATE_PAYMENT | CREATE_TRANSACTIONS => {
                let intents = service.intents();
                let of_it = intents
                    .iter()
                    .filter(|intent| intent.reference.as_deref() == Some(reference));
                of_it.count()
            }
            Operation::CONFIRM_PAYMENT | Operation::SETTLE_PAYMENT => {
                service.times_executed(reference)
            }
            Operation::VOID_PAYMENT | Operation::REFUND_PAYMENT => is_in(IntentState::Annulled),
            Operation::SEND_PAYOUT => service.payouts_of(reference).len(),
            AUTHORIZE_INTENT => is_in(IntentState::Authorized),
            other => panic!("no entry says what mPandco holds after {other}"),
        }
    }

    async fn finds(&self, case: &Case, recourse: &Recourse) -> Option<bool> {
        let Recourse::Call { operation, key } = recourse else {
            return None;
        };
        let wanted = match self.row.call {
            Operation::VOID_PAYMENT => PaymentStatus::Voided,
            AUTHORIZE_INTENT => PaymentStatus::Approved,
            _ => PaymentStatus::Paid,
        };
        match *operation {
            Operation::GET_PAYMENT if key == case.id().as_str() => {
                let payment = self.good.get_payment(&key.as_str().into()).await.unwrap();
                Some(*payment.status() == wanted)
            }
            Operation::FIND_REFUND => {
                let found = self.good.find_refund(&key.as_str().into()).await.unwrap();
                let settled = found.is_complete() || !found.matches().is_empty();
                settled.then_some(!found.matches().is_empty())
            }
            Operation::FIND_PAYMENT => {
                let found = self.good.find_payment(&key.as_str().into()).await.unwrap();
                let settled = found.is_complete() || !found.matches().is_empty();
                settled.then_some(!found.matches().is_empty())
            }
            _ => None,
        }
    }

    fn refuse_the_token(&self) {
        self.simulator.mpandco().expire_tokens();
    }
}
