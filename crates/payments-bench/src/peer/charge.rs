//! PagoFácil's response to a charge as a hand-written client reads it.

use serde::Deserialize;
use time::PrimitiveDateTime;
use time::macros::format_description;

/// The response to a charge.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "the names of the service")]
pub struct ChargeResponse {
    pub autorizado: String,
    pub autorizacion: String,
    pub transaccion: String,
    pub texto: String,
    pub mode: String,
    pub empresa: String,
    #[serde(rename = "TransIni")]
    pub trans_ini: String,
    #[serde(rename = "TransFin")]
    pub trans_fin: String,
    pub param1: String,
    pub param2: String,
    pub param3: String,
    pub param4: String,
    pub param5: String,
    #[serde(rename = "TipoTC")]
    pub tipo_tc: String,
    pub data: Echo,
    #[serde(rename = "dataVal")]
    pub data_val: Echo,
    pub status: Option<String>,
}

/// What it says that it was sent.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names of the service")]
pub struct Echo {
    pub id_pedido: String,
    pub numero_tarjeta: String,
    pub monto: String,
}

/// The envelope of the REST endpoints.
#[derive(Debug, Deserialize)]
pub struct RestCharge {
    /// The root.
    #[serde(rename = "WebServices_Transacciones")]
    pub root: Method,
}

/// The method's response below the root.
#[derive(Debug, Deserialize)]
pub struct Method {
    /// The response.
    pub transaccion: ChargeResponse,
}

/// The envelope of the JSON-RPC endpoint.
#[derive(Debug, Deserialize)]
pub struct RpcCharge {
    /// The response.
    pub result: ChargeResponse,
    /// The request's.
    pub id: String,
}

impl ChargeResponse {
    /// When it was done.
    ///
    /// # Errors
    ///
    /// When that is not a time.
    pub fn finished_at(&self) -> Result<PrimitiveDateTime, time::error::Parse> {
        let format = format_description!(
            "[hour]:[minute]:[second] [period case:lower case_sensitive:false] [day]/[month]/[year]"
        );
        PrimitiveDateTime::parse(&self.trans_fin, format)
    }
}
