//! The paths of the service.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Router};
use http::Method;
use http::request::Parts;
use payments_testkit::Fault;
use rust_decimal::Decimal;

use crate::pagofacil::cash;
use crate::pagofacil::environment::Environment;
use crate::pagofacil::methods::{ONE_TIME, RECURRING, REPORTS, Service};
use crate::pagofacil::state::State;
use crate::pagofacil::tokens;
use crate::pagofacil::wire::call::{Call, MethodResult};
use crate::pagofacil::wire::reply::Reply;
use crate::pagofacil::wire::rest::{self, Format};
use crate::pagofacil::wire::rpc;
use crate::pagofacil::wire::zend::Value;
use crate::php::request::PhpRequest;
use crate::test_values::{Effect, TestOutcome};

/// Both environments of the service, each under its prefix, and the test environment at the root:
/// on the later hosts the paths have no prefix.
pub(crate) fn router(state: Arc<State>) -> Router {
    Environment::ALL
        .into_iter()
        .fold(Router::new(), |router, environment| {
            router.nest(environment.prefix(), services(&state, environment))
        })
        .merge(services(&state, Environment::Sandbox))
        .merge(magento(Site {
            state,
            environment: Environment::Sandbox,
            service: &ONE_TIME,
        }))
}

fn services(state: &Arc<State>, environment: Environment) -> Router {
    let families = [
        (&RECURRING, endpoints("/Wsrrecurrentes", "/Wsjrecurrentes")),
        (&ONE_TIME, endpoints("/Wsrtransaccion", "/Wsjtransaccion")),
        (&REPORTS, reports()),
    ];
    let others =
        cash::router(Arc::clone(state), environment).merge(tokens::router(state, environment));
    families
        .into_iter()
        .fold(others, |router, (service, endpoints)| {
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

/// The paths that only the plugin for Magento uses.
fn magento(site: Site) -> Router {
    [
        (MAGENTO_CHARGE, get(rest_json).post(rest_json)),
        (MAGENTO_LOOK_UP, post(magento_look_up)),
    ]
    .into_iter()
    .fold(Router::new(), with_and_without_slash)
    .with_state(site)
}

const MAGENTO_CHARGE: &str = "/Magento/Magento/index/format/json";
const MAGENTO_LOOK_UP: &str = "/Magento/Magento/querytrans";

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
    let call = rest::read(&request.query, &request.form);
    let effect = site.effect(&call);
    let result = site.call(call, fault);
    rest::write(site.service.name, &result, format).with_effect(effect)
}

/// The look-up of a charge by the plugin, which reads the members of a charge at the top of the
/// response. No document describes it.
async fn magento_look_up(site: Shared<Site>, fault: InjectedFault, request: PhpRequest) -> Reply {
    let call = Call {
        method: Some(LOOK_UP.to_owned()),
        ..rest::read(&request.query, &request.form)
    };
    let result = site.call(call, fault);
    rest::write(site.service.name, &result, Format::Plain)
}

/// The methods that charge a card, and the one that looks a charge up.
const CHARGE: &str = "transaccion";
const LOOK_UP: &str = "verificar";

async fn json_rpc(Shared(site): Shared<Site>, fault: InjectedFault, request: PhpRequest) -> Reply {
    let (call, mut envelope) = rpc::read(&String::from_utf8_lossy(&request.body));
    if matches!(fault, Some(Extension(Fault::WrongRpcId))) {
        envelope.change_id();
    }
    let effect = site.effect(&call);
    rpc::write(site.call(call, fault), envelope).with_effect(effect)
}

impl Site {
    /// What a test value lets happen to the response to a charge.
    fn effect(&self, call: &Call) -> Option<Effect> {
        let data = call.data.as_ref();
        let data = data.filter(|_| call.method.as_deref() == Some(CHARGE))?;
        let text = |name| data.get(name).and_then(Value::scalar).unwrap_or_default();
        let number = text("numeroTarjeta");
        let last_four = number.len().checked_sub(4).and_then(|at| number.get(at..));
        let amount = Decimal::from_str_exact(&text("monto")).unwrap_or_default();
        let outcome = self
            .state
            .test_outcome(last_four.unwrap_or_default(), amount);
        outcome.and_then(TestOutcome::effect)
    }

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
    let path = environments
        .find_map(|one| path.strip_prefix(one.prefix()))
        .unwrap_or(path);
    if path.starts_with(MAGENTO_LOOK_UP) {
        return ONE_TIME.operations(LOOK_UP);
    }
    let is_of = |names: &[&str]| names.iter().any(|name| path.starts_with(name));
    let service: &Service = if is_of(&["/Wsjtransaccion", "/Wsrtransaccion", MAGENTO_CHARGE]) {
        &ONE_TIME
    } else if is_of(&["/Wsjrecurrentes", "/Wsrrecurrentes"]) {
        &RECURRING
    } else if path.starts_with("/reports/") {
        &REPORTS
    } else {
        return match tokens::operations(path) {
            [] => cash::operations(path, parts.method == Method::POST),
            operations => operations,
        };
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
