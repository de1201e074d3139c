//! What a response repeats of the request.

use std::fmt;

use payments_kit::codec::{Absorb, Key, Texts};
use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// What a response repeats of the request, in whatever depth and shape: the values of the members
/// that identify a call. Nothing else is read, for echoes hold card numbers and security codes that
/// are not reliably masked.
#[derive(Default)]
pub(crate) struct Echo(Vec<(&'static str, String)>);

/// The names that are read.
const ECHOED: [&str; 13] = [
    "idRecurrente",
    "autorizado",
    "mode",
    "noTransaccion",
    "idPedido",
    "numeroTarjeta",
    "monto",
    "divisa",
    "mensualidades",
    "idCliente",
    "diaPago",
    "fechaIniCobro",
    "fechaFinCobro",
];
/// No echo nests deeper; what does is not read.
const DEEPEST: usize = 8;

impl Echo {
    /// The values of a member.
    pub(crate) fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let name = ECHOED.into_iter().find(|echoed| *echoed == name);
        let members = self.0.iter();
        members.filter_map(move |(echoed, text)| (Some(*echoed) == name).then_some(text.as_str()))
    }
}

// An echo may hold a card number.
impl fmt::Debug for Echo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} echoes]", self.0.len())
    }
}

impl Absorb for Echo {
    fn absorb(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }
}

impl<'de> Deserialize<'de> for Echo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut echo = Self::default();
        let level = EchoLevel {
            echo: &mut echo,
            deeper: DEEPEST,
        };
        level.deserialize(deserializer)?;
        Ok(echo)
    }
}

struct EchoLevel<'a> {
    echo: &'a mut Echo,
    deeper: usize,
}

impl EchoLevel<'_> {
    fn inner(&mut self) -> EchoLevel<'_> {
        EchoLevel {
            echo: self.echo,
            deeper: self.deeper - 1,
        }
    }
}

impl<'de> DeserializeSeed<'de> for EchoLevel<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.deeper == 0 {
            IgnoredAny::deserialize(deserializer)?;
            return Ok(());
        }
        if !deserializer.is_human_readable() {
            return deserializer.deserialize_any(self);
        }
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        if !raw.starts_with(['{', '[']) {
            return Ok(());
        }
        let mut json = serde_json::Deserializer::from_str(raw);
        json.deserialize_any(self).map_err(de::Error::custom)
    }
}

impl<'de> Visitor<'de> for EchoLevel<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an echo")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<Key<'_>>()? {
            match ECHOED.into_iter().find(|echoed| *echoed == name.as_str()) {
                Some(name) => {
                    let texts: Texts = map.next_value()?;
                    let texts = texts.iter().map(|(_, text)| (name, text.to_owned()));
                    self.echo.0.extend(texts);
                }
                None => map.next_value_seed(self.inner())?,
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(self.inner())?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use payments_kit::codec::from_json;

    use super::*;

    #[test]
    fn an_echo_is_read_in_any_depth_and_shape() {
        let echo = |json: &str| -> Vec<String> {
            let echo: Echo = from_json(json.as_bytes()).unwrap();
            assert!(!format!("{echo:?}").contains("ORDER"));
            echo.values("idPedido").map(str::to_owned).collect()
        };
        for (json, expected) in [
            (
                r#"{"idPedido":"ORDER-1","cvt":"222","x":1.5}"#,
                vec!["ORDER-1"],
            ),
            (
                r#"[{"idPedido":"A"},{"data":{"idPedido":["B",{"x":"C"}]}}]"#,
                vec!["A", "B", "C"],
            ),
            (r#"{"idPedido":null,"dataVal":{"idPedido":7}}"#, vec!["7"]),
            (r#""ORDER-1""#, vec![]),
            ("1.5", vec![]),
        ] {
            assert_eq!(echo(json), expected, "{json}");
        }
        let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(echo(&deep), [""; 0]);
        let deep = format!("{}1{}", r#"{"data":"#.repeat(100), "}".repeat(100));
        assert_eq!(echo(&deep), [""; 0]);
    }
}
