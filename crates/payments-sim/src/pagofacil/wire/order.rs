//! The form that makes a one-time charge.

use std::sync::Arc;

use payments_core::Currency;
use time::Date;

use crate::pagofacil::environment::Environment;
use crate::pagofacil::model::ChargeKind;
use crate::pagofacil::state::charge::{Cardholder, Sale};
use crate::pagofacil::wire::fields::Fields;
use crate::pagofacil::wire::rules;
use crate::pagofacil::wire::zend::Map;

/// The merchant's own texts.
pub(crate) const PARAMS: [&str; 5] = ["param1", "param2", "param3", "param4", "param5"];

/// How many months a price may be spread over.
const MONTHS: [&str; 4] = ["03", "06", "09", "12"];

/// A request that passed.
pub(crate) struct Order {
    pub(crate) sale: Sale,
    /// `NOR`, or `MSI` for months without interest.
    pub(crate) plan: String,
    /// How many months, `00` for none.
    pub(crate) months: String,
}

impl Order {
    /// Reads `data`, or says field by field what is wrong with it.
    pub(crate) fn read(data: &Map, environment: Environment, today: Date) -> Result<Self, Map> {
        let mut fields = Fields::new(data);
        let holder = Cardholder::read(&mut fields, environment, &["3"], true, today);
        let amount = fields.required(&["monto"], rules::amount);
        // The tables want it; several clients in production leave it out.
        let reference = fields.optional(&["idPedido"], reference);
        let params = PARAMS.map(|name| {
            // The tables say 60 characters; the official PrestaShop plugin sends far more.
            let text = fields.optional(&[name], rules::any);
            text.unwrap_or_default()
        });
        let currency = fields.optional(&["divisa"], currency);
        let (plan, months) = read_plan(&mut fields);
        // The tables say 1; a client in production sends `true`.
        fields.optional(&["noMail"], rules::any);

        let read = || {
            let sale = Sale {
                kind: ChargeKind::OneTime,
                environment,
                reference,
                subscription: None,
                holder: Arc::new(holder?),
                amount: amount?,
                currency: currency.unwrap_or(Currency::MXN),
                params,
            };
            Some(Self { sale, plan, months })
        };
        fields.finish(read())
    }
}

fn reference(text: &str) -> Result<String, String> {
    if text.contains(char::is_whitespace) {
        return Err(format!("'{text}' no debe contener espacios"));
    }
    rules::at_most(60)(text)
}

fn currency(text: &str) -> Result<Currency, String> {
    match text {
        "MXN" => Ok(Currency::MXN),
        "USD" => Ok(Currency::USD),
        _ => Err(format!("divisa {text} no encontrada")),
    }
}

/// Months go with the plan that has them, and with no other.
fn read_plan(fields: &mut Fields<'_>) -> (String, String) {
    let plan = fields.optional(&["plan"], |text| match text {
        "NOR" | "MSI" => Ok(text.to_owned()),
        _ => Err(format!("plan {text} no encontrado")),
    });
    let plan = plan.unwrap_or_else(|| "NOR".to_owned());
    let months = if plan == "MSI" {
        fields.required(&["mensualidades"], months(&MONTHS))
    } else {
        // A plugin sends a single zero.
        fields.optional(&["mensualidades"], months(&["00", "0"]))
    };
    (plan, months.unwrap_or_else(|| "00".to_owned()))
}

fn months(allowed: &[&str]) -> impl Fn(&str) -> Result<String, String> {
    move |text| {
        if allowed.contains(&text) {
            Ok(text.to_owned())
        } else {
            Err(format!("'{text}' no es un numero de mensualidades valido"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pagofacil::testing::{order, refused, service};

    /// The complaints about the order with some fields changed, as `field: message`.
    fn complaints(changes: &[(&str, &str)]) -> Vec<String> {
        let mut data = order();
        for (name, value) in changes {
            data.set(name, *value);
        }
        let today = service().local_time().local().date();
        let read = Order::read(&data, Environment::Sandbox, today);
        read.err()
            .map(|errors| refused(&errors))
            .unwrap_or_default()
    }

    #[test]
    fn a_security_code_is_always_needed() {
        assert_eq!(complaints(&[("cvt", "")]), ["cvt: Falta el campo: 'cvt'"]);
    }

    #[test]
    fn a_reference_may_be_left_out_and_has_no_spaces() {
        for (reference, message) in [
            ("a b", "'a b' no debe contener espacios".to_owned()),
            (
                &"x".repeat(61),
                format!("'{}' tiene mas de 60 caracteres", "x".repeat(61)),
            ),
        ] {
            assert_eq!(
                complaints(&[("idPedido", reference)]),
                [format!("idPedido: {message}")]
            );
        }
        for accepted in ["", &"x".repeat(60)] {
            assert!(complaints(&[("idPedido", accepted)]).is_empty());
        }
    }

    #[test]
    fn months_go_with_their_plan() {
        let plan = |plan, months| complaints(&[("plan", plan), ("mensualidades", months)]);
        for (name, months) in [("", ""), ("NOR", ""), ("NOR", "00"), ("MSI", "03")] {
            assert!(plan(name, months).is_empty(), "{name} {months}");
        }
        assert_eq!(
            plan("MSI", ""),
            ["mensualidades: Falta el campo: 'mensualidades'"]
        );
        for (name, months) in [("MSI", "04"), ("MSI", "00"), ("NOR", "03"), ("", "12")] {
            assert_eq!(plan(name, months).len(), 1, "{name} {months}");
        }
        assert_eq!(plan("XXX", ""), ["plan: plan XXX no encontrado"]);
    }

    #[test]
    fn pesos_and_dollars_are_accepted() {
        for (code, taken) in [("", true), ("MXN", true), ("USD", true), ("EUR", false)] {
            assert_eq!(complaints(&[("divisa", code)]).is_empty(), taken, "{code}");
        }
    }

    #[test]
    fn a_charge_has_a_fixed_service_number() {
        assert_eq!(
            complaints(&[("idServicio", "2")]),
            ["idServicio: idServicio 2 no encontrado"]
        );
    }

    #[test]
    fn params_may_be_longer_than_the_tables_say() {
        let long = "x".repeat(2_000);
        for name in PARAMS {
            assert!(complaints(&[(name, &long)]).is_empty(), "{name}");
        }
    }

    #[test]
    fn a_request_for_no_mail_may_have_any_spelling() {
        for spelling in ["1", "0", "true"] {
            assert!(complaints(&[("noMail", spelling)]).is_empty(), "{spelling}");
        }
    }
}
