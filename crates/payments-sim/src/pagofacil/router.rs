//! The paths of the service.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::routing::{MethodRouter, get, post};
use http::HeaderMap;
use http::header::CONTENT_TYPE;

use super::channel::reply::Reply;
use super::channel::rest::{self, Format};
use super::channel::rpc;
use super::dispatch::{Answer, Call, ONE_TIME, RECURRING, REPORTS, Service};
use super::environment::Environment;
use super::oddity::Oddity;
use super::world::World;

/// Both environments of `world`, each under its prefix.
pub(crate) fn router(world: Arc<World>) -> Router {
    Environment::ALL
        .into_iter()
        .fold(Router::new(), |router, environment| {
            router.nest(environment.prefix(), services(&world, environment))
        })
}

fn services(world: &Arc<World>, environment: Environment) -> Router {
    let families = [
        (&RECURRING, endpoints("/Wsrrecurrentes", "/Wsjrecurrentes")),
        (&ONE_TIME, endpoints("/Wsrtransaccion", "/Wsjtransaccion")),
        (&REPORTS, reports()),
    ];
    families
        .into_iter()
        .fold(Router::new(), |router, (service, endpoints)| {
            router.merge(endpoints.with_state(Site {
                world: Arc::clone(world),
                environment,
                service,
            }))
        })
}

/// What a request reaches: a service of an environment.
#[derive(Clone)]
struct Site {
    world: Arc<World>,
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

async fn rest_json(
    State(site): State<Site>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Reply {
    serialized(&site, query.as_deref(), &headers, &body, Format::Json)
}

async fn rest_xml(
    State(site): State<Site>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Reply {
    serialized(&site, query.as_deref(), &headers, &body, Format::Xml)
}

async fn report(
    State(site): State<Site>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Reply {
    serialized(&site, query.as_deref(), &headers, &body, Format::Plain)
}

fn serialized(
    site: &Site,
    query: Option<&str>,
    headers: &HeaderMap,
    body: &Bytes,
    format: Format,
) -> Reply {
    let body = String::from_utf8_lossy(body);
    // PHP fills its form variables from this content type only.
    let form = if is_form(headers) { &*body } else { "" };
    let call = rest::read(query.unwrap_or_default(), form);
    let (answer, oddity) = answered(site, call);
    let reply = rest::write(site.service.name, &answer, format);
    spoiled(reply, oddity)
}

fn is_form(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| {
            kind.trim()
                .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        })
}

async fn json_rpc(State(site): State<Site>, body: Bytes) -> Reply {
    let (call, mut envelope) = rpc::read(&String::from_utf8_lossy(&body));
    let (answer, oddity) = answered(&site, call);
    if oddity == Some(Oddity::WrongRpcId) {
        envelope.change_id();
    }
    spoiled(rpc::write(answer, envelope), oddity)
}

/// Lets the service do its work first, and then whatever befalls the answer.
fn answered(site: &Site, call: Call) -> (Answer, Option<Oddity>) {
    let answer = site.service.dispatch(&site.world, site.environment, call);
    match site.world.next_oddity() {
        Some(oddity) => (oddity.distort(answer), Some(oddity)),
        None => (answer, None),
    }
}

fn spoiled(reply: Reply, oddity: Option<Oddity>) -> Reply {
    match oddity {
        Some(oddity) => oddity.spoil(reply),
        None => reply,
    }
}

#[cfg(test)]
mod tests;
