//! Reading the fields of a call's `data`, collecting what is wrong with them.

use crate::pagofacil::environment::Environment;
use crate::pagofacil::local_time::LocalTime;
use crate::pagofacil::state::card;
use crate::pagofacil::wire::rules;
use crate::pagofacil::wire::zend::{Map, Value};

/// The text of every response that refuses its input.
pub(crate) const REFUSED: &str = "Errores en los datos de entrada Validaciones";

/// The fields of one call. Where a field goes by several names, the first reports its errors.
pub(crate) struct Fields<'a> {
    data: &'a Map,
    errors: Map,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(data: &'a Map) -> Self {
        Self {
            data,
            errors: Map::new(),
        }
    }

    /// Reads a field that must be there and follow `rule`.
    pub(crate) fn required<T>(
        &mut self,
        names: &[&str],
        rule: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let given = self.given(names);
        if given.is_none() {
            let name = names.first().copied().unwrap_or_default();
            self.refuse(name, format!("Falta el campo: '{name}'"));
        }
        self.follow(names, given, rule)
    }

    /// Reads a field that must follow `rule` where it is given.
    pub(crate) fn optional<T>(
        &mut self,
        names: &[&str],
        rule: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let given = self.given(names);
        self.follow(names, given, rule)
    }

    /// Checks the keys of the branch and the user, which must be those of `environment`.
    pub(crate) fn check_keys(&mut self, environment: Environment) {
        let (branch, user) = environment.keys();
        for (name, issued) in [("idSucursal", branch), ("idUsuario", user)] {
            self.required(&[name], rules::key(name, &issued));
        }
    }

    pub(crate) fn refuse(&mut self, name: &str, message: String) {
        self.errors.set(name, message);
    }

    /// `value`, unless anything was refused.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, Map> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(self.errors),
        }
    }

    fn follow<T>(
        &mut self,
        names: &[&str],
        given: Option<String>,
        rule: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        match rule(&given?) {
            Ok(value) => Some(value),
            Err(message) => {
                self.refuse(names.first().copied().unwrap_or_default(), message);
                None
            }
        }
    }

    /// An empty text counts as nothing.
    fn given(&self, names: &[&str]) -> Option<String> {
        names
            .iter()
            .find_map(|name| self.data.get(name))
            .and_then(Value::scalar)
            .filter(|text| !text.is_empty())
            .map(|text| text.into_owned())
    }
}

/// The `data` of a response: what was sent, with the card's fields masked.
pub(crate) fn echo(data: &Map) -> Map {
    echo_with(data, card::mask_number)
}

/// The text at `name` of a `map`, null where there is none.
pub(crate) fn member(map: &Map, name: &str) -> Value {
    let text = map.get(name).and_then(Value::scalar);
    Value::from(text.map(|text| text.into_owned()))
}

/// [`echo`] with another mask for the card's number.
pub(crate) fn echo_with(data: &Map, mask_number: fn(&str) -> String) -> Map {
    data.iter()
        .map(|(name, value)| {
            let mask = match name {
                "numeroTarjeta" => mask_number,
                "cvt" | "mesExpiracion" | "anyoExpiracion" => card::mask,
                _ => return (name.to_owned(), value.clone()),
            };
            let masked = mask(&value.scalar().unwrap_or_default());
            (name.to_owned(), Value::Text(masked))
        })
        .collect()
}

/// [`echo`] with the time of the call.
pub(crate) fn stamped_echo(data: &Map, now: LocalTime) -> Map {
    echo(data).with("transFechaHora", now.unix())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pagofacil::wire::zend::read;
    use crate::php::json::encode;

    fn data(json: &str) -> Map {
        match read::read(json) {
            Some(Value::Map(map)) => map,
            _ => Map::new(),
        }
    }

    fn written(map: Map) -> String {
        encode(&map).unwrap()
    }

    fn anything(text: &str) -> Result<String, String> {
        Ok(text.to_owned())
    }

    #[test]
    fn a_required_field_that_is_missing_or_empty_is_named() {
        let data = data(r#"{"cp":"","pais":null,"lista":[1]}"#);
        let mut fields = Fields::new(&data);
        for name in ["monto", "cp", "pais", "lista"] {
            assert_eq!(fields.required(&[name], anything), None);
        }
        let errors = fields.finish(Some(())).expect_err("four errors");
        assert_eq!(
            written(errors),
            r#"{"monto":"Falta el campo: 'monto'","cp":"Falta el campo: 'cp'","pais":"Falta el campo: 'pais'","lista":"Falta el campo: 'lista'"}"#
        );
    }

    #[test]
    fn a_second_name_is_read_and_the_first_reports() {
        let data = data(r#"{"ip":"x"}"#);
        let mut fields = Fields::new(&data);
        assert_eq!(
            fields.optional(&["IP", "ip"], anything).as_deref(),
            Some("x")
        );
        let refused = |_: &str| Err::<(), _>("no".to_owned());
        assert_eq!(fields.optional(&["IP", "ip"], refused), None);
        let errors = fields.finish(Some(())).expect_err("one error");
        assert_eq!(written(errors), r#"{"IP":"no"}"#);
    }

    #[test]
    fn an_optional_field_may_be_missing() {
        let data = Map::new();
        let mut fields = Fields::new(&data);
        assert_eq!(fields.optional(&["cvt"], anything), None);
        assert!(fields.finish(Some(())).is_ok());
    }

    #[test]
    fn numbers_are_read_as_texts() {
        let data = data(r#"{"idServicio":2}"#);
        let mut fields = Fields::new(&data);
        let read = fields.required(&["idServicio"], anything);
        assert_eq!(read.as_deref(), Some("2"));
    }

    #[test]
    fn an_echo_masks_the_card_and_keeps_everything_else_as_it_was() {
        let card = "5".to_owned() + &"1".repeat(15);
        let sent = format!(
            r#"{{"nombre":"Ana","numeroTarjeta":"{card}","cvt":222,"mesExpiracion":"09","anyoExpiracion":"","idServicio":2}}"#
        );
        assert_eq!(
            written(echo(&data(&sent))),
            r#"{"nombre":"Ana","numeroTarjeta":"(16) **** **** **** 1111","cvt":"(3) ***","mesExpiracion":"(2) **","anyoExpiracion":"","idServicio":2}"#
        );
    }

    #[test]
    fn an_echo_of_a_card_that_is_not_a_text_is_empty() {
        let echoed = echo(&data(r#"{"numeroTarjeta":["x"]}"#));
        assert_eq!(written(echoed), r#"{"numeroTarjeta":""}"#);
    }
}
