//! What the tests of the service share.

pub(crate) mod http;

use time::OffsetDateTime;
use time::macros::datetime;

use super::channel::rest::{self, Format};
use super::dispatch::{Call, ONE_TIME, RECURRING, REPORTS, Service};
use super::environment::Environment;
use super::registration::Registration;
use super::world::World;
use super::zend::{Map, Value};
use payments_testkit::SimClock;

/// On the day before the guide's example starts to be charged.
pub(crate) const START: OffsetDateTime = datetime!(2013-09-15 21:56:26 UTC);

/// A world at [`START`].
pub(crate) fn world() -> World {
    World::new(SimClock::fixed(START))
}

/// The registration of the user's guide, with the keys of the sandbox.
pub(crate) fn example() -> Map {
    let (branch, user) = World::sandbox_keys();
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
    let (branch, user) = World::sandbox_keys();
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
    let today = world().moment().local().date();
    match Registration::read(&example(), Environment::Sandbox, today) {
        Ok(terms) => terms,
        Err(errors) => panic!("{:?}", refused(&errors)),
    }
}

/// Calls a method of the recurring family and renders its answer as the JSON of the serialized
/// channel.
pub(crate) fn called(world: &World, environment: Environment, method: &str, data: &Map) -> String {
    dispatched(
        &RECURRING,
        (world, environment),
        (method, data),
        Format::Json,
    )
}

/// [`called`] for the one-time family.
pub(crate) fn paid(world: &World, environment: Environment, method: &str, data: &Map) -> String {
    dispatched(
        &ONE_TIME,
        (world, environment),
        (method, data),
        Format::Json,
    )
}

/// Searches the charges and renders the answer.
pub(crate) fn reported(world: &World, environment: Environment, data: &Map) -> String {
    dispatched(&REPORTS, (world, environment), ("rss", data), Format::Plain)
}

fn dispatched(
    service: &Service,
    (world, environment): (&World, Environment),
    (method, data): (&str, &Map),
    format: Format,
) -> String {
    let call = Call {
        method: Some(method.to_owned()),
        data: Some(data.clone()),
    };
    let answer = service.dispatch(world, environment, call);
    rest::write(service.name, &answer, format).body
}

/// The errors of a refusal as `field: message`.
pub(crate) fn refused(errors: &Map) -> Vec<String> {
    errors
        .iter()
        .filter_map(|(name, value)| Some(format!("{name}: {}", Value::scalar(value)?)))
        .collect()
}
