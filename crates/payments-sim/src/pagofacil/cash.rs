//! The service for cash orders: its paths, its forms and its responses.
//!
//! The requests are documented, and so are the members of a created order as far as the plugins of the
//! company read them. No document shows the response to a look-up, to a list, or to a refusal: a
//! look-up returns the created order with the number of the webhooks in `status`, which is a guess,
//! and so are all the messages.

use std::sync::Arc;

use axum::Router;
use axum::extract::State as Shared;
use axum::routing::{get, post};
use rust_decimal::Decimal;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

use crate::pagofacil::environment::Environment;
use crate::pagofacil::local_time::{LocalTime, in_mexico_city};
use crate::pagofacil::state::State;
use crate::pagofacil::state::cash::{CashOrder, NewCashOrder};
use crate::pagofacil::wire::fields::Fields;
use crate::pagofacil::wire::reply::Reply;
use crate::pagofacil::wire::rules;
use crate::pagofacil::wire::zend::{Map, Value};
use crate::php::form::parse_str;
use crate::php::json::encode;
use crate::php::request::PhpRequest;

/// The code and the name of each store, and the most that it takes in pesos, as far as that was
/// published in 2017.
const STORES: [(&str, &str, Option<u32>); 8] = [
    ("OXXO", "Oxxo", Some(15_000)),
    ("SEVEN_ELEVEN", "7-Eleven", Some(15_000)),
    ("EXTRA", "Extra", Some(5_000)),
    ("FARMACIA_BENAVIDES", "Farmacias Benavides", Some(5_000)),
    ("CHEDRAUI", "Chedraui", Some(5_000)),
    ("FARMACIA_ESQUIVAR", "Farmacias Esquivar", Some(5_000)),
    ("FARMACIAS_DEL_AHORRO", "Farmacias del Ahorro", None),
    ("CIRCLE_K", "Circle K", None),
];

/// The paths, and the operations of a client that call them.
const CHARGE: &str = "/cash/charge";
const LIST: &str = "/cash/charges";
const STORE_LIST: &str = "/cash/Rest_Conveniencestores";

/// The largest amount of a `decimal(8,2)`.
const LARGEST: Decimal = Decimal::from_parts(99_999_999, 0, 0, false, 2);

#[derive(Clone)]
struct Site {
    state: Arc<State>,
    environment: Environment,
}

pub(crate) fn router(state: Arc<State>, environment: Environment) -> Router {
    Router::new()
        .route(CHARGE, post(create).get(look_up))
        .route(LIST, get(list).post(list))
        .route(STORE_LIST, get(stores))
        .with_state(Site { state, environment })
}

/// The client's operations that call this path, which has no prefix.
pub(crate) fn operations(path: &str, is_post: bool) -> &'static [&'static str] {
    match path {
        CHARGE if is_post => &["create_payment"],
        CHARGE => &["get_payment", "find_payment"],
        LIST => &["find_payment"],
        STORE_LIST => &["list_stores"],
        _ => &[],
    }
}

async fn create(Shared(site): Shared<Site>, request: PhpRequest) -> Reply {
    let now = site.state.now();
    let data = Map::from(&parse_str(&request.form));
    match read(&data, &site) {
        Ok(new) => {
            let mut orders = site.state.cash();
            let order = orders.add(new, now);
            success(Map::new().with("charge", created(order)))
        }
        Err(message) => refusal(&message),
    }
}

async fn look_up(Shared(site): Shared<Site>, request: PhpRequest) -> Reply {
    let now = site.state.now();
    let data = sent(&request);
    let mut fields = Fields::new(&data);
    check_keys(&mut fields, site.environment);
    let reference = fields.required(&["reference"], rules::at_most(45));
    match finish(fields, reference) {
        Ok(reference) => match site.state.cash().get(&reference) {
            Some(order) if order.new.environment == site.environment => {
                success(Map::new().with("charge", shown(order, now)))
            }
            _ => refusal(&format!("reference {reference} no encontrada")),
        },
        Err(message) => refusal(&message),
    }
}

async fn list(Shared(site): Shared<Site>, request: PhpRequest) -> Reply {
    let now = site.state.now();
    let data = sent(&request);
    let mut fields = Fields::new(&data);
    check_keys(&mut fields, site.environment);
    let secret = site.environment.api_secret();
    fields.required(&["secret_key"], rules::key("secret_key", &secret));
    let start = fields.required(&["date_start"], date_time);
    let end = fields.required(&["date_end"], date_time);
    let period = start.zip(end);
    match finish(fields, period) {
        Ok((start, end)) => {
            let orders = site.state.cash();
            let found = orders.all().iter().filter(|order| {
                order.new.environment == site.environment && (start..=end).contains(&order.created)
            });
            let charges = found.map(|order| Value::Map(shown(order, now))).collect();
            success(Map::new().with("charges", Value::List(charges)))
        }
        Err(message) => refusal(&message),
    }
}

async fn stores() -> Reply {
    let record = |(code, name, _): (&str, &str, Option<u32>)| {
        Value::Map(Map::new().with("code", code).with("name", name))
    };
    let records = STORES.map(record).to_vec();
    let total = i64::try_from(records.len()).unwrap_or_default();
    let body = Map::new()
        .with("total", total)
        .with("records", Value::List(records));
    Reply::ok("application/json", encode(&body).unwrap_or_default())
}

/// The query of a GET, the form of a POST.
fn sent(request: &PhpRequest) -> Map {
    Map::from(&parse_str(&format!("{}&{}", request.query, request.form)))
}

fn read(data: &Map, site: &Site) -> Result<NewCashOrder, String> {
    let mut fields = Fields::new(data);
    check_keys(&mut fields, site.environment);
    let order_id = fields.required(&["order_id"], rules::at_most(45));
    let product = fields.required(&["product"], rules::at_most(100));
    let amount = fields.required(&["amount"], amount);
    let store = fields.required(&["store_code"], rules::at_most(30));
    for name in ["customer", "email"] {
        fields.required(&[name], rules::at_most(100));
    }
    let expires = fields.optional(&["expiration"], date_time);
    if let (Some(amount), Some(code)) = (amount, &store) {
        match STORES.iter().find(|(known, ..)| known == code) {
            None => fields.refuse("store_code", format!("store_code {code} no encontrado")),
            Some((_, _, Some(most))) if amount > Decimal::from(*most) => {
                let message = format!("'{amount}' es mayor que el maximo de la tienda");
                fields.refuse("amount", message);
            }
            Some(_) => {}
        }
    }
    let read = || {
        Some(NewCashOrder {
            environment: site.environment,
            order_id: order_id?,
            product: product?,
            amount: amount?,
            store: store?,
            expires,
        })
    };
    finish(fields, read())
}

fn check_keys(fields: &mut Fields<'_>, environment: Environment) {
    let (branch, user) = environment.keys();
    for (name, issued) in [("branch_key", branch), ("user_key", user)] {
        fields.required(&[name], rules::key(name, &issued));
    }
}

/// `value`, or the first message about what was sent.
fn finish<T>(fields: Fields<'_>, value: Option<T>) -> Result<T, String> {
    fields.finish(value).map_err(|errors| {
        let first = errors.iter().next();
        let message = first.and_then(|(_, message)| message.scalar());
        message.unwrap_or_default().into_owned()
    })
}

/// A `decimal(8,2)` above zero.
fn amount(text: &str) -> Result<Decimal, String> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let amount = Decimal::from_str_exact(text).ok().filter(|_| plain);
    amount
        .filter(|amount| amount.scale() <= 2 && *amount > Decimal::ZERO && *amount <= LARGEST)
        .ok_or_else(|| format!("'{text}' no es un monto valido"))
}

/// `YYYY-MM-DD HH:MM:SS` in Mexico City.
fn date_time(text: &str) -> Result<OffsetDateTime, String> {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    let local = PrimitiveDateTime::parse(text, format);
    local
        .map(in_mexico_city)
        .map_err(|_| format!("'{text}' no es una fecha valida"))
}

/// The members of a created order.
fn created(order: &CashOrder) -> Map {
    let store = order.new.store.as_str();
    let charge = Map::new()
        .with("reference", order.reference.as_str())
        .with("customer_order", order.new.order_id.as_str())
        .with("amount", format!("{:.2}", order.new.amount))
        .with("convenience_store", store)
        .with("store_fixed_rate", "12.00")
        .with("store_schedule", "24 hrs")
        .with("store_image", "")
        .with("bank", "Banco Simulado")
        .with("bank_account_number", order.account.as_str());
    let charge = if store == "SEVEN_ELEVEN" {
        charge.with("agreement_number", "0000")
    } else {
        charge.with("agreement_number", Value::Null)
    };
    let expires = LocalTime::new(order.expires).dashed();
    charge.with("expiration_date", expires)
}

/// The members of a created order, with its status.
fn shown(order: &CashOrder, now: OffsetDateTime) -> Map {
    let status = i64::from(order.status(now).number());
    created(order)
        .with("product", order.new.product.as_str())
        .with("status", status)
}

fn success(members: Map) -> Reply {
    let mut body = Map::new().with("error", 0).with("message", "success");
    for (name, value) in members.iter() {
        body.set(name, value.clone());
    }
    Reply::ok("application/json", encode(&body).unwrap_or_default())
}

fn refusal(message: &str) -> Reply {
    let body = Map::new().with("error", 1).with("message", message);
    Reply::ok("application/json", encode(&body).unwrap_or_default())
}
