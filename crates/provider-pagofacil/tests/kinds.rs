//! Requests and responses that have gone wrong with this service, a test for each kind.

use std::net::IpAddr;

use http::StatusCode;
use payments_core::{
    Card, CardExpiry, Currency, Customer, DeclineReason, Error, ErrorKind, FirstCharge, Money,
    Operation, Outcome, PaymentProvider, PaymentRequest, PaymentStatus, Recourse,
    RecurringProvider, Result, Schedule, SubscriptionRequest,
};
use payments_kit::http::ClientConfig;
use payments_sim::SimClock;
use payments_testkit::{Canned, samples};
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys};
use serde_json::{Value, json};
use time::macros::{date, datetime};

use crate::support::{card, offline, payment, sandbox};

fn receiving(members: &Value) -> Canned {
    let body = json!({"r": {"transaccion": members}});
    Canned::returning(StatusCode::OK, "application/json", body.to_string())
}

fn approving() -> Canned {
    receiving(&json!({"autorizado": "1", "transaccion": "S-1", "status": "success"}))
}

async fn refused(members: &Value) -> Error {
    let client = sandbox(receiving(members), Encoding::FormJson);
    client.create_payment(&payment()).await.unwrap_err()
}

/// What a registration of `samples::subscription` at this time comes to.
async fn registered_at(time: SimClock, start: time::Date) -> Result<()> {
    let canned = receiving(&json!({"status": "1", "idRecurrente": "T-1"}));
    let keys = SandboxKeys::new(samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
    let client = PagoFacil::sandbox(keys)
        .with_encoding(Encoding::FormJson)
        .with_client(ClientConfig::new().with_transport(canned).with_clock(time))
        .build()?;
    let request = contract(Schedule::monthly(5, start));
    client.register_subscription(&request).await.map(drop)
}

fn contract(schedule: Schedule) -> SubscriptionRequest {
    let amount = Money::from_minor(80_000, Currency::MXN);
    SubscriptionRequest::new(amount, card(), samples::customer(), schedule)
}

#[tokio::test]
async fn an_address_that_the_field_cannot_hold_refuses_no_sale() {
    for (ip, sent) in [
        ("2001:db8::1", None),
        ("fe80::1", None),
        ("::ffff:203.0.113.7", Some("203.0.113.7")),
        ("203.0.113.7", Some("203.0.113.7")),
    ] {
        let canned = approving();
        let customer = Customer {
            ip: Some(ip.parse::<IpAddr>().unwrap()),
            ..samples::customer()
        };
        let request = PaymentRequest::new("1", Money::from_minor(100, Currency::MXN))
            .with_card(card(), customer);
        let client = sandbox(canned.clone(), Encoding::FormJson);
        let paid = client.create_payment(&request).await.unwrap();
        assert_eq!(paid.warnings().is_empty(), sent.is_some(), "{ip}");
        let body = canned.sent()[0].exposed();
        let field = body
            .split('&')
            .find(|field| field.starts_with("data%5BIP%5D="));
        let expected = sent.map(|ip| format!("data%5BIP%5D={ip}"));
        assert_eq!(field, expected.as_deref(), "{ip}");
    }
}

#[tokio::test]
async fn an_order_that_was_used_before_is_told_from_a_mistake_and_names_the_earlier_call() {
    for error in [
        json!({"idPedido": "El pedido 1 ya fue procesado"}),
        json!({"idPedido": "idPedido 1 duplicado"}),
        json!("El pedido ya existe: referencia duplicada"),
    ] {
        let members = json!({
            "autorizado": "0", "autorizacion": "n/a", "transaccion": "n/a", "mode": "R",
            "texto": "Errores en los datos de entrada Validaciones", "status": "success",
            "data": {"idPedido": "1", "monto": "1.00"}, "error": error,
        });
        let refused = refused(&members).await;
        assert_eq!(refused.kind(), ErrorKind::DuplicateReference, "{members}");
        assert_eq!(refused.outcome(), Outcome::Rejected);
        let earlier = Recourse::call(Operation::FIND_PAYMENT, "1");
        assert_eq!(refused.recourse(), Some(&earlier), "{members}");
    }
}

#[tokio::test]
async fn a_decline_is_final_and_has_the_reason_that_its_words_name() {
    for (words, reason) in [
        ("Declined_(General).", DeclineReason::Other),
        ("Fondos insuficientes", DeclineReason::InsufficientFunds),
        ("Tarjeta+vencida", DeclineReason::Expired),
        ("Llame a su banco", DeclineReason::CallBank),
    ] {
        let declined = refused(&json!({
            "autorizado": "0", "transaccion": "S-1", "texto": "Transaction has been denied!",
            "error": words, "status": "success",
        }))
        .await;
        assert_eq!(declined.kind(), ErrorKind::Declined, "{words}");
        assert_eq!(declined.recourse(), None, "{words}");
        let found = declined.decline().map(|decline| decline.reason);
        assert_eq!(found, Some(reason), "{words}");
    }
}

#[tokio::test]
async fn a_subscription_has_at_least_one_day_on_which_it_charges() {
    for (day, start, end) in [
        (20, date!(2013 - 09 - 16), date!(2013 - 09 - 18)),
        (31, date!(2013 - 09 - 16), date!(2013 - 09 - 29)),
        (15, date!(2013 - 09 - 16), date!(2013 - 10 - 14)),
    ] {
        let request = contract(Schedule::monthly(day, start).with_end(end));
        let error = offline().register_subscription(&request).await.unwrap_err();
        let fields: Vec<&str> = error.violations().iter().map(|one| one.field()).collect();
        assert_eq!(fields, ["schedule"], "{day} {start} {end}");
    }
}

#[tokio::test]
async fn a_card_that_expires_before_the_first_charge_is_a_warning() {
    let canned = receiving(&json!({"status": "1", "idRecurrente": "T-1"}));
    for (expiry, is_warned) in [
        (CardExpiry::new(9, 13), true),
        (CardExpiry::new(10, 13), false),
    ] {
        let card = Card::new(samples::card_number(), expiry).with_security_code("222");
        let amount = Money::from_minor(80_000, Currency::MXN);
        let schedule = Schedule::monthly(5, date!(2013 - 09 - 16));
        let request = SubscriptionRequest::new(amount, card, samples::customer(), schedule);
        let client = sandbox(canned.clone(), Encoding::FormJson);
        let registered = client.register_subscription(&request).await.unwrap();
        let warnings = registered.subscription.warnings().join(", ");
        assert_eq!(warnings.contains("expires"), is_warned, "{warnings}");
    }
}

#[tokio::test]
async fn a_wrong_amount_is_one_violation() {
    for cents in [-500, 0] {
        let request = PaymentRequest::new("1", Money::from_minor(cents, Currency::MXN))
            .with_card(card(), samples::customer());
        let error = offline().create_payment(&request).await.unwrap_err();
        let fields: Vec<&str> = error.violations().iter().map(|one| one.field()).collect();
        assert_eq!(fields, ["amount"], "{cents}");
    }
}

#[tokio::test]
async fn one_installment_is_a_payment_in_one_go() {
    let canned = approving();
    let client = sandbox(canned.clone(), Encoding::FormJson);
    let request = payment().with_installments(1);
    assert!(
        client
            .create_payment(&request)
            .await
            .unwrap()
            .status()
            .is_paid()
    );
    let body = canned.sent()[0].exposed();
    assert!(
        !body.contains("mensualidades") && !body.contains("plan"),
        "{body}"
    );
}

/// A look-up shows one charge of an order, and the reports show all of them.
#[tokio::test]
async fn two_charges_of_one_order_are_both_found_and_a_row_that_cannot_be_read_hides_neither() {
    let row = |id: &str, amount: &str, order: &str| {
        json!({
            "transaction_id": id, "order_id": order, "amount": amount, "authorized": "1",
            "timestamp": "2013-08-08 11:29:31", "transaction_via": "webservice",
        })
    };
    for (bad, hides) in [
        (row("S-3", "n/a", "ORDER-2"), false),
        (row("S-3", "1,200.00", "ORDER-2"), false),
        (row("", "10.00", "ORDER-2"), false),
        (row("S-3", "n/a", "1"), true),
        (json!(null), true),
        (json!("S-3"), true),
        (json!({"transaction_id": "S-3"}), true),
    ] {
        let rows =
            json!({"S-1": row("S-1", "1.00", "1"), "S-2": row("S-2", "1.00", "1"), "S-3": bad});
        let report = json!({
            "status": {"result": "ok", "elements": "3", "no_pages": "1", "no_page": "1"},
            "transactions": rows,
        });
        let found = json!({"r": {"verificar": {
            "autorizado": "1", "transaccion": "S-2", "monto": "1.00", "idPedido": "1",
        }}});
        let canned = Canned::with(move |request| {
            let is_report = request.url().path().contains("reports");
            let body = if is_report { &report } else { &found };
            let (status, kind) = (StatusCode::OK, "application/json");
            Ok(Canned::response(status, kind, body.to_string()))
        });
        let client = sandbox(canned, Encoding::FormJson);
        let lookup = client.find_payment(&"1".into()).await.unwrap();
        let paid = lookup.matches().iter();
        let paid = paid.filter(|payment| *payment.status() == PaymentStatus::Paid);
        assert_eq!(paid.count(), 2, "{bad}: {lookup:?}");
        assert_eq!(lookup.is_complete(), !hides, "{bad}: {lookup:?}");
    }
}

#[tokio::test]
async fn each_date_goes_in_its_own_field() {
    let canned = receiving(&json!({"status": "1", "idRecurrente": "T-1"}));
    let client = sandbox(canned.clone(), Encoding::FormJson);
    let schedule = Schedule::monthly(5, date!(2013 - 09 - 16)).with_end(date!(2014 - 12 - 31));
    client
        .register_subscription(&contract(schedule))
        .await
        .unwrap();
    let body = canned.sent()[0].exposed();
    for field in [
        "data%5BdiaPago%5D=05",
        "data%5BfechaIniCobro%5D=16-09-2013",
        "data%5BfechaFinCobro%5D=31-12-2014",
    ] {
        assert!(body.split('&').any(|sent| sent == field), "{field}: {body}");
    }
}

#[tokio::test]
async fn a_day_begins_at_midnight_in_mexico_city() {
    for (now, start, is_in_the_future) in [
        // Still August 31 there.
        (datetime!(2013-09-01 05:59 UTC), date!(2013 - 09 - 01), true),
        (
            datetime!(2013-09-01 06:00 UTC),
            date!(2013 - 09 - 01),
            false,
        ),
        // Not yet September 2 there, as it would be six hours east of Greenwich.
        (datetime!(2013-09-01 23:59 UTC), date!(2013 - 09 - 02), true),
        (datetime!(2013-09-02 05:59 UTC), date!(2013 - 09 - 02), true),
        (
            datetime!(2013-09-02 06:00 UTC),
            date!(2013 - 09 - 02),
            false,
        ),
    ] {
        let registered = registered_at(SimClock::fixed(now), start).await;
        assert_eq!(
            registered.is_ok(),
            is_in_the_future,
            "{now} {start}: {registered:?}"
        );
    }
}

/// Where only one of them can be read, that one is the amount.
#[tokio::test]
async fn the_amount_of_a_first_charge_is_what_was_stored_or_else_what_was_received() {
    let request = contract(Schedule::monthly(5, date!(2013 - 09 - 16))).with_charge_now();
    for echo in [
        json!({"data": {"idCliente": ""}, "dataVal": {"monto": "800.00"}}),
        json!({"data": {"monto": "n/a"}, "dataVal": {"monto": 800}}),
        json!({"data": {"monto": "800"}, "dataVal": {"idCliente": ""}}),
    ] {
        let mut members = json!({"status": "1", "idRecurrente": "T-1", "autorizado": "1",
            "autorizacion": "305638", "transaccion": "S-1"});
        for name in ["data", "dataVal"] {
            members[name] = echo[name].clone();
        }
        let client = sandbox(receiving(&members), Encoding::FormJson);
        let registration = client.register_subscription(&request).await.unwrap();
        let FirstCharge::Made(charge) = &registration.first_charge else {
            panic!("{registration:?}")
        };
        let amount = Some(Money::from_minor(80_000, Currency::MXN));
        assert_eq!(charge.amount, amount, "{echo}");
        assert_eq!(registration.subscription.amount(), amount, "{echo}");
    }
}

/// Its own member counts before what was stored, and that before what was sent.
#[tokio::test]
async fn of_several_amounts_that_of_the_charge_counts() {
    let found = |members: Value| async move {
        let body = json!({"r": {"verificar": members}}).to_string();
        let canned = Canned::returning(StatusCode::OK, "application/json", body);
        let client = crate::support::without_secret(canned, Encoding::FormJson);
        let found = client.find_payment(&"1".into()).await.unwrap();
        found.matches()[0].amount().unwrap().to_string()
    };
    let (own, stored, sent) = (
        "10.50",
        json!({"monto": "10.51"}),
        json!({"monto": "10.52"}),
    );
    let charge = json!({"autorizado": "1", "transaccion": "S-1"});
    let mut members = charge.clone();
    members["data"] = sent;
    assert_eq!(found(members.clone()).await, "10.52 MXN");
    members["dataVal"] = stored;
    assert_eq!(found(members.clone()).await, "10.51 MXN");
    members["monto"] = own.into();
    assert_eq!(found(members).await, "10.50 MXN");
}
