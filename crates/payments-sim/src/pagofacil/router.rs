//! The paths of the service.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router};
use http::request::Parts;
use payments_testkit::Fault;

use crate::pagofacil::environment::Environment;
use crate::pagofacil::methods::{ONE_TIME, RECURRING, REPORTS, Service};
use crate::pagofacil::state::State;
use crate::pagofacil::wire::call::{Call, MethodResult};
use crate::pagofacil::wire::reply::Reply;
use crate::pagofacil::wire::rest::{self, Format};
use crate::pagofacil::wire::rpc;
use crate::php::request::PhpRequest;

/// Both environments of the service, each under its prefix.
pub(crate) fn router(state: Arc<State>) -> Router {
    Environment::ALL
        .into_iter()
        .fold(Router::new(), |router, environment| {
            router.nest(environment.prefix(), services(&state, environment))
        })
}

fn services(state: &Arc<State>, environment: Environment) -> Router {
    let families = [
        (&RECURRING, endpoints("/Wsrrecurrentes", "/Wsjrecurrentes")),
        (&ONE_TIME, endpoints("/Wsrtransaccion", "/Wsjtransaccion")),
        (&REPORTS, reports()),
    ];
    families
        .into_iter()
        .fold(Router::new(), |router, (service, endpoints)| {
            router.merge(endpoints.with_state(Site {
                state: Arc::clone(state),
                environment,
                service,
            }))
        })
}

/// What a request reaches: a service of an environment.
#[derive(Clone)]
struct Site {
    state: Arc<State>,
    environment: Environment,
    service: &'static Service,
}

fn endpoints(rest: &str, rpc: &str) -> Router<Site> {
    let json = format!("{rest}/index/format/json");
    [
        (json.as_str(), get(rest_json).post(rest_json)),
        (rest, get(rest_xml).post(rest_xml)),
        (rpc, post(json_rpc)),
    ]
    .into_iter()
    .fold(Router::new(), with_and_without_slash)
}

fn reports() -> Router<Site> {
    let path = "/reports/Wsrreports/index/format/json";
    with_and_without_slash(Router::new(), (path, get(report).post(report)))
}

fn with_and_without_slash(
    router: Router<Site>,
    (path, handler): (&str, MethodRouter<Site>),
) -> Router<Site> {
    router
        .route(path, handler.clone())
        .route(&format!("{path}/"), handler)
}

/// The fault of the call, where it has one.
type InjectedFault = Option<Extension<Fault>>;

async fn rest_json(site: Shared<Site>, fault: InjectedFault, request: PhpRequest) -> Reply {
    serialized(&site, fault, &request, Format::Json)
}

async fn rest_xml(site: Shared<Site>, fault: InjectedFault, request: PhpRequest) -> Reply {
    serialized(&site, fault, &request, Format::Xml)
}

async fn report(site: Shared<Site>, fault: InjectedFault, request: PhpRequest) -> Reply {
    serialized(&site, fault, &request, Format::Plain)
}

fn serialized(site: &Site, fault: InjectedFault, request: &PhpRequest, format: Format) -> Reply {
    let result = site.call(rest::read(&request.query, &request.form), fault);
    rest::write(site.service.name, &result, format)
}

async fn json_rpc(Shared(site): Shared<Site>, fault: InjectedFault, request: PhpRequest) -> Reply {
    let (call, mut envelope) = rpc::read(&String::from_utf8_lossy(&request.body));
    if matches!(fault, Some(Extension(Fault::WrongRpcId))) {
        envelope.change_id();
    }
    rpc::write(site.call(call, fault), envelope)
}

impl Site {
    /// Calls the method, and then lets the fault change what it returned.
    fn call(&self, call: Call, fault: InjectedFault) -> MethodResult {
        let result = self.service.dispatch(&self.state, self.environment, call);
        match fault {
            Some(Extension(Fault::StatusTwice)) => result.with_null_status(),
            Some(Extension(Fault::MethodFault)) => result.raised(),
            _ => result,
        }
    }
}

/// The client's operations that call the method of this request, the most likely first: where one
/// method serves several, nothing on the wire tells which it is for.
pub(crate) fn operations(parts: &Parts, request: &PhpRequest) -> &'static [&'static str] {
    let path = parts.uri.path();
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
    let call = if path.starts_with("/Wsj") {
        rpc::read(&String::from_utf8_lossy(&request.body)).0
    } else {
        rest::read(&request.query, &request.form)
    };
    service.operations(call.method.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests;
