//! What a response repeats of the request.

use std::fmt;

use payments_kit::codec::{Absorb, Key, Texts, is_at_once};
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
    pub(crate) fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let members = self.0.iter().filter(move |(echoed, _)| *echoed == name);
        members.map(|(_, text)| text.as_str())
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
        if is_at_once() || !deserializer.is_human_readable() {
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
            match ECHOED.iter().find(|echoed| **echoed == name.as_str()) {
                Some(name) => {
                    let texts: Texts = map.next_value()?;
                    let texts = texts.into_texts().map(|text| (*name, text));
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

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use payments_kit::codec::from_json;
    use proptest::prelude::*;

    use super::super::lists::Operations;
    use super::super::report::Rows;
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

    #[test]
    fn an_echo_is_the_same_whether_it_is_read_at_once_or_carefully() {
        let leaf = prop_oneof![
            Just("null".to_owned()),
            Just("true".to_owned()),
            Just("1.50".to_owned()),
            Just("-7".to_owned()),
            Just(r#""\ud800""#.to_owned()),
            Just(r#""\n ""#.to_owned()),
            "\"[a-c0 ]{0,3}\"",
        ];
        let document = leaf.prop_recursive(12, 24, 3, |inner| {
            let name =
                prop::sample::select(vec!["idPedido", "monto", "transactions", "key_0", "x"]);
            let member = (name, inner.clone());
            let member = member.prop_map(|(name, value)| format!("\"{name}\":{value}"));
            prop_oneof![
                prop::collection::vec(inner, 0..3).prop_map(|all| format!("[{}]", all.join(","))),
                prop::collection::vec(member, 0..3)
                    .prop_map(|all| format!("{{{}}}", all.join(","))),
            ]
        });
        proptest!(|(json in document)| {
            let carefully = serde_json::from_str::<Echo>(&json).ok().map(|echo| echo.0);
            let at_once = from_json::<Echo>(json.as_bytes()).ok().map(|echo| echo.0);
            prop_assert_eq!(at_once, carefully);
            let carefully = serde_json::from_str::<Rows>(&json).ok();
            let at_once = from_json::<Rows>(json.as_bytes()).ok();
            prop_assert_eq!(format!("{at_once:?}"), format!("{carefully:?}"));
            let carefully = serde_json::from_str::<Operations>(&json).ok();
            let at_once = from_json::<Operations>(json.as_bytes()).ok();
            prop_assert_eq!(format!("{at_once:?}"), format!("{carefully:?}"));
        });
    }
}
