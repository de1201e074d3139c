//! A small REST service: idempotency keys, refunds, cash vouchers and stored cards. Its payers and
//! its webhooks are in the hands of the tests.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use payments_core::{Currency, Money};
use serde_json::{Value, json};

pub(crate) const API_KEY: &str = "sk-template-canary-key";
pub(crate) const WEBHOOK_KEY: &str = "whsec-template-canary";
/// A stored card without money.
pub(crate) const POOR_CARD: &str = "tok-insufficient-funds";

/// What the service holds.
#[derive(Default)]
pub(crate) struct Books {
    pub(crate) payments: Vec<Record>,
    pub(crate) refunds: Vec<Value>,
    pub(crate) cards: Vec<String>,
    /// The next charge of a card is declined.
    pub(crate) declines_next: bool,
    /// Responses by idempotency key.
    keyed: HashMap<String, (u16, Value)>,
}

#[derive(Clone)]
pub(crate) struct Record {
    pub(crate) reference: String,
    pub(crate) amount: Money,
    refunded: Option<Money>,
    pub(crate) status: &'static str,
    voucher: Option<String>,
}

#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) books: Arc<Mutex<Books>>,
    address: SocketAddr,
}

type Shared = Arc<Mutex<Books>>;

impl Server {
    pub(crate) async fn start() -> Self {
        let books = Shared::default();
        let router = Router::new()
            .route("/v1/payments", post(create).get(find))
            .route("/v1/payments/{id}", get(show))
            .route("/v1/payments/{id}/refunds", post(refund))
            .route("/v1/refunds", get(find_refund))
            .route("/v1/cards", post(store).delete(remove))
            .layer(middleware::from_fn(authorize))
            .with_state(Arc::clone(&books));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { books, address }
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The payer pays the voucher at the store.
    pub(crate) fn pay(&self, id: &str) {
        let mut books = self.books.lock().unwrap();
        let record = &mut books.payments[index(id).unwrap()];
        record.status = "paid";
    }
}

fn index(id: &str) -> Option<usize> {
    id.strip_prefix("pay-")?.parse().ok()
}

fn refuse(status: u16, code: &str, message: &str, field: Option<&str>) -> (u16, Value) {
    let error = json!({"code": code, "message": message, "field": field});
    (status, json!({ "error": error }))
}

fn respond((status, body): (u16, Value)) -> Response {
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}

/// Lets only calls with the API key pass.
async fn authorize(request: Request, next: Next) -> Response {
    let given = request.headers().get("authorization");
    if given.is_some_and(|value| value == &format!("Bearer {API_KEY}")) {
        return next.run(request).await;
    }
    respond(refuse(401, "unauthorized", "unknown key", None))
}

fn view(index: usize, record: &Record) -> Value {
    json!({
        "id": format!("pay-{index}"),
        "reference": record.reference,
        "status": record.status,
        "amount": record.amount.to_wire(),
        "currency": record.amount.currency(),
        "refunded": record.refunded.map(|money| money.to_wire()),
        "voucher": record.voucher,
    })
}

/// Runs a call once for each idempotency key.
fn once(
    books: &Shared,
    headers: &HeaderMap,
    call: impl FnOnce(&mut Books) -> (u16, Value),
) -> Response {
    let mut books = books.lock().unwrap();
    let key = headers
        .get("idempotency-key")
        .map(|key| key.to_str().unwrap().to_owned());
    let Some(key) = key else {
        return respond(refuse(
            422,
            "invalid",
            "is required",
            Some("idempotency_key"),
        ));
    };
    if let Some(known) = books.keyed.get(&key) {
        return respond(known.clone());
    }
    let result = call(&mut books);
    books.keyed.insert(key, result.clone());
    respond(result)
}

async fn create(State(books): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let Ok(request) = serde_json::from_slice::<Value>(&body) else {
        return respond(refuse(422, "invalid", "is not JSON", None));
    };
    once(&books, &headers, |books| {
        let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
        let currency: Option<Currency> = text("currency").parse().ok();
        let amount = currency.and_then(|currency| Money::parse(&text("amount"), currency).ok());
        let Some(amount) = amount else {
            return refuse(422, "invalid", "is not money", Some("amount"));
        };
        if books
            .payments
            .iter()
            .any(|known| known.reference == text("reference"))
        {
            return refuse(
                409,
                "duplicate_reference",
                "the reference was used before",
                None,
            );
        }
        let is_cash = text("method") == "cash";
        if is_cash && text("payer_document").is_empty() {
            return refuse(422, "invalid", "is missing", Some("payer_document"));
        }
        if text("card_token") == POOR_CARD || std::mem::take(&mut books.declines_next) {
            return refuse(402, "insufficient_funds", "the card was declined", None);
        }
        let index = books.payments.len();
        books.payments.push(Record {
            reference: text("reference"),
            amount,
            refunded: None,
            status: if is_cash { "pending" } else { "paid" },
            voucher: is_cash.then(|| format!("voucher-{index}")),
        });
        (201, view(index, &books.payments[index]))
    })
}

async fn show(State(books): State<Shared>, Path(id): Path<String>) -> Response {
    let books = books.lock().unwrap();
    let found = index(&id).and_then(|index| Some((index, books.payments.get(index)?)));
    respond(match found {
        Some((index, record)) => (200, view(index, record)),
        None => refuse(404, "not_found", "no such payment", None),
    })
}

type Filter = Query<HashMap<String, String>>;

async fn find(State(books): State<Shared>, filter: Filter) -> Response {
    let books = books.lock().unwrap();
    let newest_first = books.payments.iter().enumerate().rev();
    let found =
        newest_first.filter(|(_, record)| Some(&record.reference) == filter.get("reference"));
    let data: Vec<Value> = found.map(|(index, record)| view(index, record)).collect();
    respond((200, json!({"total": data.len(), "data": data})))
}

async fn refund(
    State(books): State<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    once(&books, &headers, |books| {
        let number = books.refunds.len();
        let Some(record) = index(&id).and_then(|index| books.payments.get_mut(index)) else {
            return refuse(404, "not_found", "no such payment", None);
        };
        let currency = record.amount.currency();
        let before = record.refunded.unwrap_or(Money::zero(currency));
        let rest = record.amount.checked_sub(before).unwrap();
        let amount = match request["amount"].as_str() {
            Some(text) => Money::parse(text, currency).unwrap(),
            None => rest,
        };
        if !matches!(record.status, "paid" | "partially_refunded")
            || rest.amount() < amount.amount()
        {
            return refuse(422, "invalid", "is more than what is left", Some("amount"));
        }
        record.refunded = before.checked_add(amount).ok();
        record.status = if record.refunded == Some(record.amount) {
            "refunded"
        } else {
            "partially_refunded"
        };
        let refund = json!({
            "id": format!("ref-{number}"),
            "payment": id,
            "reference": request["reference"],
            "amount": amount.to_wire(),
            "currency": currency,
        });
        books.refunds.push(refund.clone());
        (201, refund)
    })
}

async fn find_refund(State(books): State<Shared>, filter: Filter) -> Response {
    let books = books.lock().unwrap();
    let wanted = filter.get("reference").cloned().unwrap_or_default();
    let found = books
        .refunds
        .iter()
        .filter(|refund| refund["reference"] == wanted);
    let data: Vec<Value> = found.cloned().collect();
    respond((200, json!({"total": data.len(), "data": data})))
}

async fn store(State(books): State<Shared>) -> Response {
    let mut books = books.lock().unwrap();
    let token = format!("tok-{}", books.cards.len());
    books.cards.push(token.clone());
    respond((201, json!({ "token": token })))
}

async fn remove(State(books): State<Shared>, body: Bytes) -> Response {
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    let mut books = books.lock().unwrap();
    let known = books.cards.len();
    books.cards.retain(|token| request["token"] != *token);
    respond(if books.cards.len() < known {
        (200, json!({}))
    } else {
        refuse(404, "not_found", "no such card", None)
    })
}
