//! Request bodies from values to bytes, in the steps of the providers.

use payments_core::{Currency, Customer, Money};
use payments_kit::http::{Body, Fields, Form, JsonBody, SecretBytes};
use payments_testkit::samples;

pub(super) const RPC_ID: u32 = 1_397_151_272;

/// A sale, in the steps of the form that creates an intent.
pub(super) fn form() -> SecretBytes {
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
    Body::from(form).bytes().clone()
}

/// The fields of a charge.
fn data(fields: &mut dyn Fields, customer: &Customer, card: &str) {
    let address = &customer.address;
    let amount = Money::from_minor(100, Currency::MXN);
    fields.personal("nombre", customer.first_name.expose());
    fields.personal("apellidos", customer.last_name.expose());
    fields.secret("numeroTarjeta", card);
    fields.secret("cvt", "222");
    fields.personal("cp", address.postal_code.expose());
    fields.field("mesExpiracion", &format!("{:02}", 12));
    fields.field("anyoExpiracion", &format!("{:02}", 2049 % 100));
    fields.field("monto", &amount.to_wire());
    fields.secret("idSucursal", samples::PAGOFACIL_BRANCH_ID);
    fields.secret("idUsuario", samples::PAGOFACIL_USER_ID);
    fields.personal("IP", "200.1.1.1");
    fields.number("idServicio", 3);
    fields.personal("email", customer.email.expose());
    fields.personal("telefono", customer.phone.expose());
    fields.personal("celular", customer.mobile.expose());
    fields.personal("calleyNumero", address.street.expose());
    fields.personal("colonia", address.neighborhood.expose());
    fields.personal("municipio", address.city.expose());
    fields.personal("estado", address.state.expose());
    fields.personal("pais", address.country.expose());
    fields.field("idPedido", "1");
    let user_agent = customer.user_agent.as_deref();
    fields.personal("httpUserAgent", user_agent.unwrap_or_default());
}

/// A charge by a serialized GET.
pub(super) fn serialized() -> SecretBytes {
    let (customer, card) = (samples::customer(), samples::card_number());
    let mut form = Form::new();
    form.field("method", "transaccion");
    data(&mut form.scope("data"), &customer, &card);
    Body::from(form).bytes().clone()
}

/// A charge, in the steps of the JSON-RPC endpoint.
pub(super) fn json_rpc() -> SecretBytes {
    let (customer, card) = (samples::customer(), samples::card_number());
    let mut body = JsonBody::new();
    body.field("jsonrpc", "2.0");
    body.field("method", "transaccion");
    data(&mut body.object("params").object("data"), &customer, &card);
    body.number("id", RPC_ID.into());
    Body::from(body).bytes().clone()
}
