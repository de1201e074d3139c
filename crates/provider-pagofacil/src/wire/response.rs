//! The response of any method: the members are the same over every endpoint.

use payments_kit::codec::{Absorb, Listed, Named, Number, Scalar, Scalars, Texts, from_json};
use payments_kit::wire_object;
use serde::Deserialize;
use serde::de::{self, Deserializer};
use serde_json::value::RawValue;

use super::report::{ReportStatus, WireTransaction};

wire_object! {
    pub(crate) struct Response {
        status: Status = "status",
        fault: Fault = "response",
        registered: Scalar = "registrado",
        succeeded: Scalar = "exito",
        id: Scalar = "idRecurrente",
        text: Scalar = "texto",
        error: Texts = "error",
        registered_at: Scalar = "fechaRegistro",
        card_brand: Scalar = "TipoTC",
        authorized: Scalar = "autorizado",
        authorization: Scalar = "autorizacion",
        // In XML the method's element and this member share their name; they differ by level.
        transaction: Scalar = "transaccion",
        finished_at: Scalar = "TransFin",
        mode: Scalar = "mode",
        order: Scalar = "idPedido",
        currency: Scalar = "divisa",
        active: Scalar = "activo",
        amount: Number = "monto",
        day: Scalar = "diaPago",
        start: Scalar = "fechaIniCobro",
        end: Scalar = "fechaFinCobro",
        card: Scalar = "numeroTarjeta",
        first_name: Scalar = "nombre",
        last_name: Scalar = "apellidos",
        reference: Scalar = "idCliente",
        operations: Listed<Operation> = "operaciones",
        sent: Echo = "data",
        stored: Echo = "dataVal",
        transactions: Named<WireTransaction> = "transactions",
    }
    rest others
}

wire_object! {
    /// What the service says it received (`data`) or stored (`dataVal`). Neither is reliably
    /// masked: only what is named here is read, and only the last digits of the card are kept.
    pub(crate) struct Echo {
        id: Scalar = "idRecurrente",
        cancelled: Scalar = "noTransaccion",
        order: Scalar = "idPedido",
        card: Scalar = "numeroTarjeta",
        amount: Number = "monto",
        reference: Scalar = "idCliente",
        day: Scalar = "diaPago",
        start: Scalar = "fechaIniCobro",
        end: Scalar = "fechaFinCobro",
    }
}

wire_object! {
    /// A fault of the REST server.
    pub(crate) struct Fault {
        message: Scalar = "message",
    }
}

wire_object! {
    /// One charge of a subscription.
    pub(crate) struct Operation {
        number: Scalar = "idTransaccion",
        transaction: Scalar = "transaccion",
        authorized: Scalar = "autorizado",
        authorization: Scalar = "autorizacion",
        amount: Number = "monto",
        at: Scalar = "fecha",
        error: Texts = "error",
    }
}

impl Response {
    /// Whether the server reports a fault instead of a result of the method.
    pub(crate) fn is_fault(&self) -> bool {
        self.status.is_failed()
    }

    /// Whether this is a report.
    pub(crate) fn is_report(&self) -> bool {
        self.status.report().is_some()
    }

    /// All messages under `error`.
    pub(crate) fn messages(&self) -> String {
        let messages: Vec<&str> = self.error.iter().map(|(_, text)| text).collect();
        messages.join(" ")
    }
}

/// The member `status`: a word, or in a report what it says about its pages. The word `success`
/// only means that the method returned.
#[derive(Debug, Default)]
pub(crate) struct Status {
    words: Scalars,
    report: Option<ReportStatus>,
}

impl Status {
    pub(crate) fn is_failed(&self) -> bool {
        self.words.texts().any(|word| word == "failed")
    }

    pub(crate) fn report(&self) -> Option<&ReportStatus> {
        self.report.as_ref()
    }
}

impl Absorb for Status {
    fn absorb(&mut self, other: Self) {
        self.words.absorb(other.words);
        self.report = other.report.or(self.report.take());
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut status = Self::default();
        // Reports come in JSON only.
        if !deserializer.is_human_readable() {
            status.words = Scalars::deserialize(deserializer)?;
            return Ok(status);
        }
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        if raw.starts_with('{') {
            status.report = Some(from_json(raw.as_bytes()).map_err(de::Error::custom)?);
        } else {
            status.words = from_json(raw.as_bytes()).map_err(de::Error::custom)?;
        }
        Ok(status)
    }
}
