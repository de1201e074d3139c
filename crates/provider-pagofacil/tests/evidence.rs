//! What a response proves. Every echoed, stored and sent value of these responses differs from the
//! others, so that one cannot pass for another.

use http::StatusCode;
use payments_core::{
    Currency, Error, Money, Outcome, PaymentProvider, PaymentRequest, RecurringProvider, Schedule,
    SubscriptionId, SubscriptionRequest, SubscriptionStatus,
};
use payments_testkit::{Canned, samples};
use proptest::prelude::*;
use proptest::sample::select;
use provider_pagofacil::{Encoding, TransactionFilter};
use serde_json::{Value, json};
use time::macros::date;

use crate::support::{card, sandbox};

const ID: &str = "T-RAPFE1S1I7";

/// A client that receives `members` as the result of any method.
fn receiving(members: &Value) -> provider_pagofacil::PagoFacil {
    let members = members.clone();
    let canned = Canned::with(move |request| {
        let sent = String::from_utf8_lossy(request.body().expose()).into_owned();
        let method = ["cancel", "vercargo"]
            .into_iter()
            .find(|name| sent.starts_with(&format!("method={name}&")));
        let body = json!({"r": {method.unwrap_or("transaccion"): members}});
        Ok(Canned::response(
            StatusCode::OK,
            "application/json",
            body.to_string(),
        ))
    });
    sandbox(canned, Encoding::FormJson)
}

fn order() -> PaymentRequest {
    PaymentRequest::new("ORDER-7", Money::from_minor(81_250, Currency::MXN))
        .with_card(card(), samples::customer())
        .with_installments(3)
}

fn charge() -> Value {
    json!({
        "autorizado": "1", "autorizacion": "305638", "transaccion": "S-PFE1S1I7",
        "texto": "Transaction has been successful!-staging", "pf_message": "Transaccion exitosa",
        "mode": "S", "error": "", "idPedido": "ORDER-7", "monto": "812.50", "divisa": "MXN",
        "mensualidades": "03", "exito": "1", "registrado": "1",
        "data": {"idPedido": " ORDER-7 ", "monto": "812.5", "divisa": "MXP", "mensualidades": "3",
            "numeroTarjeta": "(16) **** **** **** 1111", "mode": "R"},
        "dataVal": {"idPedido": "ORDER-7", "monto": 812.50, "divisa": "MXN", "mensualidades": 3,
            "numeroTarjeta": "5111********1111"},
        "status": "success",
    })
}

fn contract() -> SubscriptionRequest {
    let schedule = Schedule::monthly(5, date!(2013 - 09 - 16)).with_end(date!(2014 - 12 - 31));
    let amount = Money::from_minor(81_250, Currency::MXN);
    SubscriptionRequest::new(amount, card(), samples::customer(), schedule)
        .with_reference("CONTRACT-7")
}

fn registration() -> Value {
    json!({
        "status": "1", "registrado": "1", "exito": "1", "idRecurrente": ID, "mode": "S",
        "texto": "Transaccion registrada con exito", "error": "", "autorizado": "",
        "data": {"idCliente": "CONTRACT-7", "monto": "812.5", "diaPago": "05",
            "fechaIniCobro": "16-09-2013", "fechaFinCobro": "31-12-2014",
            "numeroTarjeta": "(16) **** **** **** 1111"},
        "dataVal": {"idCliente": " CONTRACT-7", "monto": 812.50, "diaPago": "5",
            "fechaIniCobro": "2013-09-16", "fechaFinCobro": "2014-12-31",
            "numeroTarjeta": "5111********1111"},
    })
}

fn cancellation() -> Value {
    json!({
        "status": "ok", "exito": "1", "registrado": "1", "error": "", "mode": "S",
        "texto": "Pago recurrente modificado", "idRecurrente": ID,
        "data": {"noTransaccion": ID, "status": "0"},
        "dataVal": {"noTransaccion": ID, "idRecurrente": ID},
    })
}

#[derive(Clone, Copy, Debug)]
enum Call {
    Charge,
    Register,
    Cancel,
}

impl Call {
    fn response(self) -> Value {
        match self {
            Self::Charge => charge(),
            Self::Register => registration(),
            Self::Cancel => cancellation(),
        }
    }

    async fn make(self, members: &Value) -> Result<(), Error> {
        let client = receiving(members);
        match self {
            Self::Charge => client.create_payment(&order()).await.map(drop),
            Self::Register => client.register_subscription(&contract()).await.map(drop),
            Self::Cancel => client
                .cancel_subscription(&SubscriptionId::new(ID))
                .await
                .map(drop),
        }
    }
}

/// Values of a kind, none of which is that of the request.
#[derive(Clone, Copy, Debug)]
enum Other {
    Reference,
    Amount,
    Number,
    Date,
    Words(&'static [&'static str]),
}

impl Other {
    fn values(self) -> BoxedStrategy<Value> {
        let texts = |texts: Vec<&'static str>| select(texts).prop_map(Value::from).boxed();
        match self {
            Self::Reference => "[A-Z0-9a-z-]{1,12}"
                .prop_filter("another", |text| text != "ORDER-7" && text != "CONTRACT-7")
                .prop_map(Value::from)
                .boxed(),
            Self::Amount => (1_i64..9_999_999)
                .prop_filter("another", |cents| *cents != 81_250)
                .prop_map(|cents| Money::from_minor(cents, Currency::MXN).to_wire().into())
                .boxed(),
            Self::Number => (6_u8..29).prop_map(Value::from).boxed(),
            Self::Date => (1_u8..13, 2015_u16..2020)
                .prop_map(|(month, year)| format!("{year}-{month:02}-17").into())
                .boxed(),
            Self::Words(words) => texts(words.to_vec()),
        }
    }
}

const NO_FLAG: &[&str] = &["0", "false", "2", "x", "TRUE", "-1"];
const NO_SUCCESS: &[&str] = &["0", "error", "fail", "failed", "2", "x"];
const OTHER_CARD: &[&str] = &["(16) **** **** **** 2222", "5111********1112"];
const REFUSAL: &[&str] = &[
    "Transaction has been denied!",
    "Declined_%28General%29.",
    "Errores en x",
];

/// Every member that identifies a call or says how it ended, with what contradicts it.
const CONTRADICTIONS: &[(Call, &str, Other)] = &[
    (Call::Charge, "/idPedido", Other::Reference),
    (Call::Charge, "/data/idPedido", Other::Reference),
    (Call::Charge, "/dataVal/idPedido", Other::Reference),
    (Call::Charge, "/monto", Other::Amount),
    (Call::Charge, "/data/monto", Other::Amount),
    (Call::Charge, "/dataVal/monto", Other::Amount),
    (Call::Charge, "/divisa", Other::Words(&["USD", "x"])),
    (Call::Charge, "/data/divisa", Other::Words(&["USD", "x"])),
    (Call::Charge, "/dataVal/divisa", Other::Words(&["USD", "x"])),
    (Call::Charge, "/mensualidades", Other::Number),
    (Call::Charge, "/data/mensualidades", Other::Number),
    (Call::Charge, "/dataVal/mensualidades", Other::Number),
    (
        Call::Charge,
        "/data/numeroTarjeta",
        Other::Words(OTHER_CARD),
    ),
    (
        Call::Charge,
        "/dataVal/numeroTarjeta",
        Other::Words(OTHER_CARD),
    ),
    (Call::Charge, "/mode", Other::Words(&["P", "PRD"])),
    (Call::Charge, "/data/mode", Other::Words(&["P", "PRD"])),
    (Call::Charge, "/autorizado", Other::Words(NO_FLAG)),
    (Call::Charge, "/exito", Other::Words(&["0", "false"])),
    (Call::Charge, "/registrado", Other::Words(&["0", "false"])),
    (
        Call::Charge,
        "/transaccion",
        Other::Words(&["n/a", "", "0"]),
    ),
    (Call::Charge, "/status", Other::Words(NO_SUCCESS)),
    (Call::Charge, "/texto", Other::Words(REFUSAL)),
    (
        Call::Charge,
        "/pf_message",
        Other::Words(&["Transaccion denegada"]),
    ),
    (Call::Charge, "/error", Other::Words(REFUSAL)),
    (Call::Charge, "/idRecurrente", Other::Words(&[ID])),
    (Call::Register, "/data/idCliente", Other::Reference),
    (Call::Register, "/dataVal/idCliente", Other::Reference),
    (Call::Register, "/data/monto", Other::Amount),
    (Call::Register, "/dataVal/monto", Other::Amount),
    (Call::Register, "/data/diaPago", Other::Number),
    (Call::Register, "/dataVal/diaPago", Other::Number),
    (Call::Register, "/data/fechaIniCobro", Other::Date),
    (Call::Register, "/dataVal/fechaIniCobro", Other::Date),
    (Call::Register, "/data/fechaFinCobro", Other::Date),
    (Call::Register, "/dataVal/fechaFinCobro", Other::Date),
    (
        Call::Register,
        "/data/numeroTarjeta",
        Other::Words(OTHER_CARD),
    ),
    (
        Call::Register,
        "/dataVal/numeroTarjeta",
        Other::Words(OTHER_CARD),
    ),
    (Call::Register, "/mode", Other::Words(&["P", "PRD"])),
    (Call::Register, "/registrado", Other::Words(NO_FLAG)),
    (Call::Register, "/exito", Other::Words(&["0", "false"])),
    (Call::Register, "/autorizado", Other::Words(&["1", "true"])),
    (
        Call::Register,
        "/idRecurrente",
        Other::Words(&["n/a", "", "0"]),
    ),
    (Call::Register, "/status", Other::Words(NO_SUCCESS)),
    (Call::Register, "/texto", Other::Words(REFUSAL)),
    (Call::Register, "/error", Other::Words(REFUSAL)),
    (Call::Cancel, "/idRecurrente", Other::Reference),
    (Call::Cancel, "/data/noTransaccion", Other::Reference),
    (Call::Cancel, "/dataVal/noTransaccion", Other::Reference),
    (Call::Cancel, "/dataVal/idRecurrente", Other::Reference),
    (Call::Cancel, "/mode", Other::Words(&["P", "PRD"])),
    (Call::Cancel, "/exito", Other::Words(NO_FLAG)),
    (Call::Cancel, "/registrado", Other::Words(&["0", "false"])),
    (Call::Cancel, "/status", Other::Words(NO_SUCCESS)),
    (Call::Cancel, "/texto", Other::Words(REFUSAL)),
    (Call::Cancel, "/error", Other::Words(REFUSAL)),
];

fn contradictions() -> impl Strategy<Value = (Call, &'static str, Value)> {
    select(CONTRADICTIONS).prop_flat_map(|(call, place, other)| {
        other.values().prop_map(move |value| (call, place, value))
    })
}

/// The response with another value at a place, alone or beside the value that it had.
fn with(call: Call, place: &str, value: &Value, is_repeated: bool) -> Value {
    let mut body = call.response();
    let (parent, name) = place.rsplit_once('/').unwrap();
    let parent = body.pointer_mut(parent).unwrap();
    let value = match parent.get(name) {
        Some(before) if is_repeated => json!([before, value]),
        _ => value.clone(),
    };
    parent[name] = value;
    body
}

fn run<T>(call: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(call)
}

#[tokio::test]
async fn every_call_succeeds_on_the_response_that_it_expects() {
    for call in [Call::Charge, Call::Register, Call::Cancel] {
        call.make(&call.response()).await.unwrap();
    }
}

proptest! {
    #![proptest_config(crate::decimals::config(512))]

    #[test]
    fn no_member_that_contradicts_the_request_ends_in_a_success_or_a_refusal(
        (call, place, value) in contradictions(),
        is_repeated: bool,
    ) {
        // An empty value beside another one says nothing.
        let is_repeated = is_repeated && !place.ends_with("transaccion") && !place.ends_with("/idRecurrente");
        let body = with(call, place, &value, is_repeated);
        let error = run(call.make(&body));
        let outcome = error.as_ref().map_err(Error::outcome);
        prop_assert_eq!(outcome, Err(Outcome::Unknown), "{:?} {} {}", call, place, body);
    }

    #[test]
    fn any_value_in_place_of_a_row_never_loses_the_others(place in 0_usize..3, value in any_json()) {
        let mut rows: Vec<Value> = ["S-1", "S-2", "S-3"].map(row).to_vec();
        rows[place] = value.clone();
        let by_name: serde_json::Map<String, Value> =
            rows.iter().enumerate().map(|(at, row)| (format!("S-{}", at + 1), row.clone())).collect();
        for rows in [Value::from(rows), Value::from(by_name)] {
            let report = json!({
                "status": {"result": "ok", "elements": "3", "no_pages": "1", "no_page": "1"},
                "transactions": rows,
            });
            let canned = Canned::returning(StatusCode::OK, "application/json", report.to_string());
            let client = sandbox(canned, Encoding::JsonRpc);
            let everything = TransactionFilter::new();
            let first = payments_core::PageRequest::first();
            let page = run(client.search_transactions(&everything, &first)).unwrap();
            for (index, id) in ["S-1", "S-2", "S-3"].into_iter().enumerate() {
                let is_shown = page.items.iter().any(|one| one.id == id);
                prop_assert!(index == place || is_shown, "{} in {}", id, value);
            }
            prop_assert_eq!(page.items.len() + page.unreadable.len(), 3, "{}", value);
        }
    }
}

fn row(id: &str) -> Value {
    json!({
        "transaction_id": id, "order_id": format!("ORDER-{id}"), "amount": "10.00",
        "authorized": "1", "timestamp": "2013-08-08 11:29:31", "transaction_via": "webservice",
    })
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[ -~]{0,8}".prop_map(Value::from),
        select(vec!["n/a", "1,200.00", "S-1", "ORDER-S-1"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let names = "(transaction_id|order_id|amount|authorized|card_info|[a-z]{1,4})";
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((names, inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

#[tokio::test]
async fn a_subscription_whose_state_is_contradicted_has_no_known_state() {
    let known = json!({"status": "1", "idRecurrente": ID, "activo": "1", "texto": ""});
    let states = [
        ("1", SubscriptionStatus::Active),
        ("0", SubscriptionStatus::Cancelled),
    ];
    for (active, expected) in states {
        let mut body = known.clone();
        body["activo"] = active.into();
        let id = SubscriptionId::new(ID);
        let found = receiving(&body).get_subscription(&id).await.unwrap();
        assert_eq!(*found.status(), expected);
        for (name, value) in [
            ("activo", json!(["1", "0"])),
            ("activo", json!(["0", "1", "0"])),
            ("activo", json!("2")),
            ("activo", json!("si")),
            ("activo", json!("TRUE")),
            ("activo", json!(null)),
            ("status", json!("0")),
            ("status", json!("2")),
            ("status", json!(["1", "0"])),
            ("exito", json!("0")),
            ("registrado", json!("0")),
            ("error", json!({"idRecurrente": "no activo"})),
        ] {
            let mut body = body.clone();
            body[name] = value;
            let found = receiving(&body).get_subscription(&id).await.unwrap();
            let is_known = !matches!(found.status(), SubscriptionStatus::Other(_));
            assert!(!is_known, "{body}: {found:?}");
        }
        for echo in [
            json!({"idRecurrente": "T-9"}),
            json!([{"x": {"idRecurrente": "T-9"}}]),
        ] {
            let mut body = body.clone();
            body["data"] = echo;
            assert!(
                receiving(&body).get_subscription(&id).await.is_err(),
                "{body}"
            );
        }
    }
}
