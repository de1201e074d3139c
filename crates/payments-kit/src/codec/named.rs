//! Maps whose names are data, such as the ids of the members.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};

use super::Absorb;

/// The members of an object with their names, in the service's order; a name may come twice. A
/// PHP service writes an empty one as `[]` or `""`, and one whose names are numbers from 0 on as a
/// list: its members have empty names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<T>(Vec<(String, T)>);

impl<T> Named<T> {
    /// Names and members, in order.
    pub fn into_vec(self) -> Vec<(String, T)> {
        self.0
    }
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Absorb for Named<T> {
    fn absorb(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Members(PhantomData))
    }
}

struct Members<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
    type Value = Named<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<T>, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Named(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Named<T>, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = list.next_element()? {
            members.push((String::new(), member));
        }
        Ok(Named(members))
    }

    fn visit_str<E: de::Error>(self, _text: &str) -> Result<Named<T>, E> {
        Ok(Named::default())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Named<T>, E> {
        Ok(Named::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{Scalar, from_json};

    fn read(json: &str) -> Vec<(String, Option<String>)> {
        let named: Named<Scalar> = from_json(json.as_bytes()).unwrap();
        let members = named.into_vec().into_iter();
        members
            .map(|(name, value)| (name, value.into_text()))
            .collect()
    }

    #[test]
    fn members_keep_the_order_of_the_service() {
        let pair = |name: &str, text: &str| (name.to_owned(), Some(text.to_owned()));
        assert_eq!(
            read(r#"{"S-9":"a","S-10":2,"S-9":"b"}"#),
            [pair("S-9", "a"), pair("S-10", "2"), pair("S-9", "b")]
        );
        assert_eq!(read(r#"["a","b"]"#), [pair("", "a"), pair("", "b")]);
        for nothing in ["[]", "{}", "\"\"", "null"] {
            assert_eq!(read(nothing), [], "{nothing}");
        }
    }
}
