//! What the tests of the service share.

pub(crate) mod http;

use time::OffsetDateTime;
use time::macros::datetime;

use crate::merchant::MerchantServer;
use crate::pagofacil::environment::Environment;
use crate::pagofacil::methods::{ONE_TIME, RECURRING, REPORTS, Service};
use crate::pagofacil::model::ResponseVersion;
use crate::pagofacil::state::State;
use crate::pagofacil::state::registration::Registration;
use crate::pagofacil::wire::call::Call;
use crate::pagofacil::wire::rest;
use crate::pagofacil::wire::rest::Format;
use crate::pagofacil::wire::zend::{Map, Value};
use payments_testkit::SimClock;

/// On the day before the guide's example starts to be charged.
pub(crate) const START: OffsetDateTime = datetime!(2013-09-15 21:56:26 UTC);

/// A service at [`START`].
pub(crate) fn service() -> State {
    let state = at(SimClock::fixed(START));
    state.set_response_version(ResponseVersion::Of2014);
    state
}

/// A service with this clock.
pub(crate) fn at(clock: SimClock) -> State {
    State::new(clock.clone(), MerchantServer::new(clock))
}

/// The registration of the user's guide, with the keys of the sandbox.
pub(crate) fn example() -> Map {
    let (branch, user) = State::sandbox_keys();
    Map::new()
        .with("nombre", "Mario A")
        .with("apellidos", "Martinez Leandro")
        .with("numeroTarjeta", "5".to_owned() + &"1".repeat(15))
        .with("cvt", "222")
        .with("cp", "11000")
        .with("mesExpiracion", "09")
        .with("anyoExpiracion", "16")
        .with("monto", "800")
        .with("idSucursal", branch)
        .with("idUsuario", user)
        .with("IP", "200.1.1.1")
        .with("idServicio", 2)
        .with("email", "user@example.com")
        .with("telefono", "5555555555")
        .with("celular", "5555111111")
        .with("calleyNumero", "amargura 3")
        .with("colonia", "la otra colonia")
        .with("municipio", "Guadalajara")
        .with("estado", "Jalisco")
        .with("pais", "Mexico")
        .with("idCliente", "Contrato789232")
        .with("diaPago", "05")
        .with("fechaIniCobro", "16-09-2013")
        .with(
            "httpUserAgent",
            "Mozilla/5.0 (Windows NT 6.0) Safari/537.36",
        )
}

/// An order in Visa for 800.50 pesos, with the keys of the sandbox.
pub(crate) fn order() -> Map {
    let (branch, user) = State::sandbox_keys();
    Map::new()
        .with("nombre", "Juan")
        .with("apellidos", "Reyes Garza")
        .with("numeroTarjeta", "4".to_owned() + &"1".repeat(15))
        .with("cvt", "222")
        .with("cp", "11560")
        .with("mesExpiracion", "09")
        .with("anyoExpiracion", "16")
        .with("monto", "800.50")
        .with("idSucursal", branch)
        .with("idUsuario", user)
        .with("idServicio", 3)
        .with("email", "comprador@example.com")
        .with("telefono", "5550220910")
        .with("celular", "5550123456")
        .with("calleyNumero", "Anatole France 311")
        .with("colonia", "Polanco")
        .with("municipio", "Miguel Hidalgo")
        .with("estado", "Distrito Federal")
        .with("pais", "México")
        .with("idPedido", "ORDER-1")
}

/// What is kept of the example.
pub(crate) fn terms() -> Registration {
    let today = service().local_time().local().date();
    match Registration::read(&example(), Environment::Sandbox, today) {
        Ok(terms) => terms,
        Err(errors) => panic!("{:?}", refused(&errors)),
    }
}

/// Calls a method of the recurring family and renders its response as the JSON of the serialized
/// channel.
pub(crate) fn called(state: &State, environment: Environment, method: &str, data: &Map) -> String {
    dispatched(
        &RECURRING,
        (state, environment),
        (method, data),
        Format::Json,
    )
}

/// [`called`] for the one-time family.
pub(crate) fn paid(state: &State, environment: Environment, method: &str, data: &Map) -> String {
    dispatched(
        &ONE_TIME,
        (state, environment),
        (method, data),
        Format::Json,
    )
}

/// Searches the charges and renders the response.
pub(crate) fn reported(state: &State, environment: Environment, data: &Map) -> String {
    dispatched(&REPORTS, (state, environment), ("rss", data), Format::Plain)
}

fn dispatched(
    service: &Service,
    (state, environment): (&State, Environment),
    (method, data): (&str, &Map),
    format: Format,
) -> String {
    let call = Call {
        method: Some(method.to_owned()),
        data: Some(data.clone()),
    };
    let response = service.dispatch(state, environment, call);
    rest::write(service.name, &response, format).body
}

/// The errors of a refusal as `field: message`.
pub(crate) fn refused(errors: &Map) -> Vec<String> {
    errors
        .iter()
        .filter_map(|(name, value)| Some(format!("{name}: {}", Value::scalar(value)?)))
        .collect()
}
