//! The form that registers a recurring charge.

use std::sync::Arc;

use time::Date;

use crate::pagofacil::environment::Environment;
use crate::pagofacil::state::charge::Cardholder;
use crate::pagofacil::state::registration::Registration;
use crate::pagofacil::wire::fields::Fields;
use crate::pagofacil::wire::rules;
use crate::pagofacil::wire::zend::Map;

/// The numbers under which this service is called. The documents disagree about which is whose.
const SERVICES: [&str; 3] = ["1", "2", "3"];

impl Registration {
    /// Reads `data`, or says field by field what is wrong with it.
    pub(crate) fn read(data: &Map, environment: Environment, today: Date) -> Result<Self, Map> {
        let mut fields = Fields::new(data);
        let charge_now = fields.optional(&["cargo"], rules::flag).unwrap_or(false);
        let holder = Cardholder::read(&mut fields, environment, &SERVICES, charge_now, today);
        let amount = fields.required(&["monto"], rules::amount);
        let reference = fields.optional(&["idCliente"], |text| Ok(text.to_owned()));
        let day = fields.required(&["diaPago"], rules::day);
        let (starts, ends) = read_span(&mut fields, today);

        let read = || {
            Some(Self {
                holder: Arc::new(holder?),
                amount: amount?,
                reference,
                day: day?,
                starts: starts?,
                ends,
                charge_now,
            })
        };
        fields.finish(read())
    }
}

fn read_span(fields: &mut Fields<'_>, today: Date) -> (Option<Date>, Option<Date>) {
    let starts = fields.required(&["fechaIniCobro"], |text| {
        let date = rules::date(text)?;
        if date > today {
            Ok(date)
        } else {
            Err(format!("'{text}' debe ser posterior a la fecha actual"))
        }
    });
    let ends = fields.optional(&["fechaFinCobro"], |text| {
        let date = rules::date(text)?;
        if starts.is_some_and(|starts| date < starts) {
            Err(format!("'{text}' debe ser posterior a fechaIniCobro"))
        } else {
            Ok(date)
        }
    });
    (starts, ends)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use rust_decimal::Decimal;
    use time::macros::date;

    use super::*;
    use crate::pagofacil::testing::{example, refused};

    const TODAY: Date = date!(2013 - 09 - 15);

    /// The only complaint about the example changed by `change`, as `field: message`.
    fn complaint(change: impl FnOnce(Map) -> Map) -> String {
        match Registration::read(&change(example()), Environment::Sandbox, TODAY) {
            Ok(_) => "none".to_owned(),
            Err(errors) => refused(&errors).join("; "),
        }
    }

    fn with(key: &str, value: &str) -> String {
        complaint(|data| data.with(key, value))
    }

    #[test]
    fn the_example_of_the_guide_is_accepted() {
        let read = Registration::read(&example(), Environment::Sandbox, TODAY);
        let Ok(read) = read else {
            panic!("the example was refused")
        };
        assert_eq!(read.reference.as_deref(), Some("Contrato789232"));
        assert_eq!((read.amount, read.day), (Decimal::from(800), 5));
        assert_eq!((read.starts, read.ends), (date!(2013 - 09 - 16), None));
        assert!(!read.charge_now);
    }

    #[test]
    fn every_mandatory_field_is_missed_at_once() {
        let errors = Registration::read(&Map::new(), Environment::Sandbox, TODAY).err();
        let errors = errors.expect("refused");
        let names: Vec<_> = errors.iter().map(|(name, _)| name).collect();
        let mandatory = [
            "idSucursal",
            "idUsuario",
            "idServicio",
            "nombre",
            "apellidos",
            "numeroTarjeta",
            "mesExpiracion",
            "anyoExpiracion",
            "email",
            "cp",
            "calleyNumero",
            "colonia",
            "municipio",
            "estado",
            "pais",
            "telefono",
            "celular",
            "monto",
            "diaPago",
            "fechaIniCobro",
        ];
        assert_eq!(names, mandatory);
        assert!(refused(&errors).contains(&"monto: Falta el campo: 'monto'".to_owned()));
    }

    #[test]
    fn keys_of_the_other_environment_are_not_found() {
        let errors = Registration::read(&example(), Environment::Production, TODAY).err();
        let (branch, user) = Environment::Sandbox.keys();
        assert_eq!(
            refused(&errors.expect("refused")),
            [
                format!("idSucursal: idSucursal {branch} no encontrado"),
                format!("idUsuario: idUsuario {user} no encontrado"),
            ]
        );
    }

    #[test]
    fn a_security_code_is_needed_for_a_charge_only() {
        assert_eq!(with("cvt", ""), "none");
        assert_eq!(
            complaint(|data| data.with("cvt", "").with("cargo", "1")),
            "cvt: Falta el campo: 'cvt'"
        );
        assert_eq!(with("cvt", "2222"), "cvt: '2222' debe contener 3 digitos");
    }

    #[test]
    fn american_express_has_four_digits_of_code_and_fifteen_of_number() {
        let number = format!("37{}", "1".repeat(13));
        let amex = |code: &str| {
            complaint(|data| {
                data.with("numeroTarjeta", number.as_str())
                    .with("cvt", code)
            })
        };
        assert_eq!(amex("2222"), "none");
        assert_eq!(amex("222"), "cvt: '222' debe contener 4 digitos");
    }

    #[test]
    fn a_card_is_valid_until_its_month_ends() {
        let expires = |month: &str, year: &str| {
            complaint(|data| {
                data.with("mesExpiracion", month)
                    .with("anyoExpiracion", year)
            })
        };
        assert_eq!(expires("09", "13"), "none");
        assert_eq!(
            expires("08", "13"),
            "anyoExpiracion: La tarjeta ha expirado"
        );
    }

    #[test]
    fn the_first_charge_lies_in_the_future() {
        assert_eq!(
            with("fechaIniCobro", "15-09-2013"),
            "fechaIniCobro: '15-09-2013' debe ser posterior a la fecha actual"
        );
    }

    #[test]
    fn the_last_charge_is_not_before_the_first() {
        assert_eq!(with("fechaFinCobro", "16-09-2013"), "none");
        assert_eq!(
            with("fechaFinCobro", "15-09-2013"),
            "fechaFinCobro: '15-09-2013' debe ser posterior a fechaIniCobro"
        );
    }

    #[test]
    fn texts_that_are_too_long_are_refused() {
        for (name, max) in [("nombre", 50), ("cp", 9), ("httpUserAgent", 150)] {
            let long = "x".repeat(max + 1);
            assert_eq!(
                with(name, &long),
                format!("{name}: '{long}' tiene mas de {max} caracteres")
            );
        }
    }

    #[test]
    fn both_spellings_of_street_and_address_are_read() {
        let spelled: Map = example()
            .iter()
            .filter(|(name, _)| !matches!(*name, "calleyNumero" | "IP"))
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect();
        let spelled = spelled
            .with("calleYNumero", "amargura 3")
            .with("ip", "1.2.3.4");
        let read = Registration::read(&spelled, Environment::Sandbox, TODAY).ok();
        assert_eq!(
            read.and_then(|read| read.holder.ip),
            Some(Ipv4Addr::new(1, 2, 3, 4))
        );
    }
}
