//! PagoFácil's answers.

#[path = "../../../../provider-pagofacil/src/wire/answer.rs"]
pub(crate) mod answer;
#[path = "../../../../provider-pagofacil/src/wire/status.rs"]
pub(crate) mod status;
#[path = "../../../../provider-pagofacil/src/wire/transaction.rs"]
pub(crate) mod transaction;
