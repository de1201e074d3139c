//! The answer of any method: the members are the same whatever the endpoint.

use payments_kit::codec::{Listed, Named, Number, Scalar, Texts};
use payments_kit::wire_object;

use super::status::Status;
use super::transaction::WireTransaction;

wire_object! {
    pub(crate) struct Answer {
        status: Status = "status",
        response: Fault = "response",
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
    /// What the service says that it was sent (`data`) or that it stored (`dataVal`). Neither is
    /// reliably masked: only what is named here is read, and of the card only its last digits are
    /// ever kept.
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

impl Answer {
    /// Whether the server reports a fault instead of an answer of the method.
    pub(crate) fn is_fault(&self) -> bool {
        self.status.is_failed()
    }

    /// Whether this is a report.
    pub(crate) fn is_report(&self) -> bool {
        self.status.report().is_some()
    }

    /// The messages under `error`, whatever they are about.
    pub(crate) fn messages(&self) -> String {
        let messages: Vec<&str> = self.error.iter().map(|(_, text)| text).collect();
        messages.join(" ")
    }
}
