//! The response of any method: the members are the same over every endpoint.
//!
//! Members that decide something or identify something keep every value that a response has for
//! them, as [`Texts`]: repeated ones, lists, and whatever is nested in them.

use payments_kit::codec::{Absorb, Scalar, Scalars, Texts, from_json};
use payments_kit::wire_object;
use serde::Deserialize;
use serde::de::{self, Deserializer};
use serde_json::value::RawValue;

use super::echo::Echo;
use super::lists::{Operations, Others};
use super::report::{ReportStatus, Rows};

wire_object! {
    pub(crate) struct Response {
        status: Status = "status",
        fault: Fault = "response",
        registered: Texts = "registrado",
        succeeded: Texts = "exito",
        id: Texts = "idRecurrente",
        text: Texts = "texto",
        gateway_text: Texts = "pf_message",
        error: Texts = "error",
        registered_at: Scalar = "fechaRegistro",
        card_brand: Scalar = "TipoTC",
        authorized: Texts = "autorizado",
        authorization: Texts = "autorizacion",
        // In XML the method's element and this member share their name; they differ by level.
        transaction: Texts = "transaccion",
        finished_at: Scalar = "TransFin",
        mode: Texts = "mode",
        active: Texts = "activo",
        cancelled: Texts = "noTransaccion",
        order: Texts = "idPedido",
        card: Texts = "numeroTarjeta",
        amount: Texts = "monto",
        currency: Texts = "divisa",
        installments: Texts = "mensualidades",
        contract: Texts = "idCliente",
        day: Texts = "diaPago",
        start: Texts = "fechaIniCobro",
        end: Texts = "fechaFinCobro",
        operations: Operations = "operaciones",
        sent: Echo = "data",
        stored: Echo = "dataVal",
        transactions: Rows = "transactions",
        // Read so that they are never kept: the cardholder.
        first_name: Scalar = "nombre",
        last_name: Scalar = "apellidos",
    }
    rest others: Others
}

wire_object! {
    /// A fault of the REST server.
    pub(crate) struct Fault {
        message: Texts = "message",
    }
}

wire_object! {
    /// One charge of a subscription.
    pub(crate) struct Operation {
        number: Scalar = "idTransaccion",
        transaction: Scalar = "transaccion",
        authorized: Texts = "autorizado",
        authorization: Scalar = "autorizacion",
        amount: Scalar = "monto",
        at: Scalar = "fecha",
        error: Texts = "error",
    }
    rest others
}

impl Operation {
    /// Whether it has no member with a value.
    pub(super) fn is_empty(&self) -> bool {
        let scalars = [
            &self.number,
            &self.transaction,
            &self.authorization,
            &self.amount,
            &self.at,
        ];
        scalars.iter().all(|member| member.text().is_none())
            && self.authorized.is_empty()
            && self.error.is_empty()
            && self.others.is_empty()
    }
}

/// What the response shows of the card.
pub(crate) fn card_echo(response: &Response) -> Option<&str> {
    values(&response.card)
        .chain(response.echoed("numeroTarjeta"))
        .next()
}

/// The values of a member.
pub(crate) fn values(texts: &Texts) -> impl Iterator<Item = &str> {
    texts.iter().map(|(_, text)| text)
}

impl Response {
    /// Whether the server reports a fault.
    pub(crate) fn is_fault(&self) -> bool {
        self.status.is_failed()
    }

    /// Whether this is a report.
    pub(crate) fn is_report(&self) -> bool {
        self.status.report().is_some()
    }

    /// Whether it has a member of the method's result, which a fault of the dispatcher never has.
    pub(crate) fn has_result(&self) -> bool {
        let decisive = [
            &self.registered,
            &self.succeeded,
            &self.id,
            &self.authorized,
            &self.authorization,
            &self.transaction,
        ];
        decisive.iter().any(|member| !member.is_empty())
    }

    /// The first value of a member.
    pub(crate) fn first(texts: &Texts) -> Option<&str> {
        values(texts).next()
    }

    /// All messages under `error`.
    pub(crate) fn messages(&self) -> String {
        values(&self.error).collect::<Vec<_>>().join(" ")
    }

    /// The values of a member of the request, as the service stored it, or else as it received it.
    pub(crate) fn echoed<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.stored.values(name).chain(self.sent.values(name))
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

    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.texts()
    }

    pub(crate) fn report(&self) -> Option<&ReportStatus> {
        self.report.as_ref()
    }
}

impl Absorb for Status {
    fn absorb(&mut self, other: Self) {
        self.words.absorb(other.words);
        match (&mut self.report, other.report) {
            (Some(report), Some(further)) => report.absorb(further),
            (report @ None, further) => *report = further,
            (Some(_), None) => {}
        }
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
