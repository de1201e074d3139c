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
use super::dispatch::{ONE_TIME, RECURRING, REPORTS, Service};
use super::environment::Environment;
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
    let service = site.service;
    let answer = service.dispatch(&site.world, site.environment, call);
    rest::write(service.name, &answer, format)
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
    let (call, envelope) = rpc::read(&String::from_utf8_lossy(&body));
    let answer = site.service.dispatch(&site.world, site.environment, call);
    rpc::write(answer, envelope)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpStream};

    use tokio::net::TcpListener;

    use super::*;
    use crate::sim::pagofacil::testing::world;

    async fn serve() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let app = router(Arc::new(world()));
        tokio::spawn(async move { axum::serve(listener, app).await });
        address
    }

    /// Sends a request and returns the status line, the header lines and the body.
    async fn sent(address: SocketAddr, head: &str, body: &str) -> String {
        let length = body.len();
        let request = format!(
            "{head}\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        let exchange = move || {
            let mut stream = TcpStream::connect(address)?;
            stream.write_all(request.as_bytes())?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok::<_, std::io::Error>(answer)
        };
        let answer = tokio::task::spawn_blocking(exchange).await;
        answer.expect("no panic").expect("an answer")
    }

    #[tokio::test]
    async fn every_endpoint_answers_in_both_environments_with_and_without_a_slash() {
        let address = serve().await;
        let rpc = r#"{"jsonrpc":"2.0","method":"modificar","id":1}"#;
        for prefix in ["/st/public", "/ws/public"] {
            for slash in ["", "/"] {
                for (verb, path, kind, status) in [
                    (
                        "GET",
                        "Wsrrecurrentes/index/format/json",
                        "application/json",
                        200,
                    ),
                    (
                        "POST",
                        "Wsrrecurrentes/index/format/json",
                        "application/json",
                        200,
                    ),
                    ("GET", "Wsrrecurrentes", "text/xml", 400),
                    ("POST", "Wsrrecurrentes", "text/xml", 400),
                    ("POST", "Wsjrecurrentes", "application/json", 200),
                    (
                        "GET",
                        "reports/Wsrreports/index/format/json",
                        "application/json",
                        200,
                    ),
                ] {
                    let head = format!("{verb} {prefix}/{path}{slash} HTTP/1.1");
                    let answer = sent(address, &head, rpc).await;
                    let line = format!("HTTP/1.1 {status} ");
                    assert!(answer.starts_with(&line), "{head}: {answer}");
                    assert!(
                        answer.contains(&format!("content-type: {kind}")),
                        "{answer}"
                    );
                }
            }
        }
    }

    #[tokio::test]
    async fn a_form_body_is_read_for_its_content_type_only() {
        let address = serve().await;
        let head = "POST /st/public/Wsrrecurrentes/index/format/json HTTP/1.1";
        let form = format!("{head}\r\nContent-Type: application/x-www-form-urlencoded; charset=x");
        let answer = sent(address, &form, "method=modificar").await;
        assert!(answer.contains("Unknown Method 'modificar'."), "{answer}");
        let text = format!("{head}\r\nContent-Type: text/plain");
        let answer = sent(address, &text, "method=modificar").await;
        assert!(answer.contains("No Method Specified."), "{answer}");
    }

    #[tokio::test]
    async fn a_query_reaches_a_method() {
        let address = serve().await;
        let head =
            "GET /st/public/Wsrrecurrentes/?method=vercargo&data%5BidRecurrente%5D=XXX HTTP/1.1";
        let answer = sent(address, head, "").await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(
            answer.contains("<idRecurrente>idRecurrente XXX no encontrado</idRecurrente>"),
            "{answer}"
        );
    }
}
