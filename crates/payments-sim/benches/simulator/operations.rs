//! The operations that are measured, as requests.

use payments_sim::mpandco::BANK_CODES;
use payments_sim::pagofacil;
use payments_testkit::samples;
use url::form_urlencoded::Serializer;

use crate::stage::{Stage, first_text};

pub(crate) struct Operation {
    pub(crate) name: &'static str,
    /// Whether a request adds to the state.
    pub(crate) adds: bool,
    /// So many requests, which the stage is ready for.
    pub(crate) requests: fn(&mut Stage, usize) -> Vec<String>,
}

const fn reading(name: &'static str, requests: fn(&mut Stage, usize) -> Vec<String>) -> Operation {
    Operation {
        name,
        adds: false,
        requests,
    }
}

const fn adding(name: &'static str, requests: fn(&mut Stage, usize) -> Vec<String>) -> Operation {
    Operation {
        name,
        adds: true,
        requests,
    }
}

pub(crate) const ALL: [Operation; 12] = [
    adding("mpandco create_payment", create_payment),
    adding("mpandco confirm_payment", confirm_payment),
    adding("mpandco send_payout", send_payout),
    reading("mpandco get_payment", get_payment),
    reading("mpandco list_payments", list_payments),
    reading("mpandco find_wallet_payment", find_wallet_payment),
    reading("mpandco list_wallet_payments", list_wallet_payments),
    adding("pagofacil charge, JSON-RPC", charge_by_json_rpc),
    adding("pagofacil charge, GET for JSON", charge_by_get),
    adding("pagofacil charge, GET for XML", charge_for_xml),
    reading("pagofacil find_payment", find_charge),
    reading("pagofacil report, page of 10", report),
];

fn create_payment(stage: &mut Stage, count: usize) -> Vec<String> {
    let create = |_| {
        let transaction = "paymentintent[transactions][0]";
        let reference = stage.reference();
        let body = Serializer::new(String::new())
            .extend_pairs([
                ("paymentintent[intent]", "sale"),
                (
                    "paymentintent[redirectUrls][returnUrl]",
                    "http://shop.test/",
                ),
                (
                    "paymentintent[redirectUrls][cancelUrl]",
                    "http://shop.test/",
                ),
            ])
            .append_pair(&format!("{transaction}[amount][total]"), "20")
            .append_pair(&format!("{transaction}[amount][currency]"), "VES")
            .append_pair(&format!("{transaction}[description]"), "Dos cafés")
            .append_pair(&format!("{transaction}[invoiceNumber]"), &reference)
            .append_pair(&format!("{transaction}[items][0][name]"), "café")
            .append_pair(&format!("{transaction}[items][0][price]"), "10")
            .finish();
        stage.form("/api/payment-intent/.json", &body)
    };
    (0..count).map(create).collect()
}

/// Creates as many payments and lets their payers approve them, all of it beforehand.
pub(crate) fn confirm_payment(stage: &mut Stage, count: usize) -> Vec<String> {
    let creations = create_payment(stage, count);
    let created = stage.client.send(&creations);
    let confirm = |response: String| {
        let id = first_text(&response, "id");
        let back = stage.simulator.approve_payment(&id).unwrap();
        let (_, payer) = back.query_pairs().last().unwrap();
        let body =
            format!("payment_execution[paymentIntent]={id}&payment_execution[payer]={payer}");
        stage.executed.push(id);
        stage.form("/api/payment-intent/execute/sale.json", &body)
    };
    created.into_iter().map(confirm).collect()
}

fn send_payout(stage: &mut Stage, count: usize) -> Vec<String> {
    let send = |_| {
        let reference = stage.reference();
        let body = format!(
            "reference={reference}&nameAccount=Ana&identificationNumber=V19123456&amount=1\
             &bankAccount={}{}",
            BANK_CODES[0],
            "0".repeat(16)
        );
        stage.form(
            "/api/multipayment/register-item.json?type=DISPERSION",
            &body,
        )
    };
    (0..count).map(send).collect()
}

/// Takes the intents from all over the state.
fn spread(stage: &Stage, count: usize) -> impl Iterator<Item = &String> {
    let step = (stage.executed.len() / count).max(1);
    stage.executed.iter().step_by(step).cycle().take(count)
}

fn get_payment(stage: &mut Stage, count: usize) -> Vec<String> {
    let target = |id: &String| format!("/api/payment-intent/show.json?id={id}");
    spread(stage, count)
        .map(|id| stage.get(&target(id)))
        .collect()
}

fn list_payments(stage: &mut Stage, count: usize) -> Vec<String> {
    pages(stage, "/api/payment-intent/.json?page=", count)
}

fn list_wallet_payments(stage: &mut Stage, count: usize) -> Vec<String> {
    pages(stage, "/api/payment/.json?page=", count)
}

/// Pages of ten, from all over the list.
fn pages(stage: &Stage, target: &str, count: usize) -> Vec<String> {
    let last = (stage.executed.len() / 10).max(1);
    let page = |number: usize| stage.get(&format!("{target}{}", number * 7 % last + 1));
    (0..count).map(page).collect()
}

fn find_wallet_payment(stage: &mut Stage, count: usize) -> Vec<String> {
    let shown = get_payment(stage, count);
    let intents = stage.client.send(&shown);
    let find = |intent: &String| {
        let (_, related) = intent.split_once("related_resources").unwrap();
        let id = first_text(related, "id");
        stage.get(&format!("/api/payment/find.json?id={id}"))
    };
    intents.iter().map(find).collect()
}

/// The members of an order.
fn order(reference: String) -> Vec<(&'static str, String)> {
    let (branch, user) = pagofacil::State::sandbox_keys();
    let mut order: Vec<(&str, String)> = [
        ("nombre", "Juan"),
        ("apellidos", "Reyes Garza"),
        ("cvt", "222"),
        ("cp", "11560"),
        ("mesExpiracion", "09"),
        ("anyoExpiracion", "16"),
        ("monto", "800.50"),
        ("idServicio", "3"),
        ("email", "comprador@example.com"),
        ("telefono", "5550220910"),
        ("celular", "5550123456"),
        ("calleyNumero", "Anatole France 311"),
        ("colonia", "Polanco"),
        ("municipio", "Miguel Hidalgo"),
        ("estado", "Distrito Federal"),
        ("pais", "México"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into();
    order.extend([
        ("idSucursal", branch),
        ("idUsuario", user),
        ("numeroTarjeta", samples::card_number()),
        ("idPedido", reference),
    ]);
    order
}

fn serialized(method: &str, data: &[(&str, String)]) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("method", method);
    for (name, value) in data {
        query.append_pair(&format!("data[{name}]"), value);
    }
    query.finish()
}

pub(crate) fn charge_by_json_rpc(stage: &mut Stage, count: usize) -> Vec<String> {
    let charge = |_| {
        let data: serde_json::Value = order(stage.reference())
            .into_iter()
            .map(|(name, value)| (name.to_owned(), serde_json::Value::from(value)))
            .collect();
        let call = serde_json::json!({
            "jsonrpc": "2.0", "method": "transaccion", "params": {"data": data}, "id": "7",
        });
        let target = "/st/public/Wsjtransaccion/";
        stage.post(target, "application/json", &call.to_string())
    };
    (0..count).map(charge).collect()
}

fn charge_by_get(stage: &mut Stage, count: usize) -> Vec<String> {
    charges(stage, "/st/public/Wsrtransaccion/index/format/json", count)
}

fn charge_for_xml(stage: &mut Stage, count: usize) -> Vec<String> {
    charges(stage, "/st/public/Wsrtransaccion/", count)
}

fn charges(stage: &mut Stage, path: &str, count: usize) -> Vec<String> {
    let charge = |_| {
        let query = serialized("transaccion", &order(stage.reference()));
        stage.get(&format!("{path}?{query}"))
    };
    (0..count).map(charge).collect()
}

fn find_charge(stage: &mut Stage, count: usize) -> Vec<String> {
    let charges = stage.simulator.pagofacil().charges();
    let step = (charges.len() / count).max(1);
    let references = charges.into_iter().step_by(step);
    let mut references: Vec<String> = references.filter_map(|charge| charge.reference).collect();
    references = references.iter().cycle().take(count).cloned().collect();
    let find = |reference: String| {
        let query = serialized("verificar", &order(reference));
        stage.get(&format!(
            "/st/public/Wsrtransaccion/index/format/json?{query}"
        ))
    };
    references.into_iter().map(find).collect()
}

fn report(stage: &mut Stage, count: usize) -> Vec<String> {
    let last = stage.executed.len() / 10;
    let secret = pagofacil::State::sandbox_api_secret();
    let page = |number: usize| {
        let query = serialized("rss", &[("api_secret", secret.clone())]);
        let path = "/st/public/reports/Wsrreports/index/format/json";
        stage.get(&format!("{path}?{query}&p={}", number * 7 % last + 1))
    };
    (0..count).map(page).collect()
}
