//! What the simulator holds, for a person as a page and for a program as JSON.

mod page;

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::{Html, IntoResponse, Redirect};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::header::CACHE_CONTROL;
use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::log::RequestLog;
use crate::merchant::MerchantServer;
use crate::middleware::Faults;
use crate::money::{MoneyReport, Movement};
use crate::pagofacil::ChargeView;
use crate::{mpandco, pagofacil};
use payments_testkit::SimClock;

/// How many of the latest records of a kind the JSON holds.
pub(crate) const LATEST: usize = 1_000;

/// How many of the latest records of a kind the page shows.
const SHOWN: usize = 50;

/// What the status is read from.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) clock: SimClock,
    pub(crate) log: RequestLog,
    pub(crate) faults: Faults,
    pub(crate) merchant: MerchantServer,
    pub(crate) mpandco: Arc<mpandco::State>,
    pub(crate) pagofacil: Arc<pagofacil::State>,
}

/// The contents of a simulator at one time, as the page `/_sandbox` shows them and `/_sandbox.json`
/// returns them. Times are texts of RFC 3339, amounts are decimal texts.
///
/// Each list holds the latest 1,000 records, the latest first. Nothing in it is secret or personal,
/// apart from what the merchant put into its references.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Status {
    /// The time by the simulator's clock.
    pub time: String,
    /// How much happened again over all references: 0 is what a merchant wants to see.
    pub duplicates: usize,
    /// What moved, by the merchant's reference, in the order of the references. All of them.
    pub references: Vec<ReferenceStatus>,
    /// The payment intents of mPandco.
    pub intents: Vec<IntentStatus>,
    /// The payouts of mPandco.
    pub payouts: Vec<PayoutStatus>,
    /// The charges of PagoFácil, those of subscriptions included.
    pub charges: Vec<ChargeStatus>,
    /// The cash orders of PagoFácil.
    pub cash_orders: Vec<CashOrderStatus>,
    /// The subscriptions of PagoFácil.
    pub subscriptions: Vec<SubscriptionStatus>,
    /// The requests that got a response.
    pub requests: Vec<RequestStatus>,
    /// The calls to the merchant's server.
    pub merchant_calls: Vec<MerchantCallStatus>,
    /// The plan of the injected faults and the calls that were hit; `None` without a plan.
    pub faults: Option<String>,
}

/// What moved for one of the merchant's references; see [`Movement`].
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ReferenceStatus {
    /// The reference.
    pub reference: String,
    /// What moved for it.
    #[serde(flatten)]
    pub movement: Movement,
    /// How much of it happened again.
    pub duplicates: usize,
}

/// A payment intent of mPandco.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct IntentStatus {
    /// The service's identifier.
    pub id: String,
    /// The service's word for its state.
    pub state: &'static str,
    /// The merchant's reference.
    pub reference: Option<String>,
    /// What the payer pays, in VES, as a decimal text.
    pub total: String,
    /// How often it moved money: 0 or 1.
    pub executions: u32,
}

/// A payout of mPandco.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct PayoutStatus {
    /// The merchant's reference.
    pub reference: String,
    /// How much is paid, in VES.
    pub amount: String,
    /// The service's word for how it travels.
    pub kind: &'static str,
    /// The number of its batch.
    pub batch: usize,
    /// Whether the batch was loaded, which is when the money leaves the wallet.
    pub loaded: bool,
}

/// A charge of PagoFácil.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ChargeStatus {
    /// The service's name for it.
    pub transaction: String,
    /// The merchant's reference.
    pub reference: Option<String>,
    /// The subscription that it belongs to.
    pub subscription: Option<String>,
    /// The amount.
    pub amount: String,
    /// The currency of the amount.
    pub currency: String,
    /// Whether it was approved.
    pub approved: bool,
    /// When it was made.
    pub at: String,
}

/// A cash order of PagoFácil.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct CashOrderStatus {
    /// The service's control identifier.
    pub reference: String,
    /// The merchant's own reference.
    pub order_id: String,
    /// What the buyer pays in pesos.
    pub amount: String,
    /// The code of the store.
    pub store: String,
    /// The service's number for its status: 1 open, 3 expired, 4 paid.
    pub status: u8,
}

/// A subscription of PagoFácil.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct SubscriptionStatus {
    /// The service's name for it.
    pub id: String,
    /// The merchant's reference.
    pub reference: Option<String>,
    /// What is charged each time, in pesos.
    pub amount: String,
    /// The day of the month on which it is charged.
    pub day: u8,
    /// Whether it will be charged.
    pub active: bool,
    /// How many charges were made so far, declined ones included.
    pub charges: usize,
}

/// A request that got a response.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct RequestStatus {
    /// When it arrived.
    pub at: String,
    /// The HTTP method.
    pub method: String,
    /// The path, without its query.
    pub path: String,
    /// The status of the response.
    pub status: u16,
    /// The name of the fault that hit it.
    pub fault: Option<String>,
}

/// A call to the merchant's server.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct MerchantCallStatus {
    /// When it was made.
    pub at: String,
    /// The HTTP method.
    pub method: String,
    /// Whom the service called, without a query.
    pub url: String,
    /// The status of the merchant's response.
    pub status: Option<u16>,
    /// Why there was no response.
    pub error: Option<String>,
}

/// The paths of the page and the JSON.
pub(crate) fn router(source: Source) -> Router {
    Router::new()
        .route("/_sandbox", get(page))
        .route("/_sandbox.json", get(json))
        .route("/_sandbox/cash-orders/{reference}/pay", post(pay))
        .route("/_sandbox/payout-batches/load", post(load))
        .with_state(source)
}

async fn page(Shared(source): Shared<Source>) -> impl IntoResponse {
    let status = source.status(SHOWN);
    ([(CACHE_CONTROL, "no-store")], Html(status.page()))
}

async fn json(Shared(source): Shared<Source>) -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], Json(source.status(LATEST)))
}

/// Pays a cash order as its buyer does.
async fn pay(Shared(source): Shared<Source>, Path(reference): Path<String>) -> Redirect {
    source.pagofacil.pay_cash_order(&reference);
    Redirect::to("/_sandbox")
}

/// Loads the pending batches of payouts as a person of the merchant does.
async fn load(Shared(source): Shared<Source>) -> Redirect {
    source.mpandco.load_payout_batches();
    Redirect::to("/_sandbox")
}

impl Source {
    /// The status, with so many of the latest records of each kind.
    pub(crate) fn status(&self, latest: usize) -> Status {
        let money = MoneyReport::count(&self.mpandco, &self.pagofacil);
        let references = money.references().iter();
        Status {
            time: rfc_3339(self.clock.now()),
            duplicates: money.duplicates(),
            references: references
                .map(|(reference, movement)| ReferenceStatus {
                    reference: reference.clone(),
                    movement: *movement,
                    duplicates: movement.duplicates(),
                })
                .collect(),
            intents: newest(self.mpandco.intents(), latest, |intent| IntentStatus {
                id: intent.id,
                state: intent.state.as_str(),
                reference: intent.reference,
                total: intent.total.to_string(),
                executions: intent.executions,
            }),
            payouts: newest(self.mpandco.payouts(), latest, |payout| PayoutStatus {
                reference: payout.reference,
                amount: payout.amount.to_string(),
                kind: payout.kind.as_str(),
                batch: payout.batch,
                loaded: payout.loaded,
            }),
            charges: newest(self.pagofacil.charges(), latest, ChargeStatus::from),
            cash_orders: newest(self.pagofacil.cash_orders(), latest, |order| {
                CashOrderStatus {
                    reference: order.reference,
                    order_id: order.order_id,
                    amount: order.amount.to_string(),
                    store: order.store,
                    status: order.status.number(),
                }
            }),
            subscriptions: newest(self.pagofacil.subscriptions(), latest, |held| {
                SubscriptionStatus {
                    id: held.id,
                    reference: held.reference,
                    amount: held.amount.to_string(),
                    day: held.day,
                    active: held.active,
                    charges: held.charges.len(),
                }
            }),
            requests: newest(self.log.latest(), latest, |request| RequestStatus {
                at: rfc_3339(request.at),
                method: request.method.to_string(),
                path: request.path,
                status: request.status.as_u16(),
                fault: request.fault.map(|fault| fault.to_string()),
            }),
            merchant_calls: newest(self.merchant.calls(), latest, |call| MerchantCallStatus {
                at: rfc_3339(call.at),
                method: call.method.to_string(),
                url: call.url,
                status: call.result.as_ref().ok().map(|status| status.as_u16()),
                error: call.result.err(),
            }),
            faults: self.faults.report().map(|report| report.to_string()),
        }
    }
}

impl From<ChargeView> for ChargeStatus {
    fn from(charge: ChargeView) -> Self {
        Self {
            approved: charge.is_approved(),
            at: rfc_3339(pagofacil::in_mexico_city(charge.made_at)),
            currency: charge.currency.code().to_owned(),
            transaction: charge.transaction,
            reference: charge.reference,
            subscription: charge.subscription,
            amount: charge.amount.to_string(),
        }
    }
}

fn newest<T, S>(records: Vec<T>, latest: usize, status: impl FnMut(T) -> S) -> Vec<S> {
    records.into_iter().rev().take(latest).map(status).collect()
}

fn rfc_3339(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap_or_default()
}
