//! The service's field names, and where the same stands in a request of `payments-core`.

const PATHS: [(&str, &str); 25] = [
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
];

/// The path of a field that the service complains about; its own name where there is none.
pub(crate) fn domain_path(name: &str) -> &str {
    PATHS
        .iter()
        .find(|(wire, _)| *wire == name)
        .map_or(name, |(_, path)| path)
}
