//! A page of a listing (chapter 6.8).

use payments_kit::codec::{Listed, Scalar};
use payments_kit::wire_object;
use serde::Deserialize;

use super::intent::Href;

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
