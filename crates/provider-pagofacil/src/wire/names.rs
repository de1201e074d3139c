//! The service's field names, with the paths of the same fields in a request of `payments-core`.

const PATHS: [(&str, &str); 38] = [
    ("nombre", "customer.first_name"),
    ("apellidos", "customer.last_name"),
    ("numeroTarjeta", "card.number"),
    ("cvt", "card.security_code"),
    ("cp", "customer.address.postal_code"),
    ("mesExpiracion", "card.expiry"),
    ("anyoExpiracion", "card.expiry"),
    ("monto", "amount"),
    ("idSucursal", "keys.branch_id"),
    ("idUsuario", "keys.user_id"),
    ("IP", "customer.ip"),
    ("ip", "customer.ip"),
    ("email", "customer.email"),
    ("telefono", "customer.phone"),
    ("celular", "customer.mobile"),
    ("calleyNumero", "customer.address.street"),
    ("colonia", "customer.address.neighborhood"),
    ("municipio", "customer.address.city"),
    ("estado", "customer.address.state"),
    ("pais", "customer.address.country"),
    ("idCliente", "reference"),
    ("diaPago", "schedule.day"),
    ("fechaIniCobro", "schedule.start"),
    ("fechaFinCobro", "schedule.end"),
    ("httpUserAgent", "customer.user_agent"),
    ("idPedido", "reference"),
    ("divisa", "amount"),
    ("plan", "installments"),
    ("mensualidades", "installments"),
    ("param1", "options.param1"),
    ("param2", "options.param2"),
    ("param3", "options.param3"),
    ("param4", "options.param4"),
    ("param5", "options.param5"),
    ("idRecurrente", "id"),
    ("apiSecret", "keys.api_secret"),
    ("api_secret", "keys.api_secret"),
    ("claveSecreta", "keys.api_secret"),
];

/// Whether a message under this name is about a field. A plain text has no name, and the entries of
/// a list are named `key_0`, `key_1` and so on.
pub(crate) fn is_field(name: &str) -> bool {
    let number = name.strip_prefix("key_").unwrap_or(name);
    !number.bytes().all(|byte| byte.is_ascii_digit())
}

/// The path of a field that the service complains about: the service's name where there is no path,
/// and empty where the message is about no field.
pub(crate) fn request_path(name: &str) -> &str {
    if !is_field(name) {
        return "";
    }
    PATHS
        .iter()
        .find(|(wire, _)| *wire == name)
        .map_or(name, |(_, path)| path)
}
