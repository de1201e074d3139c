//! Shapes that several responses share. A member that identifies a payment, or says what happened
//! to it, keeps every value that the response has for it.

use payments_kit::codec::{Absorb, Scalar, Scalars, Texts};
use payments_kit::wire_object;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::list::List;

/// A page of a listing (chapter 6.8).
#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
pub(crate) struct Paginator<T> {
    #[serde(default)]
    pub(crate) links: PageLinks,
    #[serde(default)]
    pub(crate) meta: Meta,
    #[serde(default)]
    pub(crate) data: List<T>,
}

wire_object! {
    pub(crate) struct PageLinks {
        /// An object with `href`; absent on the last page.
        next: Next = "next",
    }
}

/// The link to the next page.
#[derive(Debug, Default)]
pub(crate) enum Next {
    /// Absent, null or an empty object, which PHP also writes as `[]`.
    #[default]
    None,
    Href(String),
    /// Anything else.
    Odd,
}

impl Absorb for Next {
    fn absorb(&mut self, other: Self) {
        *self = match (std::mem::take(self), other) {
            (Self::None, other) | (other, Self::None) => other,
            (Self::Href(one), Self::Href(other)) if one == other => Self::Href(one),
            _ => Self::Odd,
        };
    }
}

impl<'de> Deserialize<'de> for Next {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        let compact: String = raw.split_ascii_whitespace().collect();
        if matches!(&*compact, "null" | "{}" | "[]") {
            return Ok(Self::None);
        }
        let href: Option<Href> = serde_json::from_str(raw)
            .ok()
            .filter(|_| raw.starts_with('{'));
        let href = href.and_then(|link| link.href.into_text());
        Ok(href.map_or(Self::Odd, Self::Href))
    }
}

wire_object! {
    pub(crate) struct Meta {
        current_page: Scalar = "currentPage",
        total_pages: Scalar = "totalPages",
        total_results: Scalars = "totalResults",
    }
}

wire_object! {
    pub(crate) struct Href {
        href: Scalar = "href",
    }
}

wire_object! {
    pub(crate) struct CurrencyId {
        id: Scalars = "id",
    }
}

wire_object! {
    /// A user of the wallet.
    pub(crate) struct Party {
        id: Scalars = "id",
        data: Texts = "_data",
    }
}

wire_object! {
    pub(crate) struct Account {
        id: Scalar = "id",
        created_at: Scalar = "created_at",
        name: Scalar = "name",
        username: Scalar = "username",
    }
}
