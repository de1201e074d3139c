//! Requests from values to bytes.

#[path = "../../provider-pagofacil/src/wire/data.rs"]
#[expect(
    dead_code,
    reason = "what an answer must not show is nothing to encode"
)]
mod data;

use std::hint::black_box;
use std::process::ExitCode;

use payments_bench::peer;
use payments_bench::report::Table;
use payments_bench::rounds::side_by_side;
use payments_bench::stopwatch::Stopwatch;
use payments_bench::{Problem, target};
use payments_core::{Currency, Customer, Money};
use payments_kit::http::{Form, SecretBuffer, SecretBytes};
use payments_testkit::samples;

use crate::data::{Data, Field};

/// Of the time of `url::form_urlencoded` and of serde_json.
const MOST: u64 = 1200;

const ROUNDS: usize = 101;
const TIMES: u64 = 500;
const RPC_ID: u32 = 1_397_151_272;

fn main() -> ExitCode {
    target::run(measure, target::no_work)
}

fn measure() -> Result<Table, Problem> {
    let mut table = Table::new("encoding", "Encoding");
    table.note(format!(
        "Bodies that are wiped when they are dropped, from the same data and with the same bytes \
         as beside them: `url::form_urlencoded::Serializer`, and `serde_json::to_vec` of a struct \
         with serde's derive. The data of a charge is PagoFácil's own list of fields. {ROUNDS} rounds of {TIMES} in turns, in time of the processor, the median of the rounds' ratios, in \
         brackets their middle half."
    ));
    let (sale, charge) = (peer::Sale::default(), peer::Charge::default());
    let (customer, card) = (samples::customer(), samples::card_number());
    row(&mut table, "a sale as a form", form, || {
        Ok(sale.form().into_bytes())
    })?;
    let data = data(&customer, &card);
    row(
        &mut table,
        "a charge as a serialized text",
        || serialized(&data),
        || Ok(charge.query().into_bytes()),
    )?;
    row(
        &mut table,
        "a charge as a JSON-RPC object",
        || json_rpc(&data),
        || Ok(charge.json_rpc(RPC_ID)?),
    )?;
    Ok(table)
}

fn row(
    table: &mut Table,
    figure: &str,
    ours: impl Fn() -> Result<SecretBytes, Problem>,
    peer: impl Fn() -> Result<Vec<u8>, Problem>,
) -> Result<(), Problem> {
    if ours()?.expose() != peer()? {
        return Err(format!("{figure}: the bytes differ").into());
    }
    let compared = side_by_side(
        Stopwatch::Processor,
        ROUNDS,
        || {
            for _ in 0..TIMES {
                black_box(ours()?);
            }
            Ok(())
        },
        || {
            for _ in 0..TIMES {
                black_box(peer()?);
            }
            Ok(())
        },
    )?;
    table.push(compared.time_row(figure, TIMES, MOST));
    Ok(())
}

/// A sale, in the steps of the form that creates an intent.
fn form() -> Result<SecretBytes, Problem> {
    let (total, price) = (
        Money::from_minor(2_000, Currency::VES),
        Money::from_minor(1_000, Currency::VES),
    );
    let mut form = Form::new();
    let mut intent = form.scope("paymentintent");
    intent.field("intent", "sale");
    let mut redirect = intent.scope("redirectUrls");
    redirect.field("returnUrl", "https://shop.example/paid");
    redirect.field("cancelUrl", "https://shop.example/cart");
    let mut transactions = intent.scope("transactions");
    let mut transaction = transactions.scope(0);
    let mut amount = transaction.scope("amount");
    amount.field("total", &total.to_wire());
    amount.field("currency", total.currency().code());
    transaction.field("description", "Two coffees");
    transaction.field("invoiceNumber", "ORDER-1");
    let mut items = transaction.scope("items");
    let mut item = items.scope(0);
    item.field("name", "Coffee");
    item.field("quantity", &2.to_string());
    item.field("price", &price.to_wire());
    item.field("currency", price.currency().code());
    item.field("sku", "COFFEE-1");
    Ok(form.finish())
}

/// The fields of a charge.
fn data<'a>(customer: &'a Customer, card: &'a str) -> Data<'a> {
    let address = &customer.address;
    let amount = Money::from_minor(100, Currency::MXN);
    let mut data = Data::new();
    data.text("nombre", customer.first_name.expose());
    data.text("apellidos", customer.last_name.expose());
    data.secret("numeroTarjeta", card);
    data.secret("cvt", "222");
    data.text("cp", address.postal_code.expose());
    data.two_digits("mesExpiracion", 12);
    data.two_digits("anyoExpiracion", 2049);
    data.text("monto", amount.to_wire());
    data.secret("idSucursal", samples::PAGOFACIL_BRANCH_ID);
    data.secret("idUsuario", samples::PAGOFACIL_USER_ID);
    data.text("IP", "200.1.1.1");
    data.number("idServicio", 3);
    data.text("email", customer.email.expose());
    data.text("telefono", customer.phone.expose());
    data.text("celular", customer.mobile.expose());
    data.text("calleyNumero", address.street.expose());
    data.text("colonia", address.neighborhood.expose());
    data.text("municipio", address.city.expose());
    data.text("estado", address.state.expose());
    data.text("pais", address.country.expose());
    data.text("idPedido", "1");
    data.text(
        "httpUserAgent",
        customer.user_agent.as_deref().unwrap_or_default(),
    );
    data
}

fn serialized(data: &Data<'_>) -> Result<SecretBytes, Problem> {
    let mut form = Form::new();
    form.field("method", "transaccion");
    let mut fields = form.scope("data");
    for (name, field) in data.fields() {
        match field {
            Field::Text(text) | Field::Personal(text) => fields.field(name, text),
            Field::Secret(text) => fields.field(name, text),
            Field::Number(number) => fields.field(name, &number.to_string()),
            Field::TwoDigits(digits) => fields.field(name, data::two_digits(digits)),
        }
    }
    Ok(form.finish())
}

/// A charge, in the steps of the JSON-RPC channel.
fn json_rpc(data: &Data<'_>) -> Result<SecretBytes, Problem> {
    let mut body = SecretBuffer::new();
    body.push_str(r#"{"jsonrpc":"2.0","method":"#);
    serde_json::to_writer(&mut body, "transaccion")?;
    body.push_str(r#","params":{"data":"#);
    data.write_json(&mut body)?;
    body.push_str(r#"},"id":"#);
    serde_json::to_writer(&mut body, &RPC_ID)?;
    body.push_str("}");
    Ok(body.finish())
}
