//! What is sent, as a hand-written client holds it.

use payments_testkit::samples;
use rust_decimal::Decimal;
use serde::Serialize;
use url::form_urlencoded::Serializer;

/// A sale of one item.
#[derive(Debug)]
pub struct Sale {
    total: Decimal,
    price: Decimal,
    quantity: u32,
}

impl Default for Sale {
    fn default() -> Self {
        Self {
            total: Decimal::from(20),
            price: Decimal::from(10),
            quantity: 2,
        }
    }
}

impl Sale {
    /// The form that creates it.
    pub fn form(&self) -> String {
        const TRANSACTION: &str = "paymentintent[transactions][0]";
        let transaction = |name: &str| format!("{TRANSACTION}{name}");
        Serializer::new(String::new())
            .append_pair("paymentintent[intent]", "sale")
            .append_pair(
                "paymentintent[redirectUrls][returnUrl]",
                "https://shop.example/paid",
            )
            .append_pair(
                "paymentintent[redirectUrls][cancelUrl]",
                "https://shop.example/cart",
            )
            .append_pair(&transaction("[amount][total]"), &self.total.to_string())
            .append_pair(&transaction("[amount][currency]"), "VES")
            .append_pair(&transaction("[description]"), "Two coffees")
            .append_pair(&transaction("[invoiceNumber]"), "ORDER-1")
            .append_pair(&transaction("[items][0][name]"), "Coffee")
            .append_pair(
                &transaction("[items][0][quantity]"),
                &self.quantity.to_string(),
            )
            .append_pair(&transaction("[items][0][price]"), &self.price.to_string())
            .append_pair(&transaction("[items][0][currency]"), "VES")
            .append_pair(&transaction("[items][0][sku]"), "COFFEE-1")
            .finish()
    }
}

/// The fields of a charge.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Charge {
    nombre: String,
    apellidos: String,
    numero_tarjeta: String,
    cvt: &'static str,
    cp: String,
    mes_expiracion: &'static str,
    anyo_expiracion: &'static str,
    monto: String,
    id_sucursal: &'static str,
    id_usuario: &'static str,
    #[serde(rename = "IP")]
    ip: &'static str,
    id_servicio: u32,
    email: String,
    telefono: String,
    celular: String,
    #[serde(rename = "calleyNumero")]
    calle_y_numero: String,
    colonia: String,
    municipio: String,
    estado: String,
    pais: String,
    id_pedido: &'static str,
    http_user_agent: String,
}

impl Default for Charge {
    fn default() -> Self {
        let customer = samples::customer();
        let address = customer.address;
        Self {
            nombre: customer.first_name.expose().to_owned(),
            apellidos: customer.last_name.expose().to_owned(),
            numero_tarjeta: samples::card_number(),
            cvt: "222",
            cp: address.postal_code.expose().to_owned(),
            mes_expiracion: "12",
            anyo_expiracion: "49",
            monto: Decimal::ONE.to_string(),
            id_sucursal: samples::PAGOFACIL_BRANCH_ID,
            id_usuario: samples::PAGOFACIL_USER_ID,
            ip: "200.1.1.1",
            id_servicio: 3,
            email: customer.email.expose().to_owned(),
            telefono: customer.phone.expose().to_owned(),
            celular: customer.mobile.expose().to_owned(),
            calle_y_numero: address.street.expose().to_owned(),
            colonia: address.neighborhood.expose().to_owned(),
            municipio: address.city.expose().to_owned(),
            estado: address.state.expose().to_owned(),
            pais: address.country.expose().to_owned(),
            id_pedido: "1",
            http_user_agent: customer.user_agent.unwrap_or_default(),
        }
    }
}

#[derive(Serialize)]
struct Request<'a> {
    jsonrpc: &'static str,
    method: &'static str,
    params: Params<'a>,
    id: u32,
}

#[derive(Serialize)]
struct Params<'a> {
    data: &'a Charge,
}

impl Charge {
    /// The serialized query.
    pub fn query(&self) -> String {
        Serializer::new(String::new())
            .append_pair("method", "transaccion")
            .append_pair("data[nombre]", &self.nombre)
            .append_pair("data[apellidos]", &self.apellidos)
            .append_pair("data[numeroTarjeta]", &self.numero_tarjeta)
            .append_pair("data[cvt]", self.cvt)
            .append_pair("data[cp]", &self.cp)
            .append_pair("data[mesExpiracion]", self.mes_expiracion)
            .append_pair("data[anyoExpiracion]", self.anyo_expiracion)
            .append_pair("data[monto]", &self.monto)
            .append_pair("data[idSucursal]", self.id_sucursal)
            .append_pair("data[idUsuario]", self.id_usuario)
            .append_pair("data[IP]", self.ip)
            .append_pair("data[idServicio]", &self.id_servicio.to_string())
            .append_pair("data[email]", &self.email)
            .append_pair("data[telefono]", &self.telefono)
            .append_pair("data[celular]", &self.celular)
            .append_pair("data[calleyNumero]", &self.calle_y_numero)
            .append_pair("data[colonia]", &self.colonia)
            .append_pair("data[municipio]", &self.municipio)
            .append_pair("data[estado]", &self.estado)
            .append_pair("data[pais]", &self.pais)
            .append_pair("data[idPedido]", self.id_pedido)
            .append_pair("data[httpUserAgent]", &self.http_user_agent)
            .finish()
    }

    /// The JSON-RPC object with this id.
    ///
    /// # Errors
    ///
    /// Never, as texts and numbers serialize.
    pub fn json_rpc(&self, id: u32) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(&Request {
            jsonrpc: "2.0",
            method: "transaccion",
            params: Params { data: self },
            id,
        })
    }
}
