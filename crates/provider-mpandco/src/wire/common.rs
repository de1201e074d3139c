//! Shapes that several responses share.

use payments_kit::codec::{Listed, Scalar, Texts};
use payments_kit::wire_object;
use serde::Deserialize;

/// A page of a listing (chapter 6.8).
#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
pub(crate) struct Paginator<T> {
    #[serde(default)]
    pub(crate) links: PageLinks,
    #[serde(default)]
    pub(crate) meta: Meta,
    pub(crate) data: Listed<T>,
}

wire_object! {
    pub(crate) struct PageLinks {
        /// Absent on the last page.
        next: Href = "next",
    }
}

wire_object! {
    pub(crate) struct Meta {
        total_results: Scalar = "totalResults",
    }
}

wire_object! {
    pub(crate) struct Href {
        href: Scalar = "href",
    }
}

wire_object! {
    pub(crate) struct CurrencyId {
        id: Scalar = "id",
    }
}

wire_object! {
    /// A user of the wallet.
    pub(crate) struct Party {
        id: Scalar = "id",
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
