//! What the tests of the service share.

use time::macros::datetime;

use super::channel::rest::{self, Format};
use super::dispatch::{Call, RECURRING};
use super::environment::Environment;
use super::world::World;
use super::zend::{Map, Value};
use crate::sim::clock::SimClock;

/// A world on the day before the guide's example starts to be charged.
pub(crate) fn world() -> World {
    World::new(SimClock::fixed(datetime!(2013-09-15 21:56:26 UTC)))
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

/// Calls a method and renders its answer as the JSON of the serialized channel.
pub(crate) fn called(world: &World, environment: Environment, method: &str, data: &Map) -> String {
    let call = Call {
        method: Some(method.to_owned()),
        data: Some(data.clone()),
    };
    let answer = RECURRING.dispatch(world, environment, call);
    rest::write(RECURRING.name, &answer, Format::Json).body
}

/// The errors of a refusal as `field: message`.
pub(crate) fn refused(errors: &Map) -> Vec<String> {
    errors
        .iter()
        .filter_map(|(name, value)| Some(format!("{name}: {}", Value::scalar(value)?)))
        .collect()
}
