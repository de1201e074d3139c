//! A report: what it says about itself, and its transactions.

use std::fmt;

use payments_kit::codec::{Absorb, Key, Scalar, Texts, from_json, is_at_once};
use payments_kit::wire_object;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

wire_object! {
    /// What a report says about itself.
    pub(crate) struct ReportStatus {
        result: Texts = "result",
        message: Texts = "message",
        elements: Texts = "elements",
        pages: Texts = "no_pages",
        page: Texts = "no_page",
    }
}

/// The transactions of a report under their names there, in the service's order.
///
/// Each is read on its own, so that one that cannot be read hides no other.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    all: Vec<(String, Row)>,
    /// Whether there was a list at all, if an empty one.
    is_list: bool,
}

/// A transaction, if it could be read.
type Row = Option<Box<WireTransaction>>;

impl Rows {
    pub(crate) fn is_list(&self) -> bool {
        self.is_list
    }

    pub(crate) fn into_vec(self) -> Vec<(String, Row)> {
        self.all
    }
}

impl Absorb for Rows {
    fn absorb(&mut self, mut other: Self) {
        self.all.append(&mut other.all);
        self.is_list |= other.is_list;
    }
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Reports come in JSON only.
        if !deserializer.is_human_readable() {
            IgnoredAny::deserialize(deserializer)?;
            return Ok(Self::default());
        }
        if is_at_once() {
            return deserializer.deserialize_any(RowsVisitor);
        }
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        if !raw.starts_with(['{', '[']) {
            return Ok(Self::default());
        }
        let mut json = serde_json::Deserializer::from_str(raw);
        json.deserialize_any(RowsVisitor).map_err(de::Error::custom)
    }
}

struct RowsVisitor;

impl<'de> Visitor<'de> for RowsVisitor {
    type Value = Rows;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("transactions")
    }

    /// One name may come twice.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Rows, A::Error> {
        let mut all = Vec::new();
        while let Some((name, MaybeRow(row))) = map.next_entry::<Key<'_>, _>()? {
            all.push((name.as_str().to_owned(), row));
        }
        Ok(Rows { all, is_list: true })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Rows, A::Error> {
        let mut all = Vec::new();
        while let Some(MaybeRow(row)) = list.next_element()? {
            all.push((String::new(), row));
        }
        Ok(Rows { all, is_list: true })
    }

    fn visit_str<E>(self, _: &str) -> Result<Rows, E> {
        Ok(Rows::default())
    }

    fn visit_unit<E>(self) -> Result<Rows, E> {
        Ok(Rows::default())
    }
}

/// A transaction, if it is an object that can be read.
struct MaybeRow(Row);

impl<'de> Deserialize<'de> for MaybeRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if is_at_once() {
            return deserializer.deserialize_map(RowVisitor);
        }
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        let read = || from_json(raw.as_bytes()).ok();
        Ok(Self(raw.starts_with('{').then(read).flatten()))
    }
}

/// Anything but an object is left to the careful reading.
struct RowVisitor;

impl<'de> Visitor<'de> for RowVisitor {
    type Value = MaybeRow;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a transaction")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<MaybeRow, A::Error> {
        let row = Box::<WireTransaction>::deserialize(MapAccessDeserializer::new(map))?;
        Ok(MaybeRow(Some(row)))
    }
}

wire_object! {
    pub(crate) struct WireTransaction {
        id: Scalar = "transaction_id",
        order_id: Scalar = "order_id",
        branch_id: Scalar = "branch_id",
        branch_name: Scalar = "branch_name",
        param_1: Scalar = "param_1",
        param_2: Scalar = "param_2",
        param_3: Scalar = "param_3",
        param_4: Scalar = "param_4",
        param_5: Scalar = "param_5",
        amount: Scalar = "amount",
        timestamp: Scalar = "timestamp",
        authorized: Texts = "authorized",
        authorization_number: Scalar = "authorization_number",
        status: Scalar = "status",
        processor_message: Scalar = "processor_message",
        transaction_type: Scalar = "transaction_type",
        transaction_via: Scalar = "transaction_via",
        card: CardInfo = "card_info",
        cardholder: Cardholder = "cardholder",
    }
}

wire_object! {
    pub(crate) struct CardInfo {
        brand: Scalar = "brand",
        country: Scalar = "country",
        last_four: Scalar = "last_4_digits",
        bank: Scalar = "bank",
    }
}

wire_object! {
    pub(crate) struct Cardholder {
        email: Scalar = "email",
        name: Scalar = "name",
    }
}
