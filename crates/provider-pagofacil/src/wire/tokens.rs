//! Stored cards: the fields of the requests, and the responses. They are encrypted on the wire.
//!
//! The members of the responses are documented, and no response is published or recorded: names are
//! read without regard to case, and one object around them is accepted.

use std::fmt;

use payments_core::Money;
use payments_kit::codec::{Absorb, Key, Texts, from_json};
use payments_kit::http::Fields;
use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::requests::Caller;
use super::response::Response;

/// A card to store, with its holder, in the form that the service takes.
pub(crate) struct StoredHolder<'a> {
    pub(crate) number: &'a str,
    pub(crate) code: &'a str,
    pub(crate) month: u8,
    pub(crate) year: u16,
    /// The holder's fields by the service's names.
    pub(crate) holder: Vec<(&'static str, String)>,
}

/// The fields that store a card.
pub(crate) fn store_card(fields: &mut dyn Fields, caller: &Caller<'_>, card: &StoredHolder<'_>) {
    keys(fields, caller);
    for (name, text) in &card.holder {
        fields.personal(name, text);
    }
    fields.secret("numeroTarjeta", card.number);
    fields.secret("cvt", card.code);
    // As in a charge: too short to be redacted from every text.
    fields.field("mesExpiracion", &format!("{:02}", card.month));
    fields.field("anyoExpiracion", &format!("{:02}", card.year % 100));
}

/// The fields that charge a stored card. The amount is a text: the company's libraries disagree, and
/// a text is exact.
pub(crate) fn charge_token(
    fields: &mut dyn Fields,
    caller: &Caller<'_>,
    token: &str,
    (amount, reference): (Money, &str),
) {
    keys(fields, caller);
    fields.secret("token", token);
    fields.field("monto", &amount.to_wire());
    fields.field("idPedido", reference);
}

/// The fields that delete a stored card.
pub(crate) fn delete_card(fields: &mut dyn Fields, caller: &Caller<'_>, token: &str, key: &str) {
    keys(fields, caller);
    fields.secret("token", token);
    fields.secret("autorizacion", key);
}

fn keys(fields: &mut dyn Fields, caller: &Caller<'_>) {
    fields.secret("idSucursal", caller.branch_id);
    fields.secret("idUsuario", caller.user_id);
}

/// The response to any call about stored cards. It has the members of a charge, and a token.
#[derive(Debug, Default)]
pub(crate) struct TokenResponse {
    pub(crate) token: Texts,
    pub(crate) charge: Box<Response>,
}

impl<'de> Deserialize<'de> for TokenResponse {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let outer = Members::deserialize(deserializer)?;
        match outer.only_object() {
            Some(inner) => from_json::<Members<'_>>(inner.get().as_bytes())
                .map(|inner| inner.response)
                .map_err(de::Error::custom),
            None => Ok(outer.response),
        }
    }
}

/// The members of one object.
#[derive(Default)]
struct Members<'de> {
    response: TokenResponse,
    is_known: bool,
    unknown: Vec<&'de RawValue>,
}

impl<'de> Members<'de> {
    /// The one member of an object that has no other.
    fn only_object(&self) -> Option<&'de RawValue> {
        match self.unknown.as_slice() {
            [one] if !self.is_known && one.get().starts_with('{') => Some(one),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;

        impl<'de> Visitor<'de> for All {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Members::default();
                while let Some(name) = map.next_key::<Key<'_>>()? {
                    let TokenResponse { token, charge } = &mut members.response;
                    let member = match name.as_str().to_ascii_lowercase().as_str() {
                        "token" => token,
                        "autorizado" => &mut charge.authorized,
                        "autorizacion" => &mut charge.authorization,
                        "transaccion" => &mut charge.transaction,
                        "texto" => &mut charge.text,
                        "error" => &mut charge.error,
                        "mode" => &mut charge.mode,
                        // It repeats the card, the security code among it: it is not read.
                        "data" => {
                            map.next_value::<IgnoredAny>()?;
                            members.is_known = true;
                            continue;
                        }
                        _ => {
                            members.unknown.push(map.next_value()?);
                            continue;
                        }
                    };
                    member.absorb(map.next_value()?);
                    members.is_known = true;
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(All)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::values;

    fn read(json: &str) -> TokenResponse {
        from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn names_have_any_case_and_one_object_may_be_around_them() {
        for json in [
            r#"{"Token":"PFTE1","autorizado":1,"Autorizacion":1234567890123456789012}"#,
            r#"{"TOKEN":"PFTE1","Autorizado":"1","autorizacion":"1234567890123456789012","x":{}}"#,
            r#"{"r":{"token":"PFTE1","autorizado":true,"autorizacion":1234567890123456789012}}"#,
        ] {
            let TokenResponse { token, charge } = read(json);
            assert_eq!(values(&token).collect::<Vec<_>>(), ["PFTE1"], "{json}");
            // 22 digits, which no 64-bit integer holds.
            let keys: Vec<&str> = values(&charge.authorization).collect();
            assert_eq!(keys, ["1234567890123456789012"], "{json}");
            assert!(
                !values(&charge.authorized).any(|flag| flag == "0"),
                "{json}"
            );
        }
        // Two objects around it, or one beside another member, are not read.
        for json in [
            r#"{"a":{"b":{"token":"PFTE1"}}}"#,
            r#"{"a":{"token":"PFTE1"},"b":{}}"#,
            r#"{"a":{"token":"PFTE1"},"texto":"x"}"#,
        ] {
            assert!(read(json).token.is_empty(), "{json}");
        }
    }
}
