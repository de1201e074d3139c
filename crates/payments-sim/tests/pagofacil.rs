use payments_sim::pagofacil;
use payments_testkit::samples;
use serde_json::{Value, json};

use crate::support::{Client, FORM, JSON, http_build_query, text};

const JSON_ENDPOINT: &str = "/st/public/Wsrtransaccion/index/format/json";

/// A client at a time when the card of the samples is good.
async fn client() -> Client {
    let client = Client::without_token().await;
    let clock = samples::subscription_clock();
    client.simulator.clock().set(clock.now());
    client
}

/// The members of an order, as a client in any language puts them together.
pub(crate) fn order(reference: &str) -> Vec<(&'static str, String)> {
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
    .to_vec();
    order.extend([
        ("idSucursal", branch),
        ("idUsuario", user),
        ("numeroTarjeta", samples::card_number()),
        ("idPedido", reference.to_owned()),
    ]);
    order
}

/// A call as PHP serializes it: `method=…&data%5Bnombre%5D=…`.
pub(crate) fn serialized(method: &str, data: &[(&str, String)]) -> String {
    let names: Vec<String> = data
        .iter()
        .map(|(name, _)| format!("data[{name}]"))
        .collect();
    let mut pairs = vec![("method", method)];
    pairs.extend(
        names
            .iter()
            .zip(data)
            .map(|(name, (_, value))| (name.as_str(), value.as_str())),
    );
    http_build_query(&pairs)
}

/// What the JSON endpoint says of a call, below its envelope.
async fn said(client: &Client, method: &str, body: &str) -> Value {
    let response = client.post(JSON_ENDPOINT, FORM, body).await;
    assert_eq!(response.status, 200);
    response.body["WebServices_Transacciones"][method].clone()
}

#[tokio::test]
async fn a_client_posts_the_serialized_form_and_reads_whether_it_was_authorized() {
    let client = client().await;
    let service = client.simulator.pagofacil();
    service.set_next_charge(true);
    let charged = said(
        &client,
        "transaccion",
        &serialized("transaccion", &order("ORDER-1")),
    )
    .await;
    assert_eq!(charged["autorizado"], "1", "{charged}");
    assert_eq!(charged["data"]["numeroTarjeta"], "(16) **** **** ****1111");

    let charges = service.charges();
    assert_eq!(charges.len(), 1);
    assert_eq!(charges[0].transaction, text(&charged["transaccion"]));
    assert_eq!(
        charges[0].authorization,
        Some(text(&charged["autorizacion"]))
    );
    assert_eq!(charges[0].reference.as_deref(), Some("ORDER-1"));

    let found = said(
        &client,
        "verificar",
        &serialized("verificar", &order("ORDER-1")),
    )
    .await;
    assert_eq!(found["autorizado"], "1");
    assert_eq!(found["transaccion"], charged["transaccion"]);
}

#[tokio::test]
async fn a_client_that_leaves_its_brackets_as_they_are_is_charged_too() {
    let client = client().await;
    client.simulator.pagofacil().set_next_charge(true);
    let body = serialized("transaccion", &order("ORDER-1"))
        .replace("%5B", "[")
        .replace("%5D", "]");
    let charged = said(&client, "transaccion", &body).await;
    assert_eq!(charged["autorizado"], "1", "{charged}");
    assert_eq!(
        client.simulator.pagofacil().ledger()["ORDER-1"].one_time_approved,
        1
    );
}

#[tokio::test]
async fn a_declined_card_and_a_bad_order_are_not_authorized() {
    let client = client().await;
    let service = client.simulator.pagofacil();
    service.set_next_charge(false);
    let declined = said(
        &client,
        "transaccion",
        &serialized("transaccion", &order("ORDER-1")),
    )
    .await;
    assert_eq!(declined["autorizado"], "0");
    assert_eq!(declined["status"], "success");

    let mut incomplete = order("ORDER-2");
    incomplete.retain(|(name, _)| *name != "nombre");
    let refused = said(
        &client,
        "transaccion",
        &serialized("transaccion", &incomplete),
    )
    .await;
    assert_eq!(refused["autorizado"], "0");
    assert!(refused["error"]["nombre"].is_string(), "{refused}");
    assert_eq!(service.charges().len(), 1);
    assert!(!service.ledger().contains_key("ORDER-2"));
}

#[tokio::test]
async fn a_client_of_json_rpc_reads_the_same_below_result() {
    let client = client().await;
    client.simulator.pagofacil().set_next_charge(true);
    let data: Value = order("ORDER-1")
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Value::from(value)))
        .collect();
    let call =
        json!({"jsonrpc": "2.0", "method": "transaccion", "params": {"data": data}, "id": 7});
    let response = client
        .post("/st/public/Wsjtransaccion", JSON, &call.to_string())
        .await;
    // The service repeats an id as a text, whatever it was.
    assert_eq!(response.body["id"], "7");
    assert_eq!(
        response.body["result"]["autorizado"], "1",
        "{}",
        response.body
    );
}
