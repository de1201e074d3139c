//! Lenient objects: absent, repeated and empty members.
//!
//! Written here because serde's derive fails on a repeated member and on `[]` or `""` in place of
//! an object, both of which PHP services write.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::Scalar;

/// A member of an object that may come more than once.
pub trait Absorb {
    /// Takes in a further value of the same name.
    fn absorb(&mut self, other: Self);
}

/// What keeps the members that an object does not name.
pub trait Rest {
    /// Takes the value of a member, which comes next in `members`.
    ///
    /// # Errors
    ///
    /// Those of `members`.
    fn take<'de, A: MapAccess<'de>>(&mut self, name: &str, members: &mut A)
    -> Result<(), A::Error>;
}

/// Keeps those that are texts.
impl Rest for Vec<(String, String)> {
    fn take<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        members: &mut A,
    ) -> Result<(), A::Error> {
        if let Some(text) = members.next_value::<Scalar>()?.into_text() {
            self.push((name.to_owned(), text));
        }
        Ok(())
    }
}

impl Absorb for Vec<(String, String)> {
    fn absorb(&mut self, mut other: Self) {
        self.append(&mut other);
    }
}

/// The name of a member, borrowed from the response where it can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key<'de>(Cow<'de, str>);

impl Key<'_> {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;

        impl<'de> Visitor<'de> for Name {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(name)))
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(name.to_owned())))
            }
        }

        deserializer.deserialize_str(Name)
    }
}

/// Declares a struct that is read from an object of a PHP service, in JSON or XML alike.
///
/// Every member is optional and may come more than once, and so may a nested object, whose members
/// are taken together; unknown members are ignored, or, with
/// `rest`, kept as texts; `null`, `""`, `[]` and any other scalar in place of the object read as
/// an empty one. The types of the members implement [`Absorb`] and `Default`.
///
/// ```
/// use payments_kit::codec::{Scalar, Scalars, from_json};
///
/// payments_kit::wire_object! {
///     /// The response to a charge.
///     struct Charged {
///         authorized: Scalar = "autorizado",
///         status: Scalars = "status",
///     }
///     rest others
/// }
///
/// let json: Charged = from_json(br#"{"autorizado":"1","status":["","success"],"x":"y"}"#)?;
/// assert_eq!(json.authorized.flag(), Some(true));
/// assert_eq!(json.status.texts().collect::<Vec<_>>(), ["success"]);
/// assert_eq!(json.others, [("x".to_owned(), "y".to_owned())]);
///
/// payments_kit::wire_object! {
///     struct Response { charged: Charged = "charged", }
/// }
/// let twice: Response = from_json(br#"{"charged":{"status":"a"},"charged":{"status":"b"}}"#)?;
/// assert_eq!(twice.charged.status.texts().collect::<Vec<_>>(), ["a", "b"]);
///
/// let nothing: Charged = from_json(br#""""#)?;
/// assert_eq!(nothing.authorized.flag(), None);
/// # Ok::<(), payments_kit::codec::DecodeError>(())
/// ```
#[macro_export]
macro_rules! wire_object {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident {
            $($(#[$field_meta:meta])* $field:ident: $type:ty = $key:literal,)*
        }
        $(rest $rest:ident $(: $rest_type:ty)?)?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Default)]
        $visibility struct $name {
            $($(#[$field_meta])* $visibility $field: $type,)*
            $(
                /// Members of other names, in the service's order.
                $visibility $rest: $crate::wire_object!(@rest $($rest_type)?),
            )?
        }

        impl $crate::codec::Absorb for $name {
            fn absorb(&mut self, other: Self) {
                $($crate::codec::Absorb::absorb(&mut self.$field, other.$field);)*
                $($crate::codec::Absorb::absorb(&mut self.$rest, other.$rest);)?
            }
        }

        impl<'de> $crate::codec::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::codec::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                use $crate::codec::__private::{DeserializeSeed, MapAccess, SeqAccess, Visitor};

                /// Lists of objects may be in lists, but not deeper than any service's.
                struct Members(u8);

                impl<'de> DeserializeSeed<'de> for Members {
                    type Value = $name;

                    fn deserialize<D: $crate::codec::__private::Deserializer<'de>>(
                        self,
                        deserializer: D,
                    ) -> ::std::result::Result<$name, D::Error> {
                        if self.0 == 0 {
                            <$crate::codec::__private::IgnoredAny as
                                $crate::codec::__private::Deserialize>::deserialize(deserializer)?;
                            return Ok($name::default());
                        }
                        deserializer.deserialize_any(self)
                    }
                }

                impl<'de> Visitor<'de> for Members {
                    type Value = $name;

                    fn expecting(
                        &self,
                        f: &mut ::std::fmt::Formatter<'_>,
                    ) -> ::std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: MapAccess<'de>>(
                        self,
                        mut map: A,
                    ) -> ::std::result::Result<$name, A::Error> {
                        let mut object = $name::default();
                        while let Some(key) = map.next_key::<$crate::codec::Key<'_>>()? {
                            match key.as_str() {
                                $($key => {
                                    $crate::codec::Absorb::absorb(
                                        &mut object.$field,
                                        map.next_value()?,
                                    );
                                })*
                                _ => {
                                    $crate::wire_object!(@other map key object $($rest)?);
                                }
                            }
                        }
                        Ok(object)
                    }

                    fn visit_seq<A: SeqAccess<'de>>(
                        self,
                        mut list: A,
                    ) -> ::std::result::Result<$name, A::Error> {
                        let mut object = $name::default();
                        while let Some(further) = list.next_element_seed(Members(self.0 - 1))? {
                            $crate::codec::Absorb::absorb(&mut object, further);
                        }
                        Ok(object)
                    }

                    fn visit_str<E>(self, _: &str) -> ::std::result::Result<$name, E> {
                        Ok($name::default())
                    }

                    fn visit_bool<E>(self, _: bool) -> ::std::result::Result<$name, E> {
                        Ok($name::default())
                    }

                    fn visit_i64<E>(self, _: i64) -> ::std::result::Result<$name, E> {
                        Ok($name::default())
                    }

                    fn visit_u64<E>(self, _: u64) -> ::std::result::Result<$name, E> {
                        Ok($name::default())
                    }

                    fn visit_unit<E>(self) -> ::std::result::Result<$name, E> {
                        Ok($name::default())
                    }
                }

                deserializer.deserialize_any(Members(4))
            }
        }
    };
    (@other $map:ident $key:ident $object:ident) => {
        $map.next_value::<$crate::codec::__private::IgnoredAny>()?;
    };
    (@other $map:ident $key:ident $object:ident $rest:ident) => {
        $crate::codec::Rest::take(&mut $object.$rest, $key.as_str(), &mut $map)?;
    };
    (@rest) => {
        ::std::vec::Vec<(::std::string::String, ::std::string::String)>
    };
    (@rest $type:ty) => { $type };
}

#[cfg(test)]
mod tests {
    use crate::codec::{Scalars, Texts, from_json};

    crate::wire_object! {
        struct Inner {
            flag: Scalars = "flag",
            amount: Texts = "amount",
        }
        rest others
    }

    crate::wire_object! {
        struct Outer {
            inner: Inner = "inner",
        }
    }

    fn read(json: &str) -> Inner {
        from_json::<Outer>(json.as_bytes()).unwrap().inner
    }

    #[test]
    fn an_object_that_comes_twice_or_as_a_list_keeps_every_value() {
        for json in [
            r#"{"inner":{"flag":1,"amount":"2","a":"x"},"inner":{"flag":0,"amount":"3","b":"y"}}"#,
            r#"{"inner":[{"flag":1,"amount":2,"a":"x"},"z",{"flag":0,"amount":[3],"b":"y"}]}"#,
        ] {
            let inner = read(json);
            assert_eq!(inner.flag.texts().collect::<Vec<_>>(), ["1", "0"], "{json}");
            let amounts: Vec<&str> = inner.amount.iter().map(|(_, text)| text).collect();
            assert_eq!(amounts, ["2", "3"], "{json}");
            let names: Vec<&str> = inner.others.iter().map(|(name, _)| &**name).collect();
            assert_eq!(names, ["a", "b"], "{json}");
        }
    }

    #[test]
    fn anything_else_in_its_place_is_an_empty_object() {
        for json in ["null", "\"\"", "\"x\"", "7", "true", "[]", "{}", "[1,[]]"] {
            let inner = read(&format!("{{\"inner\":{json}}}"));
            assert_eq!(inner.flag.texts().count(), 0, "{json}");
        }
    }
}
