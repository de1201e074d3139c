//! The one merchant of the simulated service.

use super::model::Payer;

pub(super) const ID: &str = "c0ffee00-51ed-11ef-a5ed-51edfacade5e";
pub(super) const USERNAME: &str = "sim-merchant";
pub(super) const NAME: &str = "Comercio Simulado";

/// The merchant as the one who pays.
pub(super) fn as_payer() -> Payer {
    Payer {
        id: ID.to_owned(),
        name: NAME.to_owned(),
    }
}
