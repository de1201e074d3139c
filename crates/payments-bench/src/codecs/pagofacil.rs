//! PagoFácil's responses.

#[path = "../../../provider-pagofacil/src/wire/echo.rs"]
mod echo;
#[path = "../../../provider-pagofacil/src/wire/lists.rs"]
pub(crate) mod lists;
#[path = "../../../provider-pagofacil/src/wire/report.rs"]
pub(crate) mod report;
#[path = "../../../provider-pagofacil/src/wire/response.rs"]
pub(crate) mod response;
