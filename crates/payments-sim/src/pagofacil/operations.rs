//! Which operations of a client a call is part of.

use http::Uri;

use super::channel::{rest, rpc};
use super::dispatch::{ONE_TIME, RECURRING, REPORTS, Service};
use super::environment::Environment;

/// The operations that call the method of this request, the likeliest first: where one method
/// serves several, nothing on the wire tells which it is for.
pub(crate) fn operations(uri: &Uri, body: &[u8]) -> &'static [&'static str] {
    let path = uri.path();
    let mut environments = Environment::ALL.into_iter();
    let Some(path) = environments.find_map(|one| path.strip_prefix(one.prefix())) else {
        return &[];
    };
    let is_of = |names: [&str; 2]| names.into_iter().any(|name| path.starts_with(name));
    let service: &Service = if is_of(["/Wsjtransaccion", "/Wsrtransaccion"]) {
        &ONE_TIME
    } else if is_of(["/Wsjrecurrentes", "/Wsrrecurrentes"]) {
        &RECURRING
    } else if path.starts_with("/reports/") {
        &REPORTS
    } else {
        return &[];
    };
    let body = String::from_utf8_lossy(body);
    let call = if path.starts_with("/Wsj") {
        rpc::read(&body).0
    } else {
        rest::read(uri.query().unwrap_or_default(), &body)
    };
    service.operations(call.method.as_deref().unwrap_or_default())
}
